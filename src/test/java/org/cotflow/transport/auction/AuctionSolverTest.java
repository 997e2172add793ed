package org.cotflow.transport.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;
import org.junit.jupiter.api.Test;

class AuctionSolverTest {
  private static final int SMALL = 500;

  /** Where there are many instances; still trees of several levels. */
  private static final int FEW = 160;

  @Test
  void intervalsContainTheExactValueOnTwoHundredInstances() {
    SplittableRandom random = new SplittableRandom(41);
    for (int instance = 0; instance < 200; instance++) {
      int dimension = 1 + random.nextInt(9);
      PointCloud source = cloud(random, SMALL, dimension, instance % 5, 0);
      PointCloud target =
          cloud(random, SMALL, dimension, instance / 5 % 5, random.nextInt(3) * 4.0);
      Metric metric = instance % 7 == 0 ? weights(random, dimension) : Metric.plain();
      SquaredDistance exact =
          Transport.squaredDistance(source, target, metric, SolverPolicy.exact());
      SquaredDistance interval = solve(source, target, metric, 0.01, 1 + instance % 2);
      String which = "instance " + instance + ": " + interval + " and " + exact;
      assertTrue(interval.lower() <= exact.upper(), which);
      assertTrue(exact.lower() <= interval.upper(), which);
      assertTrue(interval.upper() - interval.lower() <= 0.01 * interval.upper(), which);
      assertTrue(interval.converged(), which);
    }
  }

  @Test
  void accuracyZeroGivesTheOptimalPermutation() {
    SplittableRandom random = new SplittableRandom(43);
    for (int instance = 0; instance < 25; instance++) {
      int dimension = 1 + random.nextInt(12);
      PointCloud source = cloud(random, FEW, dimension, instance % 5, 0);
      PointCloud target = cloud(random, FEW, dimension, instance / 5, 1);
      double exact =
          Transport.squaredDistance(source, target, Metric.plain(), SolverPolicy.exact()).value();
      SquaredDistance found = solve(source, target, Metric.plain(), 0, 1 + instance % 2);
      String which = "instance " + instance + ": " + found + " and " + exact;
      assertTrue(found.converged(), which);
      assertEquals(exact, found.value(), 1e-12 * exact, which);
      assertTrue(found.upper() - found.lower() <= 1e-7 * exact, which);
    }
  }

  /** W_2^2 is the squared shift and what is left between the centered clouds. */
  @Test
  void aFarTargetCostsItsShiftAndNoAccuracy() {
    SplittableRandom random = new SplittableRandom(44);
    double[] points = gaussian(random, 2 * SMALL, 1, 0);
    double[] near = gaussian(random, 2 * SMALL, 1, 0);
    double[] far = new double[near.length];
    for (int i = 0; i < far.length; i++) {
      far[i] = near[i] + (i % 2 == 0 ? 1 << 20 : 0);
    }
    PointCloud source = PointCloud.uniform(2, points);
    double alongShift = 0;
    for (int i = 0; i < far.length; i += 2) {
      alongShift += (far[i] - (1 << 20) - points[i]) / SMALL;
    }
    double between =
        solve(source, PointCloud.uniform(2, rounded(far)), Metric.plain(), 0, 1).value();
    double expected = 0x1p40 + 0x1p21 * alongShift + between;
    SquaredDistance found = solve(source, PointCloud.uniform(2, far), Metric.plain(), 0, 1);
    assertTrue(found.converged());
    assertEquals(expected, found.value(), 1e-13 * expected);
    assertTrue(found.upper() - found.lower() <= 1e-13 * expected, found.toString());
    assertTrue(found.lower() <= expected * (1 + 1e-14) && expected * (1 - 1e-14) <= found.upper());
  }

  /** The near points that are left when the shift is taken off what rounding left of them. */
  private static double[] rounded(double[] far) {
    double[] near = far.clone();
    for (int i = 0; i < near.length; i += 2) {
      near[i] -= 1 << 20;
    }
    return near;
  }

  @Test
  void tinyCoordinatesHaveAnUpperBound() {
    SplittableRandom random = new SplittableRandom(45);
    PointCloud source = PointCloud.uniform(2, gaussian(random, 200, 1e-200, 0));
    PointCloud target = PointCloud.uniform(2, gaussian(random, 200, 1e-200, 0));
    for (SolverPolicy policy :
        List.of(SolverPolicy.exact(), SolverPolicy.interval(IntervalOptions.standard()))) {
      SquaredDistance found = Transport.squaredDistance(source, target, Metric.plain(), policy);
      assertEquals(0, found.lower());
      assertTrue(Math.sqrt(found.upper()) > 1e-199, found.toString());
    }
  }

  @Test
  void intervalsNeverWidenAndEachContainsTheExactValue() {
    SplittableRandom random = new SplittableRandom(5);
    PointCloud source = cloud(random, SMALL, 5, 0, 0);
    PointCloud target = cloud(random, SMALL, 5, 1, 1);
    double exact =
        Transport.squaredDistance(source, target, Metric.plain(), SolverPolicy.exact()).value();
    List<double[]> seen = new ArrayList<>();
    try (WorkerTeam team = new WorkerTeam(2)) {
      AuctionSolver.solve(
          source,
          target,
          Metric.plain(),
          1e-6,
          team,
          () -> false,
          (lower, upper) -> seen.add(new double[] {lower, upper}));
    }
    assertTrue(seen.size() > 4, "only " + seen.size());
    for (int i = 0; i < seen.size(); i++) {
      assertTrue(seen.get(i)[0] <= exact * (1 + 1e-12) && exact <= seen.get(i)[1] * (1 + 1e-12));
      if (i > 0) {
        assertTrue(seen.get(i)[0] >= seen.get(i - 1)[0] && seen.get(i)[1] <= seen.get(i - 1)[1]);
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    SplittableRandom random = new SplittableRandom(6);
    PointCloud source = PointCloud.uniform(3, gaussian(random, 3 * 2500, 1, 0));
    PointCloud target = PointCloud.uniform(3, gaussian(random, 3 * 2500, 1.5, 1));
    SquaredDistance one = solve(source, target, Metric.plain(), 0.02, 1);
    assertEquals(one, solve(source, target, Metric.plain(), 0.02, 2));
    assertEquals(one, solve(source, target, Metric.plain(), 0.02, 5));
  }

  /** W_2^2(N(0, I), N(a, s^2 I)) = |a|^2 + p (s - 1)^2. */
  @Test
  void agreesWithTheClosedFormOfGaussianLaws() {
    SplittableRandom random = new SplittableRandom(7);
    int count = 8_000;
    PointCloud source = PointCloud.uniform(2, gaussian(random, 2 * count, 1, 0));
    PointCloud target = PointCloud.uniform(2, gaussian(random, 2 * count, 2, 3));
    SquaredDistance found = solve(source, target, Metric.plain(), 0.01, 2);
    assertEquals(2 * 9 + 2 * 1, found.value(), 0.3);
  }

  @Test
  void stopsWhereTimeIsSpentWithTheIntervalThatItHas() {
    SplittableRandom random = new SplittableRandom(8);
    PointCloud source = cloud(random, SMALL, 5, 0, 0);
    PointCloud target = cloud(random, SMALL, 5, 0, 1);
    double exact =
        Transport.squaredDistance(source, target, Metric.plain(), SolverPolicy.exact()).value();
    AtomicInteger asked = new AtomicInteger();
    try (WorkerTeam team = new WorkerTeam(1)) {
      SquaredDistance found =
          AuctionSolver.solve(
                  source,
                  target,
                  Metric.plain(),
                  1e-6,
                  team,
                  () -> asked.incrementAndGet() > 20,
                  (lower, upper) -> {})
              .squaredDistance();
      assertFalse(found.converged());
      assertTrue(found.lower() <= exact && exact <= found.upper());
    }
  }

  @Test
  void findsThatAPermutedCloudIsNear() {
    SplittableRandom random = new SplittableRandom(9);
    double[] points = gaussian(random, 3 * SMALL, 1, 0);
    double[] reversed = new double[points.length];
    for (int i = 0; i < SMALL; i++) {
      System.arraycopy(points, 3 * i, reversed, 3 * (SMALL - 1 - i), 3);
    }
    SquaredDistance found =
        solve(
            PointCloud.uniform(3, points), PointCloud.uniform(3, reversed), Metric.plain(), 0.5, 1);
    assertEquals(0, found.lower(), 0);
    assertTrue(found.upper() < 1e-9, found.toString());
  }

  @Test
  void thePolicyRepeatsPointsToEqualMasses() {
    SplittableRandom random = new SplittableRandom(10);
    PointCloud source = Clouds.weightedCloud(random, 60, 3, 4);
    PointCloud target = Clouds.gaussianCloud(random, 45, 3);
    SquaredDistance exact =
        Transport.squaredDistance(source, target, Metric.plain(), SolverPolicy.exact());
    SquaredDistance interval =
        Transport.squaredDistance(
            source,
            target,
            Metric.plain(),
            SolverPolicy.interval(new IntervalOptions(0.01, null, 2)));
    assertEquals(TransportMethod.AUCTION, interval.method());
    assertTrue(interval.lower() <= exact.value() && exact.value() <= interval.upper());
    assertTrue(interval.converged());
  }

  @Test
  void massesWithoutCommonUnitsAreRefusedInOneLine() {
    SplittableRandom random = new SplittableRandom(11);
    PointCloud source = Clouds.gaussianCloud(random, 4099, 2);
    PointCloud target = Clouds.gaussianCloud(random, 4111, 2);
    UserInputException refused =
        assertThrows(
            UserInputException.class,
            () ->
                Transport.squaredDistance(
                    source,
                    target,
                    Metric.plain(),
                    SolverPolicy.interval(IntervalOptions.standard())));
    assertTrue(refused.getMessage().startsWith("4099 and 4111 points: an interval needs"));
  }

  private static SquaredDistance solve(
      PointCloud source, PointCloud target, Metric metric, double accuracy, int threads) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      return AuctionSolver.solve(
              source, target, metric, accuracy, team, () -> false, (lower, upper) -> {})
          .squaredDistance();
    }
  }

  /** Gaussian, in clusters, on a lattice with ties, on a line, or two far lumps. */
  private static PointCloud cloud(
      SplittableRandom random, int count, int dimension, int kind, double shift) {
    double[] points = gaussian(random, count * dimension, 1, shift);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dimension; k++) {
        int at = i * dimension + k;
        points[at] =
            switch (kind) {
              case 1 -> 0.01 * points[at] + (i % 7) * (k + 1);
              case 2 -> Math.rint(points[at]);
              case 3 -> points[i * dimension] + 1e-3 * points[at];
              case 4 -> points[at] + (i < count / 3 ? 1e4 : 0);
              default -> points[at];
            };
      }
    }
    return PointCloud.uniform(dimension, points);
  }

  private static double[] gaussian(
      SplittableRandom random, int length, double deviation, double mean) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = mean + deviation * random.nextGaussian();
    }
    return values;
  }

  private static Metric weights(SplittableRandom random, int dimension) {
    double[] weights = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      weights[k] = 0.1 + 3 * random.nextDouble();
    }
    return new Metric(weights);
  }
}
