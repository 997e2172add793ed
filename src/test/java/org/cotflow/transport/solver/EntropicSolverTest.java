package org.cotflow.transport.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.junit.jupiter.api.Test;

class EntropicSolverTest {
  private static final Metric PLAIN = Metric.plain();

  private static EntropicPlan entropic(
      PointCloud source, PointCloud target, EntropicOptions options) {
    return Transport.entropicPlan(source, target, PLAIN, SolverPolicy.entropic(options));
  }

  @Test
  void theIntervalContainsTheExactValueOnThreeHundredInstances() {
    for (int draw = 0; draw < 300; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      int dimension = 1 + random.nextInt(5);
      PointCloud source = cloud(random, dimension, draw);
      PointCloud target = cloud(random, dimension, draw / 3);
      EntropicOptions options =
          new EntropicOptions(
              draw % 2 == 0 ? 0.05 : 0.01, 1e-3, draw % 5 == 0 ? 1 + random.nextInt(5) : 200);
      ExactPlan exact = Transport.exactPlan(source, target, PLAIN, SolverPolicy.exact());
      EntropicPlan plan = entropic(source, target, options);
      SquaredDistance squared = plan.squaredDistance();
      SquaredDistance truth = exact.squaredDistance();
      String where = "draw " + draw + ": " + truth + " and " + squared;
      assertTrue(squared.lower() <= truth.upper(), where);
      assertTrue(truth.lower() <= squared.upper(), where);
      assertEquals(
          Math.min(squared.upper(), Math.max(squared.lower(), plan.debiased())), squared.value());
      assertEquals(squared.converged(), squared.converged() && squared.marginalError() <= 1e-3);
    }
  }

  private static PointCloud cloud(SplittableRandom random, int dimension, int kind) {
    int count = 1 + random.nextInt(25);
    return switch (kind % 3) {
      case 0 -> Clouds.gaussianCloud(random, count, dimension);
      case 1 -> Clouds.gridCloud(random, count, dimension);
      default -> Clouds.weightedCloud(random, count, dimension, 4);
    };
  }

  @Test
  void theIntervalShrinksWithEpsilon() {
    SplittableRandom random = new SplittableRandom(4);
    PointCloud source = Clouds.gaussianCloud(random, 60, 4);
    PointCloud target = Clouds.gaussianCloud(random, 80, 4);
    double exact = Transport.squaredDistance(source, target, PLAIN, SolverPolicy.exact()).value();
    double previous = Double.POSITIVE_INFINITY;
    for (double epsilon : new double[] {0.1, 0.02, 0.004}) {
      SquaredDistance squared =
          entropic(source, target, new EntropicOptions(epsilon, 1e-4, 2000)).squaredDistance();
      assertTrue(squared.converged());
      double width = squared.upper() - squared.lower();
      assertTrue(width < previous / 2, "epsilon " + epsilon + ": width " + width);
      assertTrue(Math.abs(squared.value() - exact) <= width);
      previous = width;
    }
    assertTrue(previous < 0.01 * exact, "width " + previous + " of " + exact);
  }

  @Test
  void saysWhenItDidNotConverge() {
    SplittableRandom random = new SplittableRandom(7);
    PointCloud source = Clouds.gaussianCloud(random, 30, 2);
    PointCloud target = Clouds.gaussianCloud(random, 30, 2);
    SquaredDistance squared =
        entropic(source, target, new EntropicOptions(0.001, 1e-12, 3)).squaredDistance();
    assertFalse(squared.converged());
    assertTrue(squared.marginalError() > 1e-12);
  }

  @Test
  void pointMassesAtOnePlaceAreAtDistanceZero() {
    PointCloud two = PointCloud.uniform(2, new double[] {1, 2, 1, 2});
    PointCloud three = PointCloud.uniform(2, new double[] {1, 2, 1, 2, 1, 2});
    SquaredDistance squared = entropic(two, three, EntropicOptions.standard()).squaredDistance();
    assertEquals(0, squared.value());
    assertTrue(squared.converged() && squared.upper() < 1e-300);
  }

  @Test
  void costsComputedAgainGiveTheSameBits() {
    SplittableRandom random = new SplittableRandom(8);
    PointCloud source = Clouds.gaussianCloud(random, 33, 3);
    PointCloud target = Clouds.weightedCloud(random, 21, 3, 5);
    EntropicOptions options = new EntropicOptions(0.02, 1e-4, 50);
    SolverPolicy.Choice choice = SolverPolicy.Choice.ENTROPIC;
    assertEquals(
        Transport.squaredDistance(
            source,
            target,
            PLAIN,
            new SolverPolicy(choice, 0, 1L << 20, options, IntervalOptions.standard())),
        Transport.squaredDistance(
            source,
            target,
            PLAIN,
            new SolverPolicy(choice, 0, 0, options, IntervalOptions.standard())));
  }

  @Test
  void exponentialIsAccurate() {
    SplittableRandom random = new SplittableRandom(11);
    for (int draw = 0; draw < 20000; draw++) {
      double x = (random.nextDouble() * 2 - 1) * (draw % 2 == 0 ? 1 : SoftMinimum.LARGEST_EXPONENT);
      double exact = StrictMath.exp(x);
      assertEquals(exact, SoftMinimum.exp(x), 5e-16 * exact, "x = " + x);
    }
    assertEquals(1, SoftMinimum.exp(0));
    assertEquals(0, SoftMinimum.exp(-1000));
    assertEquals(0, SoftMinimum.exp(Double.NEGATIVE_INFINITY));
    assertEquals(SoftMinimum.exp(700), SoftMinimum.exp(1e6));
  }
}
