package org.cotflow.transport.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.SplittableRandom;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.TransportMethod;
import org.junit.jupiter.api.Test;

class AssignmentSolverTest extends ExactSolverContract {
  @Override
  Solved solve(CostRows costs) {
    AssignmentSolver.Assignment assignment = AssignmentSolver.solve(costs);
    return new Solved(Coupling.ofPermutation(assignment.columnOf()), assignment.price());
  }

  @Test
  void costsComputedAgainGiveTheSameBitsAsCostsKept() {
    SplittableRandom random = new SplittableRandom(3);
    PointCloud source = Clouds.gaussianCloud(random, 130, 6);
    PointCloud target = Clouds.gaussianCloud(random, 130, 6);
    AssignmentSolver.Assignment kept =
        AssignmentSolver.solve(new CostRows(source, target, Metric.plain(), 1L << 20));
    AssignmentSolver.Assignment computed =
        AssignmentSolver.solve(new CostRows(source, target, Metric.plain(), 0));
    assertArrayEquals(kept.columnOf(), computed.columnOf());
    assertArrayEquals(kept.price(), computed.price());
    assertEquals(kept.rowScans(), computed.rowScans());
  }

  @Test
  void handsOverWherePathsAreLong() {
    SplittableRandom random = new SplittableRandom(4);
    PointCloud source = Clouds.gaussianCloud(random, 200, 2);
    double[] moved = source.points().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 1;
    }
    PointCloud target = Clouds.shuffled(random, PointCloud.uniform(2, moved));
    CostRows hard = new CostRows(source, target, Metric.plain(), 1L << 20);
    assertEquals(Optional.empty(), AssignmentSolver.solveIfEasy(hard));
    ExactPlan plan = Transport.exactPlan(source, target, Metric.plain(), SolverPolicy.exact());
    assertEquals(TransportMethod.NETWORK_SIMPLEX, plan.squaredDistance().method());
    assertEquals(200, plan.coupling().size());
    assertEquals(
        Coupling.ofPermutation(AssignmentSolver.solve(hard).columnOf()).cost(hard),
        plan.squaredDistance().value(),
        1e-13);
    PointCloud far = Clouds.gaussianCloud(random, 200, 20);
    CostRows easy =
        new CostRows(far, Clouds.gaussianCloud(random, 200, 20), Metric.plain(), 1L << 20);
    assertArrayEquals(
        AssignmentSolver.solve(easy).columnOf(),
        AssignmentSolver.solveIfEasy(easy).orElseThrow().columnOf());
  }

  @Test
  void refusesUnequalCounts() {
    PointCloud source = PointCloud.uniform(1, new double[3]);
    PointCloud target = PointCloud.uniform(1, new double[2]);
    CostRows costs = new CostRows(source, target, Metric.plain(), 10);
    assertThrows(IllegalArgumentException.class, () -> AssignmentSolver.solve(costs));
  }
}
