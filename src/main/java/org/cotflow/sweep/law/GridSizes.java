package org.cotflow.sweep.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The sizes at which values were observed, for a {@link GridLimit}.
 *
 * @param depths K_i, positive
 * @param widths M_i, positive
 * @param replicaGroups which observations were made with the same random numbers: 0, 1, ...
 * @param order p of the scheme in depth
 */
public record GridSizes(double[] depths, double[] widths, int[] replicaGroups, double order) {

  int count() {
    return depths.length;
  }

  int groupCount() {
    return Arrays.stream(replicaGroups).max().orElse(-1) + 1;
  }

  private boolean deep() {
    return varies(depths);
  }

  private boolean wide() {
    return varies(widths);
  }

  private static boolean varies(double[] sizes) {
    return Arrays.stream(sizes).anyMatch(size -> size != sizes[0]);
  }

  /** Constants of the fit. */
  int terms() {
    return 1 + (deep() ? 1 : 0) + (wide() ? 1 : 0);
  }

  /** Whether an observation is neither of the smallest depth nor of the smallest width. */
  boolean isLarger(int i) {
    double shallowest = Arrays.stream(depths).min().orElse(0);
    double narrowest = Arrays.stream(widths).min().orElse(0);
    return !(deep() && depths[i] == shallowest) && !(wide() && widths[i] == narrowest);
  }

  /**
   * What each observation contributes to the limit, which is linear in their values.
   *
   * @param counts how often each replica group counts
   * @param taken observations that take part
   * @return null where the constants cannot be told apart
   */
  double[] shares(int[] counts, IntPredicate taken) {
    Map<List<Double>, Integer> places = new LinkedHashMap<>();
    int[] placeOf = new int[count()];
    List<double[]> rows = new ArrayList<>();
    double[] sizes = new double[count()];
    double[] weights = new double[count()];
    for (int i = 0; i < count(); i++) {
      int times = taken.test(i) ? counts[replicaGroups[i]] : 0;
      placeOf[i] = -1;
      if (times > 0) {
        placeOf[i] = places.computeIfAbsent(List.of(depths[i], widths[i]), place -> places.size());
        if (placeOf[i] == rows.size()) {
          rows.add(row(i));
        }
        sizes[placeOf[i]] += times;
        weights[placeOf[i]] += times * depths[i] * widths[i];
      }
    }
    int n = rows.size();
    if (terms() == 1 || n < terms()) {
      return null;
    }
    LeastSquares squares =
        new LeastSquares(rows.toArray(double[][]::new), Arrays.copyOf(weights, n));
    if (squares.isSingular()) {
      return null;
    }
    double[] ofPlaces = new double[n];
    for (int p = 0; p < n; p++) {
      double[] unit = new double[n];
      unit[p] = 1;
      ofPlaces[p] = squares.solve(unit)[0] / sizes[p];
    }
    double[] shares = new double[count()];
    for (int i = 0; i < count(); i++) {
      shares[i] = placeOf[i] < 0 ? 0 : ofPlaces[placeOf[i]] * counts[replicaGroups[i]];
    }
    return shares;
  }

  /** From the scatter around the fit, as if all observations were independent. */
  double[] standardError(double[][] values) {
    double[][] design = new double[count()][];
    double[] weights = new double[count()];
    for (int i = 0; i < count(); i++) {
      design[i] = row(i);
      weights[i] = depths[i] * widths[i];
    }
    LeastSquares squares = new LeastSquares(design, weights);
    double variance = squares.variances()[0];
    double[] error = new double[values[0].length];
    for (int c = 0; c < error.length; c++) {
      int component = c;
      double[] column = Arrays.stream(values).mapToDouble(vector -> vector[component]).toArray();
      error[c] = Math.sqrt(scatter(design, weights, column, squares.solve(column)) * variance);
    }
    return error;
  }

  private double[] row(int i) {
    double[] row = new double[terms()];
    row[0] = 1;
    if (deep()) {
      row[1] = StrictMath.pow(depths[i], -order);
    }
    if (wide()) {
      row[row.length - 1] = 1 / widths[i];
    }
    return row;
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
