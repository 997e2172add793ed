package org.cotflow.transport;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;

/**
 * The conditional optimal transport distance between two measures, layer by layer:
 *
 * <pre>
 *   d(mu, nu)^2 = integral_0^1 W_2^2(mu_s, nu_s) ds = sum over slices of weight W_2^2
 * </pre>
 *
 * <p>For equal depths K the slices are the layers and each weight is 1/K; networks of different
 * depth are compared on the common refinement of their slices. Slices are solved one by one; of
 * each only the numbers are kept. The executor changes no bit of the result.
 *
 * <p>Source: R. Barboni, G. Peyre, F.-X. Vialard, arXiv 2403.12887, section 2 (the distance).
 *
 * @param slices the squared distance of each slice, in order of layer time
 */
public record CotDistance(List<SliceDistance> slices) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final double ROUNDING = 0x1p-50;

  /**
   * W_2^2 between the layers of both measures on one slice.
   *
   * @param labelCoupledSquared (1/M) sum_m c(omega_m, omega'_m), which is at least W_2^2; null
   *     where the layers have different counts
   */
  public record SliceDistance(
      Slice slice, SquaredDistance squaredDistance, Double labelCoupledSquared)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  public CotDistance {
    slices = List.copyOf(slices);
  }

  /**
   * As {@link #between(LayerClouds, LayerClouds, Metric, SolverPolicy, OrderedTasks,
   * DistanceMonitor)}, without a monitor.
   */
  public static CotDistance between(
      LayerClouds first,
      LayerClouds second,
      Metric metric,
      SolverPolicy policy,
      OrderedTasks runner) {
    return between(first, second, metric, policy, runner, DistanceMonitor.Silent.MONITOR);
  }

  /**
   * d(first, second).
   *
   * @param monitor hears of slices that are solved in this process
   * @param runner solves the slices; a task carries only its own two layers, or how to read them.
   *     Layers that are cut into cells are read here, and their cells are the tasks.
   * @throws UserInputException where the dimensions differ
   */
  public static CotDistance between(
      LayerClouds first,
      LayerClouds second,
      Metric metric,
      SolverPolicy policy,
      OrderedTasks runner,
      DistanceMonitor monitor) {
    List<SliceTask> tasks = tasks(first, second, metric, policy, monitor);
    List<SliceTask> narrow = tasks.stream().filter(task -> !task.isCut()).toList();
    Iterator<SliceDistance> solved = runner.results("distance", narrow).iterator();
    List<SliceDistance> slices = new ArrayList<>();
    for (SliceTask task : tasks) {
      slices.add(task.isCut() ? task.alone().solve(runner) : solved.next());
    }
    return new CotDistance(slices);
  }

  /** The slices as tasks; {@code new CotDistance(results in order)} is the distance. */
  static List<SliceTask> tasks(
      LayerClouds first,
      LayerClouds second,
      Metric metric,
      SolverPolicy policy,
      DistanceMonitor monitor) {
    requireComparable(first, second);
    List<Slice> slices = Slice.refinement(first.layerCount(), second.layerCount());
    SolverPolicy shared = policy.sharedBy(slices.size());
    return slices.stream()
        .map(
            slice ->
                new SliceTask(
                    slice,
                    first.only(slice.sourceLayer()),
                    second.only(slice.targetLayer()),
                    metric,
                    shared,
                    monitor))
        .toList();
  }

  /** The work of one slice: reads two layers, solves, keeps the numbers. */
  record SliceTask(
      Slice slice,
      LayerClouds first,
      LayerClouds second,
      Metric metric,
      SolverPolicy policy,
      DistanceMonitor monitor)
      implements OrderedTasks.Task<SliceDistance> {
    private static final long serialVersionUID = 1L;

    @Override
    public SliceDistance call() {
      return solve(Transport.here(policy));
    }

    boolean isCut() {
      return policy.cutsIntoCells(
          first.count(slice.sourceLayer()), second.count(slice.targetLayer()));
    }

    /** With all processors of this machine for what concerns the whole layer. */
    SliceTask alone() {
      return new SliceTask(slice, first, second, metric, policy.sharedBy(1), monitor);
    }

    SliceDistance solve(OrderedTasks cells) {
      PointCloud source = first.cloud(slice.sourceLayer());
      PointCloud target = second.cloud(slice.targetLayer());
      SquaredDistance squared =
          Transport.squaredDistance(
              source,
              target,
              metric,
              policy,
              cells,
              (lower, upper) -> monitor.narrowed(slice, lower, upper));
      monitor.solved(slice);
      return new SliceDistance(
          slice,
          squared,
          source.count() == target.count() ? CostRows.meanOfLabels(source, target, metric) : null);
    }
  }

  /**
   * The squared distance under which particles keep their labels, an upper bound of d^2:
   *
   * <pre>
   *   sum over slices of weight (1/M) sum_m c(omega_m, omega'_m)
   * </pre>
   *
   * @throws UserInputException where two layers have different counts
   */
  public static double labelCoupledSquared(LayerClouds first, LayerClouds second, Metric metric) {
    requireComparable(first, second);
    CompensatedSum sum = new CompensatedSum();
    for (Slice slice : Slice.refinement(first.layerCount(), second.layerCount())) {
      PointCloud source = first.cloud(slice.sourceLayer());
      PointCloud target = second.cloud(slice.targetLayer());
      if (source.count() != target.count()) {
        throw new UserInputException(
            String.format(
                "layers %s and %s have %s and %s particles: the label coupling needs equal widths",
                slice.sourceLayer(), slice.targetLayer(), source.count(), target.count()));
      }
      sum.add(slice.weight() * CostRows.meanOfLabels(source, target, metric));
    }
    return sum.value();
  }

  /** The same bound from the slices; null where two layers have different counts. */
  public Double labelCoupledSquared() {
    CompensatedSum sum = new CompensatedSum();
    for (SliceDistance slice : slices) {
      if (slice.labelCoupledSquared() == null) {
        return null;
      }
      sum.add(slice.slice().weight() * slice.labelCoupledSquared());
    }
    return sum.value();
  }

  /** d^2. */
  public double squared() {
    CompensatedSum sum = new CompensatedSum();
    for (SliceDistance slice : slices) {
      sum.add(slice.slice().length() * slice.squaredDistance().value());
    }
    return sum.value() / slices.get(0).slice().whole();
  }

  /** d. */
  public double value() {
    return Math.sqrt(squared());
  }

  /** A bound of d^2 from below, rounding included. */
  public double lowerSquared() {
    return Math.min(squared(), sum(SquaredDistance::lower) * (1 - slices.size() * ROUNDING));
  }

  /** A bound of d^2 from above, rounding included. */
  public double upperSquared() {
    return Math.max(squared(), sum(SquaredDistance::upper) * (1 + slices.size() * ROUNDING));
  }

  private double sum(ToDoubleFunction<SquaredDistance> bound) {
    double sum = 0;
    for (SliceDistance slice : slices) {
      sum += slice.slice().weight() * bound.applyAsDouble(slice.squaredDistance());
    }
    return sum;
  }

  /** Whether the method of every slice met its stop rule. */
  public boolean converged() {
    return slices.stream().allMatch(slice -> slice.squaredDistance().converged());
  }

  /** Whether layers that meet on a slice have points of the same dimension and parts. */
  public static boolean comparable(LayerClouds first, LayerClouds second) {
    return unlike(first, second) == null;
  }

  static void requireComparable(LayerClouds first, LayerClouds second) {
    Slice slice = unlike(first, second);
    if (slice != null) {
      int layer = slice.sourceLayer();
      int other = slice.targetLayer();
      boolean sizes = first.dimension(layer) != second.dimension(other);
      throw new UserInputException(
          String.format(
              "measures of %s %s and %s: distances need the same state dimension and map%s",
              sizes ? "dimension" : "the parts",
              sizes ? first.dimension(layer) : first.parts(layer),
              sizes ? second.dimension(other) : second.parts(other),
              layer + other == 0
                  ? ""
                  : " where layers meet, but layers " + layer + " and " + other + " meet"));
    }
  }

  /** The first slice on which points of two kinds meet; null where there is none. */
  private static Slice unlike(LayerClouds first, LayerClouds second) {
    return Slice.refinement(first.layerCount(), second.layerCount()).stream()
        .filter(slice -> !alike(first, slice.sourceLayer(), second, slice.targetLayer()))
        .findFirst()
        .orElse(null);
  }

  /** Whether points of two layers are of one kind. */
  static boolean alike(LayerClouds first, int layer, LayerClouds second, int other) {
    String parts = first.parts(layer);
    String others = second.parts(other);
    return first.dimension(layer) == second.dimension(other)
        && (parts == null || others == null || parts.equals(others));
  }
}
