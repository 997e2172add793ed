package org.cotflow.transport.auction;

import java.util.Arrays;
import org.cotflow.transport.cloud.PointCloud;

/**
 * An order of the points of a cloud in which neighbors are close: the leaves, from left to right,
 * of a balanced tree that cuts points at the median of their widest coordinate.
 *
 * <p>A function of the points alone: ties are cut by index.
 */
final class SpatialOrder {
  private final double[] points;
  private final int dimension;
  private final int[] order;

  private SpatialOrder(PointCloud cloud) {
    this.points = cloud.points();
    this.dimension = cloud.dimension();
    this.order = new int[cloud.count()];
    Arrays.setAll(order, i -> i);
  }

  /** The index of the point at each place, for leaves of at most {@code leafSize} points. */
  static int[] of(PointCloud cloud, int leafSize) {
    SpatialOrder result = new SpatialOrder(cloud);
    result.cut(0, cloud.count(), leafCount(cloud.count(), leafSize));
    return result.order;
  }

  /** The power of two of leaves of which none holds more than {@code leafSize} points. */
  static int leafCount(int count, int leafSize) {
    int leaves = 1;
    while ((count + leaves - 1) / leaves > leafSize) {
      leaves *= 2;
    }
    return leaves;
  }

  /** The first place of each leaf, and the count of points at the end. */
  static int[] leafStarts(int count, int leaves) {
    int[] starts = new int[leaves + 1];
    starts[leaves] = count;
    fillStarts(starts, 0, leaves, 0, count);
    return starts;
  }

  private static void fillStarts(int[] starts, int leaf, int leaves, int from, int to) {
    if (leaves == 1) {
      starts[leaf] = from;
      return;
    }
    int middle = (from + to) >>> 1;
    fillStarts(starts, leaf, leaves / 2, from, middle);
    fillStarts(starts, leaf + leaves / 2, leaves / 2, middle, to);
  }

  private void cut(int from, int to, int leaves) {
    if (leaves == 1) {
      return;
    }
    int middle = (from + to) >>> 1;
    select(from, to - 1, middle, widestCoordinate(from, to));
    cut(from, middle, leaves / 2);
    cut(middle, to, leaves / 2);
  }

  private int widestCoordinate(int from, int to) {
    double widest = -1;
    int coordinate = 0;
    for (int k = 0; k < dimension; k++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        double value = points[order[i] * dimension + k];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      if (high - low > widest) {
        widest = high - low;
        coordinate = k;
      }
    }
    return coordinate;
  }

  /** Puts the point of rank {@code wanted} there, smaller ones before it (Hoare's selection). */
  private void select(int first, int last, int wanted, int coordinate) {
    int left = first;
    int right = last;
    while (left < right) {
      int pivot = order[(left + right) >>> 1];
      int i = left;
      int j = right;
      while (i <= j) {
        while (isBefore(order[i], pivot, coordinate)) {
          i++;
        }
        while (isBefore(pivot, order[j], coordinate)) {
          j--;
        }
        if (i <= j) {
          int swapped = order[i];
          order[i++] = order[j];
          order[j--] = swapped;
        }
      }
      if (wanted <= j) {
        right = j;
      } else if (wanted >= i) {
        left = i;
      } else {
        return;
      }
    }
  }

  private boolean isBefore(int i, int j, int coordinate) {
    double x = points[i * dimension + coordinate];
    double y = points[j * dimension + coordinate];
    return x < y || (x == y && i < j);
  }
}
