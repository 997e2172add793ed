package org.cotflow.transport.auction;

import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;

/**
 * A translation of the target that takes its mean to that of the source. With y' = y - s every
 * coupling obeys
 *
 * <pre>
 *   sum P c(x, y) = sum P c(x, y') + cost,     cost = |s|^2 - 2 &lt;mean x - mean y', s&gt;
 * </pre>
 *
 * <p>so the problem of x and y' has the same plans, and costs and prices of the size of the clouds,
 * not of their distance. The rounding of y' moves its points by at most 2^-53 of their size; W_2
 * changes by no more than the root mean square of these moves.
 *
 * @param target y'
 * @param vector s; null where nothing is shifted
 * @param cost the constant, as computed
 * @param costError its rounding
 * @param displacement a bound of the change of W_2 by the rounding of y'
 */
record Shift(
    PointCloud target, double[] vector, double cost, double costError, double displacement) {
  private static final double HALF_ULP = 0x1p-53;

  /** The part of a plan's cost from which on a shift is worth its rounding. */
  private static final double WORTH = 0x1p-7;

  /** The shift between both means; none where it is a small part of the {@code upper} bound. */
  static Shift between(PointCloud source, PointCloud target, Metric metric, double upper) {
    int dimension = source.dimension();
    double[] shift = new double[dimension];
    double squared = 0;
    for (int k = 0; k < dimension; k++) {
      shift[k] = mean(target, k, false) - mean(source, k, false);
      squared += metric.weight(k) * shift[k] * shift[k];
    }
    if (!(squared > WORTH * upper)) {
      return none(target);
    }
    double[] moved = new double[target.points().length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = target.points()[i] - shift[i % dimension];
    }
    PointCloud centered = PointCloud.uniform(dimension, moved);
    CompensatedSum cost = new CompensatedSum();
    double magnitude = 0;
    double squaredMove = 0;
    for (int k = 0; k < dimension; k++) {
      double weight = metric.weight(k);
      cost.add(weight * shift[k] * shift[k]);
      cost.add(-2 * weight * shift[k] * (mean(source, k, false) - mean(centered, k, false)));
      double size = mean(source, k, true) + mean(centered, k, true);
      magnitude += weight * Math.abs(shift[k]) * (Math.abs(shift[k]) + 2 * size);
      squaredMove += weight * meanSquare(centered, k);
    }
    return new Shift(
        centered,
        shift,
        cost.value(),
        16 * HALF_ULP * magnitude + 8 * dimension * Double.MIN_NORMAL,
        2 * HALF_ULP * Math.sqrt(squaredMove));
  }

  /** No shift. */
  static Shift none(PointCloud target) {
    return new Shift(target, null, 0, 0, 0);
  }

  /** A bound from below of W_2^2 for one of the shifted problem. */
  double lower(double shifted) {
    if (vector == null) {
      return shifted;
    }
    double root = Math.max(0, Math.sqrt(Math.max(0, shifted)) * (1 - 2 * HALF_ULP) - displacement);
    return Math.max(0, (root * root + cost) * (1 - 8 * HALF_ULP) - costError);
  }

  /** A bound from above of W_2^2 for one of the shifted problem. */
  double upper(double shifted) {
    if (vector == null) {
      return shifted;
    }
    double root = Math.sqrt(shifted) * (1 + 2 * HALF_ULP) + displacement;
    return (root * root + cost) * (1 + 8 * HALF_ULP) + costError;
  }

  /** Makes potentials of x and y out of those of x and y': c(x, y) - c(x, y') is a sum of both. */
  void toOriginal(
      PointCloud source, Metric metric, double[] sourcePotentials, double[] targetPotentials) {
    if (vector == null) {
      return;
    }
    double squared = product(vector, 0, metric);
    for (int i = 0; i < sourcePotentials.length; i++) {
      sourcePotentials[i] -= 2 * product(source.points(), i, metric);
      targetPotentials[i] += 2 * product(target.points(), i, metric) + squared;
    }
  }

  /** The inner product of point {@code index} with s. */
  private double product(double[] points, int index, Metric metric) {
    double sum = 0;
    for (int k = 0; k < vector.length; k++) {
      sum = Math.fma(metric.weight(k) * vector[k], points[index * vector.length + k], sum);
    }
    return sum;
  }

  private static double mean(PointCloud cloud, int k, boolean absolute) {
    CompensatedSum sum = new CompensatedSum();
    for (int i = k; i < cloud.points().length; i += cloud.dimension()) {
      sum.add(absolute ? Math.abs(cloud.points()[i]) : cloud.points()[i]);
    }
    return sum.value() / cloud.count();
  }

  private static double meanSquare(PointCloud cloud, int k) {
    CompensatedSum sum = new CompensatedSum();
    for (int i = k; i < cloud.points().length; i += cloud.dimension()) {
      sum.add(cloud.points()[i] * cloud.points()[i]);
    }
    return sum.value() / cloud.count();
  }
}
