package org.cotflow.transport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;
import org.cotflow.transport.solver.TransportPlan;

/**
 * A COT barycenter of several measures of equal depth and widths: on each layer a cloud of M free
 * points that lowers
 *
 * <pre>
 *   J(X) = sum_r share_r W_2^2(X, Y_r)
 * </pre>
 *
 * <p>by alternating two steps: the assignments s_r of X to each Y_r, then X_m = sum_r share_r
 * Y_r[s_r(m)], the best X for these assignments. J never rises, and the iteration ends where no
 * assignment changes, or where assignments that the policy does not solve exactly lower J no more:
 * a local minimum (the problem is not convex in X), which depends on the start, the first measure.
 *
 * <p>Source: M. Cuturi, A. Doucet, "Fast computation of Wasserstein barycenters", ICML 2014,
 * algorithm 2, with exact plans of equal masses.
 *
 * @param layers the barycenter and its history on each layer
 */
public record CotBarycenter(List<Layer> layers) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A relative rise of J that is no rounding: plans within an interval lead no further down. */
  private static final double SAME = 1e-12;

  /**
   * One layer.
   *
   * @param cloud X
   * @param objective J(X) at each iteration; the last is that of {@code cloud}
   * @param converged whether the last iteration changed no assignment, or would have raised J
   */
  public record Layer(PointCloud cloud, List<Double> objective, boolean converged)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Layer {
      objective = List.copyOf(objective);
    }
  }

  public CotBarycenter {
    layers = List.copyOf(layers);
  }

  /**
   * The barycenter of {@code measures}, started from the first.
   *
   * @param shares positive, one for each measure; normalized to sum 1
   * @param largestIterationCount iterations after which a layer gives up
   * @param workers run the layers
   * @throws UserInputException where depths, widths or dimensions differ
   */
  public static CotBarycenter of(
      List<? extends LayerClouds> measures,
      double[] shares,
      Metric metric,
      SolverPolicy policy,
      int largestIterationCount,
      OrderedTasks workers) {
    requireEqualShapes(measures);
    double[] normalized = normalized(shares, measures.size());
    SolverPolicy shared = policy.sharedBy(measures.get(0).layerCount());
    List<OrderedTasks.Task<Layer>> tasks = new ArrayList<>();
    for (int index = 0; index < measures.get(0).layerCount(); index++) {
      int layer = index;
      tasks.add(
          () -> {
            List<PointCloud> clouds = new ArrayList<>();
            measures.forEach(measure -> clouds.add(measure.cloud(layer)));
            return ofLayer(clouds, normalized, metric, shared, largestIterationCount);
          });
    }
    return new CotBarycenter(workers.results("barycenter", tasks));
  }

  private static Layer ofLayer(
      List<PointCloud> clouds,
      double[] shares,
      Metric metric,
      SolverPolicy policy,
      int largestIterationCount) {
    PointCloud center = clouds.get(0);
    PointCloud before = center;
    List<Double> objective = new ArrayList<>();
    List<Coupling> previous = List.of();
    for (int iteration = 0; iteration < largestIterationCount; iteration++) {
      List<Coupling> couplings = new ArrayList<>();
      CompensatedSum sum = new CompensatedSum();
      for (int r = 0; r < shares.length; r++) {
        TransportPlan plan = Transport.plan(center, clouds.get(r), metric, policy);
        couplings.add(plan.coupling());
        sum.add(shares[r] * plan.squaredDistance().value());
      }
      if (iteration > 0 && sum.value() > objective.get(iteration - 1) * (1 + SAME)) {
        return new Layer(before, objective, true);
      }
      objective.add(sum.value());
      if (couplings.equals(previous)) {
        return new Layer(center, objective, true);
      }
      previous = couplings;
      if (iteration + 1 < largestIterationCount) {
        before = center;
        center = mean(clouds, couplings, shares);
      }
    }
    return new Layer(center, objective, false);
  }

  private static PointCloud mean(
      List<PointCloud> clouds, List<Coupling> couplings, double[] shares) {
    PointCloud first = clouds.get(0);
    int dimension = first.dimension();
    double[] points = new double[first.points().length];
    for (int r = 0; r < shares.length; r++) {
      double[] from = clouds.get(r).points();
      int[] targetOf = couplings.get(r).targets();
      for (int m = 0; m < first.count(); m++) {
        for (int k = 0; k < dimension; k++) {
          int at = m * dimension + k;
          points[at] = Math.fma(shares[r], from[targetOf[m] * dimension + k], points[at]);
        }
      }
    }
    return PointCloud.uniform(dimension, points);
  }

  /** The barycenter as a measure. */
  public LayerClouds clouds() {
    return new HeldClouds(
        new LayerCycle<>(layers.stream().map(layer -> layer.cloud().dimension()).toList()),
        layers.stream().map(layer -> layer.cloud().points()).toArray(double[][]::new));
  }

  /** Whether every layer converged. */
  public boolean converged() {
    return layers.stream().allMatch(Layer::converged);
  }

  private static double[] normalized(double[] shares, int count) {
    double sum = 0;
    for (double share : shares) {
      if (!(share > 0 && share < Double.POSITIVE_INFINITY)) {
        throw new UserInputException("share " + share + " of a barycenter: shares are positive");
      }
      sum += share;
    }
    if (shares.length != count) {
      throw new UserInputException(shares.length + " shares for " + count + " measures");
    }
    double[] normalized = new double[count];
    for (int r = 0; r < count; r++) {
      normalized[r] = shares[r] / sum;
    }
    return normalized;
  }

  private static void requireEqualShapes(List<? extends LayerClouds> measures) {
    if (measures.isEmpty()) {
      throw new UserInputException("a barycenter needs at least one measure");
    }
    LayerClouds first = measures.get(0);
    for (LayerClouds measure : measures) {
      CotDistance.requireComparable(first, measure);
      if (measure.layerCount() != first.layerCount()) {
        throw new UserInputException(
            String.format(
                "measures of %s and %s layers: a barycenter needs equal depths",
                first.layerCount(), measure.layerCount()));
      }
      for (int layer = 0; layer < first.layerCount(); layer++) {
        if (measure.count(layer) != first.count(layer)) {
          throw new UserInputException(
              String.format(
                  "layer %s has %s and %s particles: a barycenter needs equal widths",
                  layer, first.count(layer), measure.count(layer)));
        }
      }
    }
  }
}
