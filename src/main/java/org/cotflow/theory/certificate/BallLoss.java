package org.cotflow.theory.certificate;

/**
 * What the worst measure of a ball may take away from the root of the Polyak-Lojasiewicz bound, in
 * the units of sqrt(lambda_min), and what is left.
 *
 * @param by how the Jacobians were bounded
 * @param radius R
 * @param start G_0, of which the losses are taken
 * @param moves lost by the kernels because w and b move
 * @param states lost by the kernels because the states move
 * @param jacobians lost on the way of the adjoints because the Jacobians grow
 * @param root what is left of the root, rounded down; may be negative
 */
public record BallLoss(
    By by,
    double radius,
    double start,
    double moves,
    double states,
    double jacobians,
    double root) {

  /** The estimates, each of which bounds all losses by itself. */
  public enum By {
    /** Jacobians by s U W, states through the kernels. */
    NORMS,
    /** Jacobians by s U W, states through sup|sigma|. */
    SUPREMUM,
    /** Jacobians as they are at mu_0. */
    JACOBIANS,
    /** All layers together, see {@link TangentEstimate}. */
    TANGENT_KERNEL
  }

  public double total() {
    return moves + states + jacobians;
  }

  /** R times what is left: the ball holds the flow if this is at least 2 sqrt(L(0) / factor). */
  double reach() {
    return root > 0 ? radius * root : 0;
  }

  /** 2 sqrt(L(0) / m_R), rounded up; infinite where m_R is 0. */
  static double way(double risk, double bound) {
    return bound > 0
        ? 2 * Math.sqrt(risk / bound) * (1 + 8 * Rounding.UNIT)
        : Double.POSITIVE_INFINITY;
  }
}
