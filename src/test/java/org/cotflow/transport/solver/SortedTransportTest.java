package org.cotflow.transport.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.CommonUnits;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.junit.jupiter.api.Test;

class SortedTransportTest {
  @Test
  void twoAgainstThreePointsByHand() {
    PointCloud source = PointCloud.uniform(1, new double[] {4, 0});
    PointCloud target = PointCloud.uniform(1, new double[] {3, 0, 6});
    ExactPlan plan = SortedTransport.solve(source, target, Metric.plain());
    assertEquals((2 * 0 + 1 * 9 + 1 * 1 + 2 * 4) / 6.0, plan.squaredDistance().value(), 1e-15);
    assertEquals(
        new Coupling(new int[] {0, 0, 1, 1}, new int[] {0, 2, 0, 1}, new long[] {1, 2, 1, 2}, 6),
        plan.coupling());
  }

  @Test
  void agreesWithTheNetworkSimplexAndItsPotentialsProveIt() {
    for (int draw = 0; draw < 60; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      PointCloud source = cloud(random, draw);
      PointCloud target = cloud(random, draw + 1);
      Metric metric = new Metric(new double[] {0.5 + random.nextDouble()});
      ExactPlan plan = SortedTransport.solve(source, target, metric);
      CostRows costs = new CostRows(source, target, metric, 1L << 20);
      CommonUnits masses = CommonUnits.of(source, target);
      double simplex =
          NetworkSimplex.solve(costs, masses.supply(), masses.demand()).coupling().cost(costs);
      SquaredDistance squared = plan.squaredDistance();
      assertEquals(simplex, squared.value(), 1e-13 * (1 + simplex), "draw " + draw);
      DualBound bound = DualBound.of(costs, source, target, plan.targetPotentials());
      assertEquals(squared.value(), bound.value(), 1e-11, "draw " + draw);
      for (int i = 0; i < source.count(); i++) {
        assertEquals(bound.sourcePotentials()[i], plan.sourcePotentials()[i], 1e-11);
      }
      assertTrue(squared.lower() <= squared.value() && squared.value() <= squared.upper());
    }
  }

  private static PointCloud cloud(SplittableRandom random, int kind) {
    int count = 1 + random.nextInt(40);
    return switch (kind % 3) {
      case 0 -> Clouds.gaussianCloud(random, count, 1);
      case 1 -> Clouds.gridCloud(random, count, 1);
      default -> Clouds.weightedCloud(random, count, 1, 5);
    };
  }
}
