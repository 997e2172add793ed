package org.cotflow.transport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;
import org.cotflow.transport.solver.TransportPlan;

/**
 * The COT geodesic from one measure to another: on each slice every particle moves along a straight
 * line to where the optimal coupling sends it (McCann interpolation).
 *
 * <pre>
 *   mu_s(t) = sum_e mass_e delta_((1 - t) x_e + t y_e),     d(mu(t), mu(t')) = |t - t'| d(mu(0), mu(1))
 * </pre>
 *
 * <p>Couplings are sparse: at most n + m - 1 entries on a slice where they are exact, at most the
 * number of equal masses otherwise.
 *
 * @param segments the slices with their endpoints and couplings, in order of layer time
 */
public record CotGeodesic(List<Segment> segments) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most points that equal masses may take on one layer of {@link #at}. */
  private static final long LARGEST_COUNT = 1L << 22;

  /**
   * The geodesic of one slice.
   *
   * @param plan the coupling and the squared distance
   */
  public record Segment(Slice slice, PointCloud source, PointCloud target, TransportPlan plan)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The cloud at time t in [0, 1]: one point for each entry of the coupling. A permutation gives
     * the source's points in their order.
     */
    public PointCloud at(double t) {
      if (!(0 <= t && t <= 1)) {
        throw new IllegalArgumentException("time " + t + " is not in [0, 1]");
      }
      Coupling coupling = plan.coupling();
      int dimension = source.dimension();
      double[] points =
          new double[ArraySize.of("the pairs of a layer", coupling.size(), dimension)];
      for (int e = 0; e < coupling.size(); e++) {
        int from = coupling.sources()[e] * dimension;
        int to = coupling.targets()[e] * dimension;
        for (int k = 0; k < dimension; k++) {
          points[e * dimension + k] =
              (1 - t) * source.points()[from + k] + t * target.points()[to + k];
        }
      }
      return new PointCloud(coupling.size(), dimension, points, coupling.units());
    }
  }

  public CotGeodesic {
    segments = List.copyOf(segments);
  }

  /**
   * The geodesic between two measures; where the policy does not solve exactly, by couplings whose
   * cost is the upper end of the interval of W_2^2.
   *
   * @param workers run the slices
   */
  public static CotGeodesic between(
      LayerClouds first,
      LayerClouds second,
      Metric metric,
      SolverPolicy policy,
      OrderedTasks workers) {
    CotDistance.requireComparable(first, second);
    List<Slice> slices = Slice.refinement(first.layerCount(), second.layerCount());
    SolverPolicy shared = policy.sharedBy(slices.size());
    List<OrderedTasks.Task<Segment>> tasks = new ArrayList<>();
    for (Slice slice : slices) {
      tasks.add(() -> segment(slice, first, second, metric, shared));
    }
    return new CotGeodesic(workers.results("geodesic", tasks));
  }

  private static Segment segment(
      Slice slice, LayerClouds first, LayerClouds second, Metric metric, SolverPolicy policy) {
    PointCloud source = first.cloud(slice.sourceLayer());
    PointCloud target = second.cloud(slice.targetLayer());
    return new Segment(slice, source, target, Transport.plan(source, target, metric, policy));
  }

  /**
   * The measure at time t in [0, 1], as layers of equal masses: for equal depths the layers, for
   * depths K and L as many as their least common multiple. Equal counts give the same counts; for
   * other masses a point is repeated until all masses are equal.
   *
   * @throws org.cotflow.base.UserInputException where equal masses would take too many points
   */
  public LayerClouds at(double t) {
    int layers = Math.toIntExact(segments.get(0).slice().whole());
    double[][] points = new double[layers][];
    Integer[] dimensions = new Integer[layers];
    for (Segment segment : segments) {
      double[] cloud = segment.at(t).repeatedToEqualMasses(LARGEST_COUNT).points();
      for (long layer = segment.slice().from(); layer < segment.slice().to(); layer++) {
        points[(int) layer] = cloud;
        dimensions[(int) layer] = segment.source().dimension();
      }
    }
    return new HeldClouds(new LayerCycle<>(List.of(dimensions)), points);
  }

  /** The distance between the ends. */
  public CotDistance distance() {
    return new CotDistance(
        segments.stream()
            .map(
                segment ->
                    new CotDistance.SliceDistance(
                        segment.slice(), segment.plan().squaredDistance(), null))
            .toList());
  }
}
