package org.cotflow.theory.certificate;

import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.spectrum.Lanczos;

/**
 * The squared loss as a function of the scale alpha alone, the measure held:
 *
 * <pre>
 *   L(alpha) = (1/2) (1/N) sum_i |alpha v_i - y_i|^2,     v_i = B x_K,i
 * </pre>
 *
 * <p>divided by d_out with output-average. The residuals are formed before they are squared: the
 * expanded quadratic in alpha cancels, and its error is of the order of 2^-53 mean |y|^2, whatever
 * L is. What remains is the rounding of the residuals themselves. At small L no relative bound of
 * it is true, so that an absolute one is added to their norm.
 *
 * @param predictions v as computed, N x d_out
 * @param targets y, N x d_out
 * @param rounding bound of the norm of the error of all v together
 * @param count N, times d_out with output-average
 * @param published whether L(alpha) is rounded up with room for another proof
 */
record ScaledRisk(
    double[] predictions, double[] targets, double rounding, double count, boolean published) {

  /** With room for another proof: four times the rounding, and {@link Rounding#up}. */
  ScaledRisk withRoom() {
    return new ScaledRisk(predictions, targets, 4 * rounding, count, true);
  }

  /** The largest L(alpha) that the roundings allow. */
  double upper(double scale) {
    double risk = squared(residualNorm(scale) + residualRounding(scale));
    return published ? Rounding.up(risk) : risk;
  }

  /** What L(alpha) would be at most if all computed residuals were 0. */
  double absoluteRounding(double scale) {
    return squared(residualRounding(scale));
  }

  private double squared(double norm) {
    double slack = 1 + (targets.length + 32) * 0x1p-52;
    return norm == 0 ? 0 : Math.max(norm * norm * slack / (2 * count), Double.MIN_NORMAL);
  }

  private double residualNorm(double scale) {
    double[] residuals = new double[targets.length];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = scale * predictions[i] - targets[i];
    }
    return Rounding.norm(residuals);
  }

  /** Of the product with the scale and of the subtraction: one rounding each. */
  private double residualRounding(double scale) {
    double size = Math.abs(scale);
    return Rounding.SLACK
        * (size * rounding
            + 3 * Rounding.UNIT * (size * Rounding.norm(predictions) + Rounding.norm(targets)));
  }

  /**
   * An alpha of smallest size and of the sign of {@code sign} with L(alpha) / alpha^2 at most
   * {@code limit}, up to rounding: with t = 1/alpha the largest root of
   *
   * <pre>
   *   |v - t y| = sqrt(2 N limit),    |v - t y|^2 = |v - t' y|^2 + (t - t')^2 |y|^2,   t' = &lt;v, y&gt; / |y|^2.
   * </pre>
   *
   * @return 0 where any scale will do, NaN where none does
   */
  double smallestScale(double limit, double sign) {
    double allowed =
        Math.sqrt(2 * count * limit)
            - Rounding.SLACK * (rounding + 3 * Rounding.UNIT * Rounding.norm(predictions));
    double size = Rounding.norm(targets);
    if (size == 0) {
      return Rounding.norm(predictions) <= allowed ? 0 : Double.NaN;
    }
    double nearest = Lanczos.dot(predictions, targets) / size / size;
    double[] rest = new double[targets.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = Math.fma(-nearest, targets[i], predictions[i]);
    }
    double distance = Rounding.norm(rest);
    if (!(distance <= allowed)) {
      return Double.NaN;
    }
    double way = Math.sqrt((allowed - distance) * (allowed + distance)) / size;
    double largest = (sign < 0 ? -nearest : nearest) + way;
    return largest > 0 ? (sign < 0 ? -1 : 1) / largest : Double.NaN;
  }
}
