package org.cotflow.sweep.law;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;

/**
 * Observations of a quantity at several design points, in replica groups.
 *
 * <p>Averages over the replicas of a design point p, where replica group r counts m_r times:
 *
 * <pre>
 *   v_p = mean of v_pi,     or sqrt(mean of v_pi^2) in quadrature
 *   w_p = m_p / mean of (1 / w_pi),     m_p = sum of m_r over the observations of p
 * </pre>
 *
 * <p>the weight of an average of values with variances 1/w_pi; in particular w = 1/v^2 becomes m_p
 * over the mean square.
 */
final class Observations {
  private final double[][] points;
  private final int[] pointOf;
  private final double[] values;
  private final double[] weights;
  private final boolean weighted;
  private final int[] groupOf;
  private final int groupCount;

  /** Averages by design point; points without observations are left out. */
  record Averages(double[][] design, double[] values, double[] weights) {}

  /**
   * @param design a row of terms per observation; equal rows are one design point
   * @param weights positive; null: all 1
   * @param replicaGroups any numbers; equal ones belong together
   */
  Observations(double[][] design, double[] values, double[] weights, int[] replicaGroups) {
    int n = design.length;
    if (values.length != n
        || replicaGroups.length != n
        || (weights != null && weights.length != n)) {
      throw new IllegalArgumentException("arrays of different lengths");
    }
    this.values = values.clone();
    this.weights = weights == null ? new double[n] : weights.clone();
    weighted = weights != null;
    if (!weighted) {
      java.util.Arrays.fill(this.weights, 1);
    }
    Map<List<Double>, Integer> pointIds = new LinkedHashMap<>();
    Map<Integer, Integer> groupIds = new LinkedHashMap<>();
    pointOf = new int[n];
    groupOf = new int[n];
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      requireUsable(i, design[i]);
      List<Double> key = java.util.Arrays.stream(design[i]).boxed().toList();
      Integer point = pointIds.putIfAbsent(key, rows.size());
      if (point == null) {
        point = rows.size();
        rows.add(design[i].clone());
      }
      pointOf[i] = point;
      Integer group = groupIds.putIfAbsent(replicaGroups[i], groupIds.size());
      groupOf[i] = group == null ? groupIds.size() - 1 : group;
    }
    points = rows.toArray(new double[0][]);
    groupCount = groupIds.size();
  }

  private void requireUsable(int i, double[] row) {
    boolean usable = Double.isFinite(values[i]) && Double.isFinite(weights[i]) && weights[i] > 0;
    for (double term : row) {
      usable &= Double.isFinite(term);
    }
    if (!usable) {
      throw new UserInputException(
          "a law needs finite terms and values and positive finite weights; observation "
              + i
              + " has terms "
              + java.util.Arrays.toString(row)
              + ", value "
              + values[i]
              + " and weight "
              + weights[i]);
    }
  }

  int pointCount() {
    return points.length;
  }

  int groupCount() {
    return groupCount;
  }

  int observationCount() {
    return values.length;
  }

  /** Whether weights were given. */
  boolean isWeighted() {
    return weighted;
  }

  /**
   * The weights g_p = w_p v_p^2 of logarithms of averages, by error propagation; the counts of
   * replicas where no weights were given.
   */
  double[] logWeights(Averages averages) {
    double[] logWeights = averages.weights().clone();
    for (int p = 0; weighted && p < logWeights.length; p++) {
      logWeights[p] *= averages.values()[p] * averages.values()[p];
    }
    return logWeights;
  }

  /** Whether logarithms can be taken of all terms and values. */
  boolean allPositive() {
    return allPositive(values)
        && java.util.Arrays.stream(points).allMatch(Observations::allPositive);
  }

  private static boolean allPositive(double[] numbers) {
    return java.util.Arrays.stream(numbers).allMatch(number -> number > 0);
  }

  /** Every group counted once. */
  int[] once() {
    int[] counts = new int[groupCount];
    java.util.Arrays.fill(counts, 1);
    return counts;
  }

  /**
   * @param counts how often each replica group counts
   */
  Averages averages(int[] counts, boolean quadratic) {
    double[] sums = new double[points.length];
    double[] inverses = new double[points.length];
    int[] sizes = new int[points.length];
    for (int i = 0; i < values.length; i++) {
      int count = counts[groupOf[i]];
      int p = pointOf[i];
      sums[p] += count * (quadratic ? values[i] * values[i] : values[i]);
      inverses[p] += count / weights[i];
      sizes[p] += count;
    }
    int present = 0;
    for (int size : sizes) {
      present += size > 0 ? 1 : 0;
    }
    double[][] design = new double[present][];
    double[] means = new double[present];
    double[] meanWeights = new double[present];
    int next = 0;
    for (int p = 0; p < points.length; p++) {
      if (sizes[p] > 0) {
        double mean = sums[p] / sizes[p];
        design[next] = points[p];
        means[next] = quadratic ? Math.sqrt(mean) : mean;
        meanWeights[next] = sizes[p] * (sizes[p] / inverses[p]);
        next++;
      }
    }
    return new Averages(design, means, meanWeights);
  }

  /**
   * The scatter of replicas around the average of their point, per degree of freedom,
   *
   * <pre>
   *   sum_pi w_p (v_pi - v_p)^2 / sum_p (R_p - 1),      w_p = 1 / mean(1 / w_pi)
   * </pre>
   *
   * @param quadratic with (v_pi^2 - v_p^2) / (2 v_p) in place of the difference
   * @return NaN without two replicas in any point
   */
  double replicaScatter(boolean quadratic) {
    Averages averages = averages(once(), quadratic);
    int[] sizes = sizes();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      int p = pointOf[i];
      double mean = averages.values()[p];
      double difference = values[i] - mean;
      if (quadratic && mean > 0) {
        difference *= (values[i] + mean) / (2 * mean);
      }
      sum += averages.weights()[p] / sizes[p] * difference * difference;
    }
    return perDegree(sum);
  }

  /** The same of relative differences, each with weight 1. */
  double relativeScatter() {
    Averages averages = averages(once(), false);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] / averages.values()[pointOf[i]] - 1;
      sum = Math.fma(difference, difference, sum);
    }
    return perDegree(sum);
  }

  private double perDegree(double sum) {
    int degrees = values.length - points.length;
    return degrees > 0 ? sum / degrees : Double.NaN;
  }

  private int[] sizes() {
    int[] sizes = new int[points.length];
    for (int p : pointOf) {
      sizes[p]++;
    }
    return sizes;
  }
}
