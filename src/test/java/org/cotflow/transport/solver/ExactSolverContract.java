package org.cotflow.transport.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.junit.jupiter.api.Test;

/** What every exact solver does with clouds of equal counts and masses. */
abstract class ExactSolverContract {
  /** A plan with the prices that prove it. */
  record Solved(Coupling coupling, double[] prices) {}

  abstract Solved solve(CostRows costs);

  private static final long KEEP = 1L << 24;

  private Solved checked(PointCloud source, PointCloud target, Metric metric, double tolerance) {
    CostRows costs = new CostRows(source, target, metric, KEEP);
    Solved solved = solve(costs);
    assertMarginals(solved.coupling(), source.count(), target.count());
    DualBound bound = DualBound.of(costs, source, target, solved.prices());
    double primal = solved.coupling().cost(costs);
    assertEquals(primal, bound.value(), tolerance + bound.rounding(), "primal and dual");
    assertTrue(bound.value() - bound.rounding() <= primal, "weak duality");
    return solved;
  }

  static void assertMarginals(Coupling coupling, int sources, int targets) {
    long[] rows = new long[sources];
    long[] columns = new long[targets];
    for (int e = 0; e < coupling.size(); e++) {
      rows[coupling.sources()[e]] += coupling.units()[e];
      columns[coupling.targets()[e]] += coupling.units()[e];
    }
    long[] equalRows = new long[sources];
    long[] equalColumns = new long[targets];
    Arrays.fill(equalRows, coupling.totalUnits() / sources);
    Arrays.fill(equalColumns, coupling.totalUnits() / targets);
    assertArrayEquals(equalRows, rows);
    assertArrayEquals(equalColumns, columns);
  }

  @Test
  void agreesWithAllPermutationsOfEightPoints() {
    for (int draw = 0; draw < 200; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      int dimension = 1 + draw % 5;
      boolean ties = draw % 4 == 3;
      PointCloud source =
          ties
              ? Clouds.gridCloud(random, 8, dimension)
              : Clouds.gaussianCloud(random, 8, dimension);
      PointCloud target =
          ties
              ? Clouds.gridCloud(random, 8, dimension)
              : Clouds.gaussianCloud(random, 8, dimension);
      Metric metric = draw % 2 == 0 ? Metric.plain() : randomMetric(random, dimension);
      Solved solved = checked(source, target, metric, 1e-13);
      double value = solved.coupling().cost(new CostRows(source, target, metric, KEEP));
      assertEquals(Clouds.bruteForce(source, target, metric), value, 1e-12, "draw " + draw);
    }
  }

  private static Metric randomMetric(SplittableRandom random, int dimension) {
    double[] weights = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      weights[k] = 0.1 + random.nextDouble();
    }
    return new Metric(weights);
  }

  @Test
  void findsTheZeroOfShuffledCloudsWithEqualPoints() {
    SplittableRandom random = new SplittableRandom(5);
    for (PointCloud cloud :
        new PointCloud[] {Clouds.gridCloud(random, 120, 3), Clouds.gaussianCloud(random, 150, 4)}) {
      PointCloud other = Clouds.shuffled(random, cloud);
      Solved solved = checked(cloud, other, Metric.plain(), 0);
      assertEquals(0, solved.coupling().cost(new CostRows(cloud, other, Metric.plain(), KEEP)));
    }
  }

  @Test
  void provesItsResultOnRandomTiedAndDegenerateClouds() {
    for (int draw = 0; draw < 30; draw++) {
      SplittableRandom random = new SplittableRandom(1000 + draw);
      int n = 1 + random.nextInt(200);
      PointCloud grid = Clouds.gridCloud(random, n, 4);
      checked(grid, Clouds.gridCloud(random, n, 4), Metric.plain(), 1e-12);
      checked(grid, Clouds.gaussianCloud(random, n, 4), Metric.plain(), 1e-12);
      PointCloud dirac = PointCloud.uniform(4, new double[4 * n]);
      checked(dirac, grid, Metric.plain(), 1e-12);
      checked(grid, dirac, Metric.plain(), 1e-12);
    }
  }

  @Test
  void keepsRelativeAccuracyAtAllScales() {
    for (double scale : new double[] {1e-100, 1e-8, 1e60}) {
      SplittableRandom random = new SplittableRandom(9);
      double[] points = Clouds.gaussian(random, 60, 3);
      double[] others = Clouds.gaussian(random, 60, 3);
      Solved plain =
          solve(
              new CostRows(
                  PointCloud.uniform(3, points),
                  PointCloud.uniform(3, others),
                  Metric.plain(),
                  KEEP));
      for (int i = 0; i < points.length; i++) {
        points[i] *= scale;
        others[i] *= scale;
      }
      PointCloud source = PointCloud.uniform(3, points);
      PointCloud target = PointCloud.uniform(3, others);
      Solved scaled = checked(source, target, Metric.plain(), 0);
      assertEquals(plain.coupling(), scaled.coupling(), "scale " + scale);
    }
  }
}
