package org.cotflow.report.figure;

import java.util.Arrays;
import java.util.List;
import org.cotflow.report.chart.Numbers;

/**
 * The plane in which some points of R^p differ most: their mean and the first two principal
 * directions, eigenvectors of the covariance
 *
 * <pre>
 *   C = (1/n) sum_i (x_i - mean)(x_i - mean)^T
 * </pre>
 *
 * found by orthogonal iteration with products by C, never C itself. Deterministic. Pictures need no
 * more: the iteration ends after {@value #ROUNDS} rounds or when the directions stand still.
 *
 * @param mean p numbers
 * @param first a unit vector
 * @param second a unit vector orthogonal to it; 0 where the points lie on a line
 * @param firstShare of the variance along the first direction
 * @param secondShare of the variance along the second direction
 */
record PrincipalPlane(
    double[] mean, double[] first, double[] second, double firstShare, double secondShare) {
  private static final int ROUNDS = 60;
  private static final double STILL = 1e-6;

  /** Shares below it are errors of rounding. */
  private static final double NOISE = 1e-12;

  /** A power of two whose fourth power, and a sum of such, is still far from the largest number. */
  private static final int EXTREME = 200;

  /**
   * Of points in rows.
   *
   * @param points n x p, row-major
   */
  static PrincipalPlane of(double[] points, int p) {
    int n = points.length / p;
    double[] mean = new double[p];
    for (int i = 0; i < points.length; i++) {
      mean[i % p] += points[i] / n;
    }
    return around(mean, points);
  }

  /**
   * Of points in rows, around a given center instead of their mean.
   *
   * @param mean p numbers
   * @param points n x p, row-major
   */
  static PrincipalPlane around(double[] mean, double[] points) {
    double largest = 0;
    for (int i = 0; i < points.length; i++) {
      largest = Math.max(largest, Math.abs(points[i] - mean[i % mean.length]));
    }
    int power = Math.getExponent(largest);
    if (largest == 0 || Double.isInfinite(largest) || Math.abs(power) < EXTREME) {
      return inRange(mean, points);
    }
    // The fourth powers of such distances are no longer numbers; directions have no scale.
    PrincipalPlane scaled = inRange(scaled(mean, -power), scaled(points, -power));
    return new PrincipalPlane(
        mean, scaled.first, scaled.second, scaled.firstShare, scaled.secondShare);
  }

  private static double[] scaled(double[] values, int power) {
    return Arrays.stream(values).map(value -> Math.scalb(value, power)).toArray();
  }

  private static PrincipalPlane inRange(double[] mean, double[] points) {
    int p = mean.length;
    int n = points.length / p;
    double[] variances = new double[p];
    for (int i = 0; i < points.length; i++) {
      double off = points[i] - mean[i % p];
      variances[i % p] += off * off / n;
    }
    double total = Arrays.stream(variances).sum();
    double[] one = start(variances, 0);
    double[] two = start(variances, 1);
    double firstVariance = 0;
    double secondVariance = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double[] nextOne = product(points, mean, one);
      double[] nextTwo = product(points, mean, two);
      firstVariance = normalizeInPlace(nextOne);
      double overlap = dot(nextOne, nextTwo);
      for (int k = 0; k < p; k++) {
        nextTwo[k] -= overlap * nextOne[k];
      }
      secondVariance = normalizeInPlace(nextTwo);
      double moved = distance(one, nextOne) + distance(two, nextTwo);
      one = nextOne;
      two = nextTwo;
      if (moved < STILL) {
        break;
      }
    }
    return new PrincipalPlane(
        mean,
        one,
        two,
        total > 0 ? firstVariance / total : 0,
        total > 0 ? secondVariance / total : 0);
  }

  /** Whether all points lie at the center. */
  boolean isPoint() {
    return firstShare == 0;
  }

  /** Both shares in words: {@code 96 % and 3 %}. */
  String shares() {
    return shown(firstShare) + " % and " + shown(secondShare) + " %";
  }

  private static String shown(double share) {
    double percent = share < NOISE ? 0 : 100 * share;
    return percent > 99 ? Numbers.atMost(percent, 3) : Numbers.brief(percent, percent < 1 ? 1 : 2);
  }

  /** Coordinates of rows along the first and the second direction. */
  double[][] coordinates(double[] points) {
    int p = mean.length;
    int n = points.length / p;
    double[][] coordinates = new double[2][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < p; k++) {
        double off = points[i * p + k] - mean[k];
        coordinates[0][i] += off * first[k];
        coordinates[1][i] += off * second[k];
      }
    }
    return coordinates;
  }

  /**
   * The smallest and largest coordinates of some points with a margin, so that panels may share
   * their axes: {low, high} of the first, then of the second.
   */
  static double[] range(List<double[][]> coordinates) {
    double[] range = {
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (double[][] some : coordinates) {
      for (int c = 0; c < 2; c++) {
        for (double value : some[c]) {
          range[2 * c] = Math.min(range[2 * c], value);
          range[2 * c + 1] = Math.max(range[2 * c + 1], value);
        }
      }
    }
    for (int c = 0; c < 2; c++) {
      double width = range[2 * c + 1] - range[2 * c];
      double margin = width > 0 ? 0.04 * width + 1e-9 : 1;
      range[2 * c] -= margin;
      range[2 * c + 1] += margin;
    }
    return range;
  }

  /** A vector that no direction of large variance is orthogonal to. */
  private static double[] start(double[] variances, int number) {
    int p = variances.length;
    double[] vector = new double[p];
    for (int k = 0; k < p; k++) {
      double sign = number == 0 || k % 2 == 0 ? 1 : -1;
      vector[k] = sign * (Math.sqrt(variances[k]) * (1 + (k + number) % 5) + 1e-300);
    }
    normalizeInPlace(vector);
    return vector;
  }

  private static double[] product(double[] points, double[] mean, double[] vector) {
    int p = mean.length;
    int n = points.length / p;
    double[] product = new double[p];
    for (int i = 0; i < n; i++) {
      double along = 0;
      for (int k = 0; k < p; k++) {
        along += (points[i * p + k] - mean[k]) * vector[k];
      }
      for (int k = 0; k < p; k++) {
        product[k] += along * (points[i * p + k] - mean[k]) / n;
      }
    }
    return product;
  }

  /** Divides by the norm, which is returned; leaves 0 as it is. */
  private static double normalizeInPlace(double[] vector) {
    double norm = Math.sqrt(dot(vector, vector));
    for (int k = 0; norm > 0 && k < vector.length; k++) {
      vector[k] /= norm;
    }
    return norm;
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += one[k] * other[k];
    }
    return sum;
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += (one[k] - other[k]) * (one[k] - other[k]);
    }
    return Math.sqrt(sum);
  }
}
