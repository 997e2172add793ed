package org.cotflow.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.SolverPolicy;
import org.junit.jupiter.api.Test;

class CotGeodesicTest {
  private static final Metric PLAIN = Metric.plain();
  private static final SolverPolicy STANDARD = SolverPolicy.standard();

  private static CotGeodesic geodesic(LayerClouds first, LayerClouds second, Metric metric) {
    return CotGeodesic.between(first, second, metric, STANDARD, OrderedTasks.on(Runnable::run));
  }

  private static double distance(LayerClouds first, LayerClouds second, Metric metric) {
    return CotDistance.between(first, second, metric, STANDARD, OrderedTasks.on(Runnable::run))
        .value();
  }

  private static void assertConstantSpeed(LayerClouds first, LayerClouds second, Metric metric) {
    CotGeodesic geodesic = geodesic(first, second, metric);
    double length = distance(first, second, metric);
    assertEquals(length, geodesic.distance().value());
    assertEquals(0, distance(first, geodesic.at(0), metric), 1e-14 * length);
    assertEquals(0, distance(second, geodesic.at(1), metric), 1e-14 * length);
    double[] times = {0, 0.25, 0.6, 1};
    for (double s : times) {
      for (double t : times) {
        assertEquals(
            Math.abs(t - s) * length,
            distance(geodesic.at(s), geodesic.at(t), metric),
            1e-13 * length,
            s + " to " + t);
      }
    }
  }

  @Test
  void hasConstantSpeedForEqualWidths() {
    SplittableRandom random = new SplittableRandom(1);
    LayerClouds first = CotDistanceTest.random(random, 3, 20, 8);
    LayerClouds second = CotDistanceTest.random(random, 3, 20, 8);
    assertConstantSpeed(first, second, PLAIN);
    assertConstantSpeed(first, second, new Metric(new double[] {0.3, 2, 1}));
    CotGeodesic geodesic = geodesic(first, second, PLAIN);
    assertEquals(20, geodesic.at(0.3).count(0));
    assertArrayEquals(first.points(1), geodesic.at(0).points(1));
  }

  @Test
  void hasConstantSpeedForUnequalWidthsAndDepths() {
    SplittableRandom random = new SplittableRandom(2);
    LayerClouds first = CotDistanceTest.random(random, 2, 6, 9);
    LayerClouds second = CotDistanceTest.random(random, 2, 4, 6, 5);
    assertConstantSpeed(first, second, PLAIN);
    LayerClouds middle = geodesic(first, second, PLAIN).at(0.5);
    assertEquals(6, middle.layerCount());
    assertEquals(12, middle.count(0));
  }

  @Test
  void repeatsPointsUntilMassesAreEqualUpToALimit() {
    PointCloud cloud = new PointCloud(2, 1, new double[] {5, 7}, new long[] {4, 6});
    assertEquals(
        PointCloud.uniform(1, new double[] {5, 5, 7, 7, 7}), cloud.repeatedToEqualMasses(5));
    UserInputException error =
        assertThrows(UserInputException.class, () -> cloud.repeatedToEqualMasses(4));
    assertTrue(error.getMessage().startsWith("equal masses would take 5 points"));
    LayerClouds single = HeldClouds.of(1, new double[1]);
    assertThrows(IllegalArgumentException.class, () -> geodesic(single, single, PLAIN).at(1.5));
  }
}
