package org.cotflow.transport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.RandomStream;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.SortedTransport;

/**
 * The sliced Wasserstein distance, another quantity than W_2: the mean of the one-dimensional
 * squared distances of the clouds seen along random directions,
 *
 * <pre>
 *   SW_2^2 = E_theta W_2^2(theta . mu, theta . nu),   theta uniform on the unit sphere of R^p
 * </pre>
 *
 * <p>SW_2^2 is at most W_2^2 / p for the plain metric; coordinates are scaled by the square root of
 * their weight first. Time O(directions (n log n + n p)): it is for clouds too large for W_2, and
 * does not approximate it. Source: N. Bonneel et al., J. Math. Imaging Vision 51, 2015.
 *
 * @param squared the mean over the directions
 * @param standardError of that mean
 * @param directionCount how many directions
 */
public record SlicedDistance(double squared, double standardError, int directionCount)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** SW_2. */
  public double value() {
    return Math.sqrt(squared);
  }

  /**
   * @param seed of the directions: stream TRANSPORT, direction number as particle
   * @param directionCount at least 2, so that there is a standard error
   */
  public static SlicedDistance between(
      PointCloud first, PointCloud second, Metric metric, int directionCount, long seed) {
    return between(first, second, metric, directionCount, seed, 0);
  }

  /**
   * Layer by layer, the root mean over layer time, with directions of its own on each slice:
   *
   * <pre>
   *   sum over slices of weight SW_2^2(mu_s, nu_s),   error^2 = sum of weight^2 error_s^2
   * </pre>
   *
   * @param runner solves the slices
   */
  public static SlicedDistance between(
      LayerClouds first,
      LayerClouds second,
      Metric metric,
      int directionCount,
      long seed,
      OrderedTasks runner) {
    CotDistance.requireComparable(first, second);
    List<Slice> slices = Slice.refinement(first.layerCount(), second.layerCount());
    List<OrderedTasks.Task<SlicedDistance>> tasks = new ArrayList<>();
    for (int index = 0; index < slices.size(); index++) {
      int number = index;
      Slice slice = slices.get(index);
      LayerClouds source = first.only(slice.sourceLayer());
      LayerClouds target = second.only(slice.targetLayer());
      tasks.add(
          () ->
              between(
                  source.cloud(slice.sourceLayer()),
                  target.cloud(slice.targetLayer()),
                  metric,
                  directionCount,
                  seed,
                  number));
    }
    List<SlicedDistance> found = runner.results("sliced distance", tasks);
    CompensatedSum sum = new CompensatedSum();
    CompensatedSum variance = new CompensatedSum();
    for (int index = 0; index < found.size(); index++) {
      double weight = slices.get(index).weight();
      double error = weight * found.get(index).standardError();
      sum.add(weight * found.get(index).squared());
      variance.add(error * error);
    }
    return new SlicedDistance(sum.value(), Math.sqrt(variance.value()), directionCount);
  }

  private static SlicedDistance between(
      PointCloud first,
      PointCloud second,
      Metric metric,
      int directionCount,
      long seed,
      int slice) {
    if (directionCount < 2 || first.dimension() != second.dimension()) {
      throw new IllegalArgumentException(
          directionCount + " directions, " + first.dimension() + " and " + second.dimension());
    }
    metric.requireDimension(first.dimension());
    RandomStream stream = new RandomStream(seed, RandomStream.Purpose.TRANSPORT);
    double[] direction = new double[first.dimension()];
    double[] squares = new double[directionCount];
    CompensatedSum sum = new CompensatedSum();
    for (int number = 0; number < directionCount; number++) {
      draw(stream, slice, number, metric, direction);
      squares[number] = along(direction, first, second);
      sum.add(squares[number]);
    }
    double mean = sum.value() / directionCount;
    CompensatedSum deviations = new CompensatedSum();
    for (double square : squares) {
      deviations.add((square - mean) * (square - mean));
    }
    double variance = deviations.value() / (directionCount - 1.0);
    return new SlicedDistance(mean, Math.sqrt(variance / directionCount), directionCount);
  }

  private static void draw(
      RandomStream stream, int slice, int number, Metric metric, double[] direction) {
    stream.normals(slice, number, direction);
    double norm = 0;
    for (double component : direction) {
      norm = Math.fma(component, component, norm);
    }
    double inverse = 1 / Math.sqrt(norm);
    for (int k = 0; k < direction.length; k++) {
      direction[k] *= inverse * Math.sqrt(metric.weight(k));
    }
  }

  private static double along(double[] direction, PointCloud first, PointCloud second) {
    PointCloud source = projected(direction, first);
    PointCloud target = projected(direction, second);
    if (first.count() != second.count() || first.units() != null || second.units() != null) {
      return SortedTransport.solve(source, target, Metric.plain()).squaredDistance().value();
    }
    double[] x = source.points();
    double[] y = target.points();
    Arrays.sort(x);
    Arrays.sort(y);
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < x.length; i++) {
      sum.add((x[i] - y[i]) * (x[i] - y[i]));
    }
    return sum.value() / x.length;
  }

  private static PointCloud projected(double[] direction, PointCloud cloud) {
    double[] heights = new double[cloud.count()];
    for (int i = 0; i < heights.length; i++) {
      double height = 0;
      for (int k = 0; k < direction.length; k++) {
        height = Math.fma(direction[k], cloud.points()[i * direction.length + k], height);
      }
      heights[i] = height;
    }
    return new PointCloud(cloud.count(), 1, heights, cloud.units());
  }
}
