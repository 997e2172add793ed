package org.cotflow.sweep.law;

/**
 * How well a law fits the averages v_p of its P design points, with fitted values f_p, t constants,
 * R_p replicas of weight w_p and their values v_pi:
 *
 * <pre>
 *   rSquared          1 - sum (v_p - f_p)^2 / sum (v_p - mean v)^2
 *   logRSquared       the same for log v_p and log f_p
 *   reducedChiSquared [ sum_p R_p w_p (v_p - f_p)^2 / (P - t) ]
 *                     / [ sum_pi w_p (v_pi - v_p)^2 / sum_p (R_p - 1) ]
 * </pre>
 *
 * <p>The last is the ratio of the scatter around the law to the scatter among replicas, which is
 * near 1 if the law is right and the weights are proportional to reciprocal variances. In
 * quadrature it is taken of the squares, as the fit is.
 *
 * @param rSquared NaN where all values are equal
 * @param logRSquared NaN where a value or its fit is not positive
 * @param reducedChiSquared NaN without replicas that differ, or without more points than constants
 */
public record GoodnessOfFit(double rSquared, double logRSquared, double reducedChiSquared) {

  /** 1 - sum (v - f)^2 / sum (v - mean)^2; NaN where the values do not differ. */
  static double rSquared(double[] values, double[] fitted) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double residuals = 0;
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = values[i] - fitted[i];
      double deviation = values[i] - mean;
      residuals = Math.fma(residual, residual, residuals);
      total = Math.fma(deviation, deviation, total);
    }
    return total > 0 ? 1 - residuals / total : Double.NaN;
  }

  /** {@link #rSquared} of logarithms. */
  static double logRSquared(double[] values, double[] fitted) {
    double[] logValues = new double[values.length];
    double[] logFitted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0 && fitted[i] > 0)) {
        return Double.NaN;
      }
      logValues[i] = StrictMath.log(values[i]);
      logFitted[i] = StrictMath.log(fitted[i]);
    }
    return rSquared(logValues, logFitted);
  }
}
