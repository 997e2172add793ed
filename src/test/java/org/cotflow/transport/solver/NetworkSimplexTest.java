package org.cotflow.transport.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.CommonUnits;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;
import org.junit.jupiter.api.Test;

class NetworkSimplexTest extends ExactSolverContract {
  @Override
  Solved solve(CostRows costs) {
    long[] ones = new long[costs.rows()];
    Arrays.fill(ones, 1);
    NetworkSimplex.Basis basis = NetworkSimplex.solve(costs, ones, ones);
    assertTrue(basis.converged());
    return new Solved(basis.coupling(), basis.prices());
  }

  private static ExactPlan plan(PointCloud source, PointCloud target) {
    return Transport.exactPlan(source, target, Metric.plain(), SolverPolicy.exact());
  }

  /** Both clouds with every point as often as its mass in the common unit says. */
  private static double byReplication(PointCloud source, PointCloud target) {
    CommonUnits masses = CommonUnits.of(source, target);
    PointCloud sources =
        new PointCloud(source.count(), source.dimension(), source.points(), masses.supply());
    PointCloud targets =
        new PointCloud(target.count(), target.dimension(), target.points(), masses.demand());
    return masses.total() <= 8
        ? Clouds.bruteForce(replicated(sources), replicated(targets), Metric.plain())
        : plan(replicated(sources), replicated(targets)).squaredDistance().value();
  }

  private static PointCloud replicated(PointCloud cloud) {
    double[] points = new double[(int) cloud.totalUnits() * cloud.dimension()];
    int at = 0;
    for (int i = 0; i < cloud.count(); i++) {
      for (long copy = 0; copy < cloud.unitsOf(i); copy++) {
        System.arraycopy(cloud.points(), i * cloud.dimension(), points, at, cloud.dimension());
        at += cloud.dimension();
      }
    }
    return PointCloud.uniform(cloud.dimension(), points);
  }

  @Test
  void unequalCountsAgreeWithAllPermutationsOfReplicas() {
    int[][] counts = {{2, 3}, {3, 2}, {4, 8}, {8, 2}, {3, 6}, {1, 7}, {5, 1}, {6, 4}, {4, 3}};
    for (int draw = 0; draw < 90; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      int[] count = counts[draw % counts.length];
      PointCloud source = Clouds.gaussianCloud(random, count[0], 2);
      PointCloud target = Clouds.gaussianCloud(random, count[1], 2);
      ExactPlan plan = plan(source, target);
      assertEquals(TransportMethod.NETWORK_SIMPLEX, plan.squaredDistance().method());
      assertMarginals(plan.coupling(), count[0], count[1]);
      assertEquals(
          byReplication(source, target), plan.squaredDistance().value(), 1e-12, "draw " + draw);
    }
  }

  @Test
  void weightedCloudsAgreeWithTheAssignmentOfReplicas() {
    for (int draw = 0; draw < 40; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      PointCloud source = Clouds.weightedCloud(random, 1 + random.nextInt(9), 3, 4);
      PointCloud target = Clouds.weightedCloud(random, 1 + random.nextInt(9), 3, 4);
      assertEquals(
          byReplication(source, target),
          plan(source, target).squaredDistance().value(),
          1e-12,
          "draw " + draw);
    }
  }

  @Test
  void coprimeCountsAreProvedOptimal() {
    SplittableRandom random = new SplittableRandom(8);
    int[][] counts = {{301, 200}, {97, 311}, {150, 151}};
    for (int[] count : counts) {
      PointCloud source = Clouds.gaussianCloud(random, count[0], 5);
      PointCloud target = Clouds.gaussianCloud(random, count[1], 5);
      ExactPlan plan = plan(source, target);
      SquaredDistance squared = plan.squaredDistance();
      assertTrue(squared.converged());
      assertTrue(squared.error() <= 1e-12 * squared.value(), "error " + squared.error());
      assertTrue(plan.coupling().size() <= count[0] + count[1] - 1);
      assertMarginals(plan.coupling(), count[0], count[1]);
    }
  }
}
