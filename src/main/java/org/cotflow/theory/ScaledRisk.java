package org.cotflow.theory;

import org.cotflow.data.Samples;
import org.cotflow.theory.spectrum.Lanczos;

/**
 * The squared loss as a function of the scale alpha alone, the measure held: a quadratic
 *
 * <pre>
 *   L(alpha) = (1/2) (1/N) sum_i |alpha v_i - y_i|^2 = square alpha^2 - product alpha + constant
 *   v_i = B x_K,i
 * </pre>
 *
 * <p>divided by d_out with output-average.
 */
record ScaledRisk(double square, double product, double constant) {

  /**
   * @param predictions v at scale 1, N x d_out
   * @param divisor d_out with output-average, else 1
   */
  static ScaledRisk of(double[] predictions, Samples samples, double divisor) {
    double count = divisor * samples.count();
    double[] targets = samples.targets();
    return new ScaledRisk(
        Lanczos.dot(predictions, predictions) / (2 * count),
        Lanczos.dot(predictions, targets) / count,
        Lanczos.dot(targets, targets) / (2 * count));
  }

  double at(double scale) {
    return Math.max(0, scale * (scale * square - product) + constant);
  }

  /**
   * The alpha of smallest size and of the sign of {@code sign} with L(alpha) / alpha^2 at most
   * {@code limit}: with t = 1/alpha the largest root of constant t^2 - product t + square = limit.
   *
   * @return 0 where any scale will do, NaN where none does
   */
  double smallestScale(double limit, double sign) {
    double signed = sign < 0 ? -product : product;
    double rest = square - limit;
    if (constant == 0) {
      return rest <= 0 ? 0 : Double.NaN;
    }
    double discriminant = signed * signed - 4 * constant * rest;
    if (!(discriminant >= 0)) {
      return Double.NaN;
    }
    double largest = (signed + Math.sqrt(discriminant)) / (2 * constant);
    return largest > 0 ? (sign < 0 ? -1 : 1) / largest : Double.NaN;
  }
}
