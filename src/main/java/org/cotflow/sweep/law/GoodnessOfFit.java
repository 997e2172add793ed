package org.cotflow.sweep.law;

/**
 * How well a law fits the averages v_p of its P design points, with fitted values f_p, t constants,
 * R_p replicas of weight w_p and their values v_pi:
 *
 * <pre>
 *   rSquared          1 - sum_p R_p w_p (v_p - f_p)^2 / sum_p R_p w_p (v_p - m)^2,
 *                     m = sum_p R_p w_p v_p / sum_p R_p w_p
 *   logRSquared       the same for log v_p and log f_p, with the weights R_p w_p v_p^2 of
 *                     logarithms, or R_p where the law has no weights
 *   reducedChiSquared [ sum_p R_p w_p (v_p - f_p)^2 / (P - t) ]
 *                     / [ sum_pi w_p (v_pi - v_p)^2 / sum_p (R_p - 1) ]
 * </pre>
 *
 * <p>So R^2 is weighted as the fit is: it is the share of the weighted variance that the law
 * explains. Without weights and with as many replicas everywhere it is the usual R^2. The last is
 * the ratio of the scatter around the law to the scatter among replicas, which is near 1 if the law
 * is right and the weights are proportional to reciprocal variances. In quadrature it is taken of
 * the squares, as the fit is.
 *
 * @param rSquared NaN where all values are equal
 * @param logRSquared NaN where a value or its fit is not positive
 * @param reducedChiSquared NaN without replicas that differ, or without more points than constants
 */
public record GoodnessOfFit(double rSquared, double logRSquared, double reducedChiSquared) {

  /**
   * 1 - sum g (v - f)^2 / sum g (v - m)^2, m = sum g v / sum g; NaN where the values do not differ.
   */
  static double rSquared(double[] values, double[] fitted, double[] weights) {
    double all = 0;
    double mean = 0;
    for (int i = 0; i < values.length; i++) {
      all += weights[i];
      mean += weights[i] / all * (values[i] - mean);
    }
    double residuals = 0;
    double total = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = values[i] - fitted[i];
      double deviation = values[i] - mean;
      residuals = Math.fma(weights[i] * residual, residual, residuals);
      total = Math.fma(weights[i] * deviation, deviation, total);
    }
    return total > 0 ? 1 - residuals / total : Double.NaN;
  }

  /** {@link #rSquared} of logarithms. */
  static double logRSquared(double[] values, double[] fitted, double[] weights) {
    double[] logValues = new double[values.length];
    double[] logFitted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0 && fitted[i] > 0)) {
        return Double.NaN;
      }
      logValues[i] = StrictMath.log(values[i]);
      logFitted[i] = StrictMath.log(fitted[i]);
    }
    return rSquared(logValues, logFitted, weights);
  }
}
