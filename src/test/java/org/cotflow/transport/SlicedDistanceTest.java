package org.cotflow.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;
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

  /** Layers weigh by their length, each has directions of its own, errors add up in squares. */
  @Test
  void measuresAreSlicedLayerByLayer() {
    SplittableRandom random = new SplittableRandom(4);
    LayerClouds first = CotDistanceTest.random(random, 4, 20, 30, 25);
    LayerClouds second = CotDistanceTest.random(random, 4, 20, 10);
    SlicedDistance sliced =
        SlicedDistance.between(first, second, PLAIN, 400, 9, OrderedTasks.on(Runnable::run));
    CotDistance exact =
        CotDistance.between(
            first, second, PLAIN, SolverPolicy.exact(), OrderedTasks.on(Runnable::run));
    assertTrue(sliced.squared() <= exact.squared() / 4 + 4 * sliced.standardError());
    double sum = 0;
    double variance = 0;
    for (Slice slice : Slice.refinement(3, 2)) {
      SlicedDistance alone =
          SlicedDistance.between(
              first.cloud(slice.sourceLayer()),
              second.cloud(slice.targetLayer()),
              PLAIN,
              20_000,
              77);
      sum += slice.weight() * alone.squared();
      variance += slice.weight() * slice.weight() * alone.standardError() * alone.standardError();
    }
    double expectedError = Math.sqrt(variance * 20_000 / 400);
    assertEquals(sum, sliced.squared(), 4 * expectedError);
    assertEquals(expectedError, sliced.standardError(), 0.3 * expectedError);
    LayerClouds twice = HeldClouds.of(4, first.points(0), first.points(0));
    LayerClouds other = HeldClouds.of(4, second.points(0), second.points(0));
    SlicedDistance both =
        SlicedDistance.between(twice, other, PLAIN, 50, 9, OrderedTasks.on(Runnable::run));
    SlicedDistance one = SlicedDistance.between(first.cloud(0), second.cloud(0), PLAIN, 50, 9);
    assertNotEquals(one.squared(), both.squared());
  }
}
