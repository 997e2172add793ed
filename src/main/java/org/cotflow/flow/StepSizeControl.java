package org.cotflow.flow;

/**
 * The step sizes of an adaptive method. With the error estimate E of a step tau in the COT norm,
 * which is O(tau^order), the step is accepted where E &lt;= tolerance, and the next one is
 *
 * <pre>
 *   tau clip( 0.9 (tolerance / E)^(1/order), 0.2, 5 ),
 * </pre>
 *
 * not longer than this one where an attempt has just been rejected.
 *
 * @param tolerance of the error of one step
 * @param order of the method
 */
record StepSizeControl(double tolerance, int order) {
  private static final double SAFETY = 0.9;
  private static final double LEAST = 0.2;
  private static final double MOST = 5.0;

  /** The largest number of attempts at one step. */
  private static final int PATIENCE = 400;

  boolean accepts(double error) {
    return error <= tolerance;
  }

  /**
   * @param error NaN where the attempt ended in numbers that are not finite
   */
  double afterRejected(double step, double error) {
    return step * Math.min(SAFETY, factor(error));
  }

  double afterAccepted(double step, double error, boolean rejectedBefore) {
    return step * (rejectedBefore ? Math.min(1.0, factor(error)) : factor(error));
  }

  private double factor(double error) {
    if (error == 0) {
      return MOST;
    }
    double wanted = SAFETY * StrictMath.pow(tolerance / error, 1.0 / order);
    return wanted >= LEAST ? Math.min(MOST, wanted) : LEAST;
  }

  /** Whether a step of this length is too short to be tried. */
  boolean isHopeless(double flowTime, double step, int rejected) {
    return rejected >= PATIENCE || flowTime + step == flowTime;
  }
}
