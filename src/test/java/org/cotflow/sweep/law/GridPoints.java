package org.cotflow.sweep.law;

import java.util.SplittableRandom;

/** Synthetic errors over depths, widths and replicas. */
final class GridPoints {
  static final double A = 0.15;
  static final double C = 0.22;

  final double[][] design;
  final double[][] sizes;
  final double[] values;
  final int[] groups;

  /**
   * Values a/K + c/sqrt(K M), or in quadrature, times 1 + noise; the noise of a replica is half its
   * own, half that of all of its sizes.
   */
  GridPoints(
      double[] depths, double[] widths, int replicas, double noise, boolean quadratic, long seed) {
    int n = depths.length * widths.length * replicas;
    design = new double[n][];
    sizes = new double[n][];
    values = new double[n];
    groups = new int[n];
    SplittableRandom random = new SplittableRandom(seed);
    double[] common = random.doubles(replicas).map(x -> x - 0.5).toArray();
    int i = 0;
    for (double depth : depths) {
      for (double width : widths) {
        for (int r = 0; r < replicas; r++) {
          double x = 1 / depth;
          double y = 1 / Math.sqrt(depth * width);
          double exact = quadratic ? Math.sqrt(A * x * A * x + C * y * C * y) : A * x + C * y;
          design[i] = new double[] {x, y};
          sizes[i] = new double[] {depth, width};
          values[i] = exact * (1 + noise * (common[r] + random.nextDouble() - 0.5));
          groups[i] = 100 + r;
          i++;
        }
      }
    }
  }

  double[] relativeWeights() {
    double[] weights = new double[values.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 / (values[i] * values[i]);
    }
    return weights;
  }
}
