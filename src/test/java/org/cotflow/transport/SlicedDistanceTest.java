package org.cotflow.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlicedDistanceTest {
  private static final Metric PLAIN = Metric.plain();

  @Test
  void onALineItIsTheDistance() {
    SplittableRandom random = new SplittableRandom(1);
    PointCloud source = Clouds.gaussianCloud(random, 50, 1);
    for (int count : new int[] {50, 37}) {
      PointCloud target = Clouds.gaussianCloud(random, count, 1);
      SlicedDistance sliced = SlicedDistance.between(source, target, PLAIN, 5, 0);
      double exact = Transport.squaredDistance(source, target, PLAIN, SolverPolicy.exact()).value();
      assertEquals(exact, sliced.squared(), 1e-14 * exact);
      assertTrue(sliced.standardError() < 1e-14);
    }
  }

  @Test
  void aTranslationCostsItsSquaredLengthOverTheDimension() {
    SplittableRandom random = new SplittableRandom(2);
    double[] points = Clouds.gaussian(random, 60, 5);
    double[] moved = points.clone();
    for (int i = 0; i < 60; i++) {
      moved[5 * i + 1] += 3;
      moved[5 * i + 4] -= 4;
    }
    PointCloud source = PointCloud.uniform(5, points);
    PointCloud target = PointCloud.uniform(5, moved);
    SlicedDistance sliced = SlicedDistance.between(source, target, PLAIN, 2000, 7);
    assertEquals(25 / 5.0, sliced.squared(), 4 * sliced.standardError());
    // theta_1^2 on the sphere of R^5 has variance 2 (p - 1) / (p^2 (p + 2)) = 8 / 175
    assertEquals(25 * Math.sqrt(8 / 175.0 / 2000), sliced.standardError(), 0.01);
    Metric doubled = new Metric(new double[] {1, 2, 1, 1, 2});
    SlicedDistance weighted = SlicedDistance.between(source, target, doubled, 2000, 7);
    assertEquals(50 / 5.0, weighted.squared(), 4 * weighted.standardError());
  }

  @Test
  void isBelowTheDistanceAndDependsOnTheSeedAlone() {
    SplittableRandom random = new SplittableRandom(3);
    PointCloud source = Clouds.gaussianCloud(random, 40, 6);
    PointCloud target = Clouds.weightedCloud(random, 30, 6, 4);
    SlicedDistance sliced = SlicedDistance.between(source, target, PLAIN, 300, 1);
    double exact = Transport.squaredDistance(source, target, PLAIN, SolverPolicy.exact()).value();
    assertTrue(sliced.squared() <= exact / 6 + 4 * sliced.standardError());
    assertTrue(sliced.squared() > 0);
    assertEquals(sliced, SlicedDistance.between(source, target, PLAIN, 300, 1));
    assertNotEquals(
        sliced.squared(), SlicedDistance.between(source, target, PLAIN, 300, 2).squared());
  }
}
