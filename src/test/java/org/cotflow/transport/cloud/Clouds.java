package org.cotflow.transport.cloud;

import java.util.SplittableRandom;

/** Points for tests. */
public final class Clouds {
  private Clouds() {}

  public static double[] gaussian(SplittableRandom random, int count, int dimension) {
    double[] points = new double[count * dimension];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextGaussian();
    }
    return points;
  }

  public static PointCloud gaussianCloud(SplittableRandom random, int count, int dimension) {
    return PointCloud.uniform(dimension, gaussian(random, count, dimension));
  }

  /** Points of a small integer grid: many ties, many equal points. */
  public static PointCloud gridCloud(SplittableRandom random, int count, int dimension) {
    double[] points = new double[count * dimension];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextInt(3);
    }
    return PointCloud.uniform(dimension, points);
  }

  public static PointCloud weightedCloud(
      SplittableRandom random, int count, int dimension, int largest) {
    long[] units = new long[count];
    for (int i = 0; i < count; i++) {
      units[i] = 1 + random.nextInt(largest);
    }
    return new PointCloud(count, dimension, gaussian(random, count, dimension), units);
  }

  public static PointCloud shuffled(SplittableRandom random, PointCloud cloud) {
    double[] points = cloud.points().clone();
    int dimension = cloud.dimension();
    for (int i = cloud.count() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      for (int k = 0; k < dimension; k++) {
        double held = points[i * dimension + k];
        points[i * dimension + k] = points[j * dimension + k];
        points[j * dimension + k] = held;
      }
    }
    return PointCloud.uniform(dimension, points);
  }

  /** The smallest mean cost over all permutations, by trying each. */
  public static double bruteForce(PointCloud source, PointCloud target, Metric metric) {
    int n = source.count();
    double[][] cost = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < source.dimension(); k++) {
          double difference =
              source.points()[i * source.dimension() + k]
                  - target.points()[j * source.dimension() + k];
          cost[i][j] += metric.weight(k) * difference * difference;
        }
      }
    }
    return smallestCompletion(cost, 0, 0, 0, Double.POSITIVE_INFINITY) / n;
  }

  private static double smallestCompletion(
      double[][] cost, int row, int used, double sum, double best) {
    if (row == cost.length) {
      return Math.min(sum, best);
    }
    for (int j = 0; j < cost.length; j++) {
      if ((used & 1 << j) == 0) {
        best = smallestCompletion(cost, row + 1, used | 1 << j, sum + cost[row][j], best);
      }
    }
    return best;
  }
}
