package org.cotflow.depth;

/** The residuals of an iteration: whether one is small enough, and whether they still shrink. */
final class ResidualHistory {
  private final double tolerance;
  private final int layerCount;
  private final int patience;
  private int evaluations;
  private double best = Double.POSITIVE_INFINITY;
  private int bestAt;

  /**
   * @param patience evaluations without progress after which the iteration is given up
   */
  ResidualHistory(double tolerance, int layerCount, int patience) {
    this.tolerance = tolerance;
    this.layerCount = layerCount;
    this.patience = patience;
  }

  void add(double residual) {
    evaluations++;
    if (residual < best) {
      best = residual;
      bestAt = evaluations;
    }
  }

  int evaluations() {
    return evaluations;
  }

  /** Whether it is worth going on. */
  boolean shrinks() {
    return evaluations == 0 || (Double.isFinite(best) && evaluations - bestAt < patience);
  }

  /**
   * Whether an equation counts as solved: within the tolerance, or within what rounding leaves.
   *
   * @param residual K times the largest gap
   * @param largest the largest absolute value of the numbers searched
   */
  boolean isSmall(double residual, double largest) {
    return residual <= Math.max(tolerance, 8.0 * layerCount * Math.ulp(1.0) * largest);
  }
}
