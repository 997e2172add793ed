package org.cotflow.transport.auction;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;

/**
 * The prices that the row potentials A_i of a coarser problem give to all points,
 *
 * <pre>
 *   b_j = min over coarse rows i of c(x_i, y_j) - A_i
 * </pre>
 *
 * @param price b_j
 * @param partners for each point the x_i where the minimum is attained, row-major
 */
record CoarsePrices(double[] price, double[] partners) {
  private static final int LARGEST_DIMENSION_OF_MEANS = 8;

  /**
   * The prices of {@code points}.
   *
   * @param rows the coarse source points x_i, row-major
   * @param potentials A_i
   * @param targets for each x_i where the coarser plan takes it, row-major
   */
  static CoarsePrices of(
      double[] rows,
      double[] potentials,
      double[] targets,
      double[] points,
      Metric metric,
      WorkerTeam team) {
    int dimension = rows.length / potentials.length;
    PricedTree tree = new PricedTree(PointCloud.uniform(dimension, rows), metric);
    int[] order = tree.order();
    double[] byPlace = new double[potentials.length];
    Arrays.setAll(byPlace, place -> potentials[order[place]]);
    tree.setPrices(byPlace);
    tree.fitSlopes(gathered(targets, dimension, byPlace.length, place -> order[place]));
    int count = points.length / dimension;
    Auction.Least least = Auction.leastReducedCosts(points, count, tree, team);
    return new CoarsePrices(
        least.value(), gathered(rows, dimension, count, place -> order[least.place()[place]]));
  }

  /** Of every {@code ratio} points in {@code order} their mean; in many dimensions one of them. */
  static PointCloud coarse(int[] order, PointCloud cloud, int ratio) {
    int dimension = cloud.dimension();
    int count = cloud.count() / ratio;
    if (dimension > LARGEST_DIMENSION_OF_MEANS) {
      return PointCloud.uniform(
          dimension, gathered(cloud.points(), dimension, count, i -> order[i * ratio + ratio / 2]));
    }
    double[] points = new double[count * dimension];
    for (int i = 0; i < points.length; i++) {
      int first = i / dimension * ratio;
      double sum = 0;
      for (int member = first; member < first + ratio; member++) {
        sum += cloud.points()[order[member] * dimension + i % dimension];
      }
      points[i] = sum / ratio;
    }
    return PointCloud.uniform(dimension, points);
  }

  /** {@code count} of the points, row-major. */
  static double[] gathered(double[] points, int dimension, int count, IntUnaryOperator index) {
    double[] result = new double[count * dimension];
    for (int row = 0; row < count; row++) {
      int from = index.applyAsInt(row) * dimension;
      System.arraycopy(points, from, result, row * dimension, dimension);
    }
    return result;
  }
}
