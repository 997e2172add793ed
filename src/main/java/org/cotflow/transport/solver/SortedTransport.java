package org.cotflow.transport.solver;

import java.util.Arrays;
import java.util.Comparator;
import org.cotflow.transport.cloud.CommonUnits;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;

/**
 * Optimal transport on the line: the monotone coupling.
 *
 * <pre>
 *   W_2^2 = integral_0^1 (F^{-1}(q) - G^{-1}(q))^2 dq
 * </pre>
 *
 * <p>The quantiles of both clouds are walked together in whole units of mass. Time O(n log n + m
 * log m). Potentials follow along the staircase of the coupling; they are optimal because (x - y)^2
 * is a Monge cost. Source: F. Santambrogio, "Optimal Transport for Applied Mathematicians", 2015,
 * section 2.2.
 */
public final class SortedTransport {
  private static final double HALF_ULP = 0x1p-53;

  private SortedTransport() {}

  public static ExactPlan solve(PointCloud source, PointCloud target, Metric metric) {
    if (source.dimension() != 1) {
      throw new IllegalArgumentException("dimension " + source.dimension());
    }
    CommonUnits masses = CommonUnits.of(source, target);
    int[] sourceOrder = order(source.points());
    int[] targetOrder = order(target.points());
    long[] supply = masses.supply();
    long[] demand = masses.demand();
    int steps = source.count() + target.count() - 1;
    long[][] entries = new long[steps][];
    double[] sourcePotentials = new double[source.count()];
    double[] targetPotentials = new double[target.count()];
    CostRows costs = new CostRows(source, target, metric, 0);
    int size = 0;
    int at = 0;
    int to = 0;
    targetPotentials[targetOrder[0]] = 0;
    sourcePotentials[sourceOrder[0]] = costs.entry(sourceOrder[0], targetOrder[0]);
    for (int step = 0; step < steps; step++) {
      int i = sourceOrder[at];
      int j = targetOrder[to];
      long moved = Math.min(supply[i], demand[j]);
      supply[i] -= moved;
      demand[j] -= moved;
      if (moved > 0) {
        entries[size++] = new long[] {i, j, moved};
      }
      boolean sourceNext = supply[i] == 0 && at + 1 < source.count();
      if (sourceNext) {
        i = sourceOrder[++at];
        sourcePotentials[i] = costs.entry(i, j) - targetPotentials[j];
      } else if (to + 1 < target.count()) {
        j = targetOrder[++to];
        targetPotentials[j] = costs.entry(i, j) - sourcePotentials[i];
      }
    }
    Coupling coupling = Coupling.ofEntries(Arrays.copyOf(entries, size), masses.total());
    double value = coupling.cost(costs);
    double rounding = (costs.relativeError() + 8 * HALF_ULP) * value + costs.absoluteError();
    SquaredDistance squared =
        new SquaredDistance(
            TransportMethod.SORTED,
            value,
            Math.max(0, value - rounding),
            value + rounding,
            true,
            steps,
            0);
    return new ExactPlan(squared, coupling, sourcePotentials, targetPotentials);
  }

  private static int[] order(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }
}
