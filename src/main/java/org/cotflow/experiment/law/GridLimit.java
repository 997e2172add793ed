package org.cotflow.experiment.law;

import java.util.Arrays;
import org.cotflow.base.UserInputException;

/**
 * An estimate of the limit in depth and width together, from values at several sizes and replicas,
 *
 * <pre>
 *   f_i = f + a/K_i + b/M_i + noise of variance s^2/(K_i M_i)
 *   minimize sum_i K_i M_i (f_i - f - a/K_i - b/M_i)^2
 * </pre>
 *
 * <p>component by component: 1/K is the error of an Euler scheme in depth, 1/M the bias of finite
 * width, and the noise that of K M independent particles. A term whose variable has only one value
 * is left out. The error bar joins the standard error of the fit and the difference to the fit
 * without the smallest depth and width, in quadrature.
 *
 * @param limit estimates of f, one per component
 * @param standardError from the scatter around the fit, per component
 * @param errorBar standard error and difference to the neighboring fit in quadrature
 */
public record GridLimit(double[] limit, double[] standardError, double[] errorBar) {

  /**
   * Fits the limit.
   *
   * @param depths K_i, positive
   * @param widths M_i, positive
   * @param values a vector per observation, all of one length
   * @throws UserInputException for fewer than 2 observations more than constants, or sizes from
   *     which the constants cannot be told apart
   */
  public static GridLimit of(double[] depths, double[] widths, double[][] values) {
    boolean deep = Arrays.stream(depths).distinct().count() > 1;
    boolean wide = Arrays.stream(widths).distinct().count() > 1;
    int terms = 1 + (deep ? 1 : 0) + (wide ? 1 : 0);
    int n = depths.length;
    double[][] design = new double[n][];
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      design[i] = row(depths[i], widths[i], deep, wide, terms);
      weights[i] = depths[i] * widths[i];
    }
    LeastSquares squares = new LeastSquares(design, weights);
    if (n < terms + 2 || terms == 1 || squares.isSingular()) {
      throw new UserInputException(
          "the limit in depth and width needs at least "
              + Math.max(terms + 2, 4)
              + " runs of several depths or widths, which are to vary separately; there are "
              + n);
    }
    int components = values[0].length;
    double[] limit = new double[components];
    double[] error = new double[components];
    double variance = squares.variances()[0];
    for (int c = 0; c < components; c++) {
      double[] column = column(values, c);
      double[] solution = squares.solve(column);
      limit[c] = solution[0];
      error[c] = Math.sqrt(scatter(design, weights, column, solution) * variance);
    }
    double[] bar = error.clone();
    double[] neighbor = withoutSmallest(depths, widths, values, deep, wide);
    for (int c = 0; c < components && neighbor != null; c++) {
      double difference = limit[c] - neighbor[c];
      bar[c] = Math.sqrt(Math.fma(difference, difference, error[c] * error[c]));
    }
    return new GridLimit(limit, error, bar);
  }

  /** The limit fitted to larger sizes only; null where they do not suffice. */
  private static double[] withoutSmallest(
      double[] depths, double[] widths, double[][] values, boolean deep, boolean wide) {
    double shallowest = Arrays.stream(depths).min().orElse(0);
    double narrowest = Arrays.stream(widths).min().orElse(0);
    int terms = 1 + (deep ? 1 : 0) + (wide ? 1 : 0);
    int[] kept =
        java.util.stream.IntStream.range(0, depths.length)
            .filter(i -> !(deep && depths[i] == shallowest) && !(wide && widths[i] == narrowest))
            .toArray();
    double[][] design = new double[kept.length][];
    double[] weights = new double[kept.length];
    for (int k = 0; k < kept.length; k++) {
      design[k] = row(depths[kept[k]], widths[kept[k]], deep, wide, terms);
      weights[k] = depths[kept[k]] * widths[kept[k]];
    }
    LeastSquares squares = new LeastSquares(design, weights);
    if (kept.length <= terms || squares.isSingular()) {
      return null;
    }
    double[] limit = new double[values[0].length];
    for (int c = 0; c < limit.length; c++) {
      double[] column = new double[kept.length];
      for (int k = 0; k < kept.length; k++) {
        column[k] = values[kept[k]][c];
      }
      limit[c] = squares.solve(column)[0];
    }
    return limit;
  }

  private static double[] row(double depth, double width, boolean deep, boolean wide, int terms) {
    double[] row = new double[terms];
    row[0] = 1;
    if (deep) {
      row[1] = 1 / depth;
    }
    if (wide) {
      row[terms - 1] = 1 / width;
    }
    return row;
  }

  private static double[] column(double[][] values, int c) {
    return Arrays.stream(values).mapToDouble(vector -> vector[c]).toArray();
  }

  /** The weighted mean square around the fit, per degree of freedom: an estimate of s^2. */
  private static double scatter(
      double[][] design, double[] weights, double[] values, double[] solution) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = values[i];
      for (int j = 0; j < solution.length; j++) {
        residual = Math.fma(-design[i][j], solution[j], residual);
      }
      sum += weights[i] * residual * residual;
    }
    return sum / (values.length - solution.length);
  }
}
