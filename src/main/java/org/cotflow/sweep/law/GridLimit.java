package org.cotflow.sweep.law;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cotflow.base.UserInputException;

/**
 * An estimate of the limit in depth and width together, from values at several sizes and replicas,
 *
 * <pre>
 *   f_i = f + a/K_i^p + b/M_i + noise of variance s^2/(K_i M_i)
 *   minimize sum_i K_i M_i (f_i - f - a/K_i^p - b/M_i)^2
 * </pre>
 *
 * <p>component by component: 1/K^p is the error of a scheme of order p in depth, 1/M the bias of
 * finite width, and the noise that of K M independent particles. A term whose variable has only one
 * value is left out.
 *
 * <p>The error bar joins the standard error of the fit and the difference to the fit without the
 * smallest depth and width, in quadrature. The standard error is that of a bootstrap which draws
 * whole replica groups, since the values of one seed at different sizes are not independent; with a
 * single group it is that of the scatter around the fit, as if they were.
 *
 * @param limit estimates of f, one per component
 * @param standardError per component
 * @param errorBar standard error and difference to the neighboring fit in quadrature
 */
public record GridLimit(double[] limit, double[] standardError, double[] errorBar) {

  /**
   * Fits the limit.
   *
   * @param sizes of the observations
   * @param values a vector per observation, all of one length
   * @param seed of the bootstrap
   * @throws UserInputException for fewer than 2 observations more than constants, or sizes from
   *     which the constants cannot be told apart
   */
  public static GridLimit of(GridSizes sizes, double[][] values, long seed) {
    int n = sizes.count();
    int[] all = new int[sizes.groupCount()];
    Arrays.fill(all, 1);
    double[] shares = n < sizes.terms() + 2 ? null : sizes.shares(all, i -> true);
    if (shares == null) {
      throw new UserInputException(
          "the limit in depth and width needs at least "
              + Math.max(sizes.terms() + 2, 4)
              + " runs of several depths or widths, which are to vary separately; there are "
              + n);
    }
    double[] limit = combined(shares, values);
    double[] error =
        sizes.groupCount() < 2
            ? sizes.standardError(values)
            : Bootstrap.standardError(
                sizes.groupCount(),
                limit.length,
                counts -> {
                  double[] again = sizes.shares(counts, i -> true);
                  return again == null ? null : combined(again, values);
                },
                seed);
    double[] bar = error.clone();
    double[] larger = sizes.shares(all, sizes::isLarger);
    if (larger != null) {
      double[] neighbor = combined(larger, values);
      for (int c = 0; c < bar.length; c++) {
        double difference = limit[c] - neighbor[c];
        bar[c] = Math.sqrt(Math.fma(difference, difference, error[c] * error[c]));
      }
    }
    return new GridLimit(limit, error, bar);
  }

  /** sum_i share_i f_i: the limit is linear in the values. */
  private static double[] combined(double[] shares, double[][] values) {
    double[] sum = new double[values[0].length];
    IntStream.range(0, shares.length)
        .filter(i -> shares[i] != 0)
        .forEach(
            i -> {
              for (int c = 0; c < sum.length; c++) {
                sum[c] = Math.fma(shares[i], values[i][c], sum[c]);
              }
            });
    return sum;
  }
}
