package org.cotflow.transport.cloud;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Whether two clouds of equal masses hold the same points in another order, so that their distance
 * is 0 without any rounding: both are sorted by coordinates and compared.
 */
public final class Rearrangement {
  private Rearrangement() {}

  /** Source point i equals target point {@code result[i]}; null if the clouds differ. */
  public static int[] between(PointCloud source, PointCloud target) {
    if (source.count() != target.count() || !source.isUniform() || !target.isUniform()) {
      return null;
    }
    Integer[] sourceOrder = order(source);
    Integer[] targetOrder = order(target);
    int[] targetOf = new int[source.count()];
    for (int r = 0; r < targetOf.length; r++) {
      if (compare(source, sourceOrder[r], target, targetOrder[r]) != 0) {
        return null;
      }
      targetOf[sourceOrder[r]] = targetOrder[r];
    }
    return targetOf;
  }

  private static Integer[] order(PointCloud cloud) {
    Integer[] order = new Integer[cloud.count()];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> byCoordinates = (i, j) -> compare(cloud, i, cloud, j);
    Arrays.sort(order, byCoordinates);
    return order;
  }

  private static int compare(PointCloud a, int i, PointCloud b, int j) {
    int dimension = a.dimension();
    for (int k = 0; k < dimension; k++) {
      double x = a.points()[i * dimension + k];
      double y = b.points()[j * dimension + k];
      if (x != y) {
        return x < y ? -1 : 1;
      }
    }
    return 0;
  }
}
