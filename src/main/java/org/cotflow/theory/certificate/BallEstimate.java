package org.cotflow.theory.certificate;

/** One way to bound what the moves in a ball take from the root of the bound at mu_0. */
interface BallEstimate {
  /** What the adjoints are worth at mu_0, as this estimate bounds the Jacobians. */
  AdjointProducts adjoints();

  /**
   * What moves of at most these sizes take.
   *
   * @param radius R
   * @param a the most that u moves, root mean square over layers, in the metric
   * @param c the same of (w, b)
   */
  BallLoss along(double radius, double a, double c);

  /** Whether g bounds the speed of u alone, and not only that of all parts together. */
  default boolean boundsU() {
    return true;
  }

  /**
   * The speed of (w, b) along the flow, where no more than a and c is travelled, is at most this
   * over g times |B| / sqrt(m_u lambda_min(B B^T)) times the speed that g bounds, with the g of any
   * estimate; infinite where nothing is known.
   */
  default double turn(double a, double c) {
    return Double.POSITIVE_INFINITY;
  }
}
