package org.cotflow.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.transport.cloud.Clouds;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.solver.SolverPolicy;
import org.cotflow.transport.solver.Transport;
import org.junit.jupiter.api.Test;

class CotBarycenterTest {
  private static final Metric PLAIN = Metric.plain();
  private static final SolverPolicy STANDARD = SolverPolicy.standard();

  private static CotBarycenter barycenter(List<LayerClouds> measures, double... shares) {
    return CotBarycenter.of(measures, shares, PLAIN, STANDARD, 50, OrderedTasks.on(Runnable::run));
  }

  @Test
  void ofTwoMeasuresIsThePointOfTheGeodesic() {
    SplittableRandom random = new SplittableRandom(1);
    LayerClouds first = CotDistanceTest.random(random, 3, 15, 10);
    LayerClouds second = CotDistanceTest.random(random, 3, 15, 10);
    CotBarycenter barycenter = barycenter(List.of(first, second), 3, 1);
    LayerClouds expected =
        CotGeodesic.between(first, second, PLAIN, STANDARD, OrderedTasks.on(Runnable::run))
            .at(0.25);
    for (int layer = 0; layer < 2; layer++) {
      assertArrayEquals(expected.points(layer), barycenter.clouds().points(layer), 1e-14);
      double squared =
          Transport.squaredDistance(first.cloud(layer), second.cloud(layer), PLAIN, STANDARD)
              .value();
      List<Double> objective = barycenter.layers().get(layer).objective();
      assertEquals(3.0 / 16 * squared, objective.get(objective.size() - 1), 1e-13);
    }
    assertTrue(barycenter.converged());
  }

  @Test
  void ofTranslatesIsTheMeanTranslate() {
    SplittableRandom random = new SplittableRandom(2);
    double[] shape = Clouds.gaussian(random, 30, 2);
    double[] shifts = {-1, 0.5, 3.5};
    LayerClouds[] measures = new LayerClouds[3];
    for (int r = 0; r < 3; r++) {
      double[] moved = shape.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += shifts[r];
      }
      PointCloud shuffled = Clouds.shuffled(random, PointCloud.uniform(2, moved));
      measures[r] = HeldClouds.of(2, shuffled.points());
    }
    CotBarycenter barycenter = barycenter(List.of(measures), 1, 1, 1);
    double[] expected = shape.clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] += 1;
    }
    double distance =
        Transport.squaredDistance(
                PointCloud.uniform(2, expected), barycenter.clouds().cloud(0), PLAIN, STANDARD)
            .value();
    assertEquals(0, distance, 1e-28);
    assertTrue(barycenter.converged());
  }

  @Test
  void theObjectiveNeverRisesAndTheEndIsAFixedPoint() {
    SplittableRandom random = new SplittableRandom(3);
    LayerClouds[] measures = new LayerClouds[4];
    for (int r = 0; r < 4; r++) {
      measures[r] = CotDistanceTest.random(random, 2, 40);
    }
    CotBarycenter barycenter = barycenter(List.of(measures), 1, 2, 1, 1);
    CotBarycenter.Layer layer = barycenter.layers().get(0);
    assertTrue(layer.converged());
    List<Double> objective = layer.objective();
    assertTrue(objective.size() > 2);
    for (int i = 1; i < objective.size(); i++) {
      assertTrue(objective.get(i) <= objective.get(i - 1) * (1 + 1e-14));
    }
    double[] mean = new double[80];
    double[] shares = {0.2, 0.4, 0.2, 0.2};
    for (int r = 0; r < 4; r++) {
      Coupling coupling =
          Transport.exactPlan(layer.cloud(), measures[r].cloud(0), PLAIN, STANDARD).coupling();
      for (int i = 0; i < 80; i++) {
        mean[i] += shares[r] * measures[r].points(0)[coupling.targets()[i / 2] * 2 + i % 2];
      }
    }
    assertArrayEquals(mean, layer.cloud().points(), 1e-14);
    CotBarycenter cut =
        CotBarycenter.of(
            List.of(measures),
            new double[] {1, 2, 1, 1},
            PLAIN,
            STANDARD,
            2,
            OrderedTasks.on(Runnable::run));
    assertFalse(cut.converged());
    assertEquals(objective.subList(0, 2), cut.layers().get(0).objective());
  }

  @Test
  void refusesUnequalShapes() {
    LayerClouds one = HeldClouds.of(1, new double[2]);
    LayerClouds wide = HeldClouds.of(1, new double[3]);
    LayerClouds deep = HeldClouds.of(1, new double[2], new double[2]);
    assertThrows(UserInputException.class, () -> barycenter(List.of(one, wide), 1, 1));
    assertThrows(UserInputException.class, () -> barycenter(List.of(one, deep), 1, 1));
    assertThrows(UserInputException.class, () -> barycenter(List.of(one, one), 1));
    assertThrows(UserInputException.class, () -> barycenter(List.of(one, one), 1, -1));
    assertThrows(UserInputException.class, () -> barycenter(List.of()));
  }
}
