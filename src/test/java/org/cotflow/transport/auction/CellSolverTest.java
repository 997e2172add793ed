package org.cotflow.transport.auction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On clouds that are cut into four cells. */
class CellSolverTest {
  private static final int COUNT = 8_200;
  private static final Metric METRIC = new Metric(new double[] {1, 0.5, 2});
  private static final BooleanSupplier NEVER = () -> false;
  private static PointCloud source;
  private static PointCloud target;
  private static SquaredDistance exact;

  @BeforeAll
  static void solveExactly() {
    SplittableRandom random = new SplittableRandom(51);
    source = Clouds.gaussianCloud(random, COUNT, 3);
    double[] points = Clouds.gaussian(random, COUNT, 3);
    for (int i = 0; i < points.length; i++) {
      points[i] = points[i] * (i % 3 == 0 ? 2 : 1) + (i < points.length / 3 ? 7 : 0);
    }
    target = PointCloud.uniform(3, points);
    try (WorkerTeam team = new WorkerTeam(2)) {
      exact =
          AuctionSolver.solve(source, target, METRIC, 0, team, NEVER, (lower, upper) -> {})
              .squaredDistance();
    }
  }

  private static AuctionPlan solve(
      double accuracy,
      int threads,
      OrderedTasks tasks,
      BooleanSupplier spent,
      AuctionSolver.Listener listener) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      return CellSolver.solve(source, target, METRIC, accuracy, team, tasks, spent, listener);
    }
  }

  @Test
  void everyIntervalContainsTheExactValueAndNoneWidens() {
    List<double[]> seen = new ArrayList<>();
    AuctionPlan plan =
        solve(
            0.03,
            2,
            OrderedTasks.onThreads(2),
            NEVER,
            (lower, upper) -> seen.add(new double[] {lower, upper}));
    assertTrue(seen.size() > 1, "only " + seen.size());
    double[] before = {0, Double.POSITIVE_INFINITY};
    for (double[] interval : seen) {
      assertTrue(interval[0] <= exact.upper() && exact.lower() <= interval[1]);
      assertTrue(before[0] <= interval[0] && interval[1] <= before[1]);
      before = interval;
    }
    SquaredDistance found = plan.squaredDistance();
    assertTrue(found.converged());
    assertTrue(found.upper() - found.lower() <= 0.03 * found.upper(), found.toString());
    assertArrayEquals(before, new double[] {found.lower(), found.upper()});
  }

  @Test
  void thePlanAndThePotentialsProveTheInterval() {
    AuctionPlan plan = solve(0.05, 1, OrderedTasks.on(Runnable::run), NEVER, (lower, upper) -> {});
    int[] sorted = plan.targetOf().clone();
    Arrays.sort(sorted);
    double cost = 0;
    double dual = 0;
    for (int i = 0; i < COUNT; i++) {
      assertEquals(i, sorted[i]);
      cost += cost(i, plan.targetOf()[i]) / COUNT;
      dual += (plan.sourcePotentials()[i] + plan.targetPotentials()[i]) / COUNT;
    }
    assertEquals(cost, plan.squaredDistance().value(), 1e-12 * cost);
    assertEquals(dual, plan.squaredDistance().lower(), 1e-10 * cost);
    for (int i = 0; i < COUNT; i += 100) {
      for (int j = 0; j < COUNT; j++) {
        double sum = plan.sourcePotentials()[i] + plan.targetPotentials()[j];
        assertTrue(sum <= cost(i, j) + 1e-10, "pair " + i + ", " + j);
      }
    }
  }

  private static double cost(int i, int j) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double difference = source.points()[3 * i + k] - target.points()[3 * j + k];
      sum += METRIC.weight(k) * difference * difference;
    }
    return sum;
  }

  @Test
  void threadsAndPlacesOfTheCellsChangeNoBit() {
    AuctionPlan one = solve(0.05, 1, OrderedTasks.on(Runnable::run), NEVER, (lower, upper) -> {});
    AuctionPlan other = solve(0.05, 3, OrderedTasks.onThreads(3), NEVER, (lower, upper) -> {});
    assertEquals(one.squaredDistance(), other.squaredDistance());
    assertArrayEquals(one.targetOf(), other.targetOf());
    assertArrayEquals(one.targetPotentials(), other.targetPotentials());
  }

  @Test
  void auctionsGoOnWhereCellsGainNoMore() {
    SquaredDistance found =
        solve(1e-3, 2, OrderedTasks.onThreads(2), NEVER, (lower, upper) -> {}).squaredDistance();
    assertTrue(found.converged());
    assertTrue(found.upper() - found.lower() <= 1e-3 * found.upper(), found.toString());
    assertTrue(found.lower() <= exact.upper() && exact.lower() <= found.upper());
  }

  @Test
  void stopsWhereTimeIsSpentWithTheIntervalThatItHas() {
    AtomicInteger asked = new AtomicInteger();
    SquaredDistance found =
        solve(
                1e-3,
                1,
                OrderedTasks.on(Runnable::run),
                () -> asked.incrementAndGet() > 20,
                (lower, upper) -> {})
            .squaredDistance();
    assertFalse(found.converged());
    assertTrue(found.lower() <= exact.upper() && exact.lower() <= found.upper());
  }

  @Test
  void labelsThatAreNearAreTheStart() {
    SplittableRandom random = new SplittableRandom(52);
    double[] moved = source.points().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 1e-3 * random.nextGaussian();
    }
    PointCloud near = PointCloud.uniform(3, moved);
    try (WorkerTeam team = new WorkerTeam(1)) {
      SquaredDistance found =
          CellSolver.solve(
                  source,
                  near,
                  METRIC,
                  0.5,
                  team,
                  OrderedTasks.on(Runnable::run),
                  () -> true,
                  (lower, upper) -> {})
              .squaredDistance();
      assertTrue(found.upper() <= 1.001 * CostRows.meanOfLabels(source, near, METRIC));
    }
  }
}
