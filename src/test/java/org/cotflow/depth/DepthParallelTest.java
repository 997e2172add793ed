package org.cotflow.depth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.cotflow.engine.DescentMove;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthParallelTest {
  private static final int D = 3;
  private static final double TOLERANCE = 1e-12;

  private static ReferenceLayers layers(int depth) {
    int[] widths = new int[depth];
    Arrays.fill(widths, 20);
    return new ReferenceLayers(
        new MeasureShape(Neuron.layout(D), widths, 8), new RandomMeasure(3), Activation.TANH);
  }

  private static DepthParallel solver(boolean newton) {
    return new DepthParallel(newton, TOLERANCE, true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void statesAndMovesAreThoseOfTheSweepWithinTheTolerance(boolean newton) {
    ReferenceLayers walked = layers(24);
    ReferenceLayers searched = layers(24);
    Sweep sweep = new Sweep(ButcherTableau.EULER);
    DepthParallel parallel = solver(newton);
    double[] inputs = RandomMeasure.rows(7, D, 1);
    DescentMove move = new DescentMove(0.2, 5);
    for (int step = 0; step < 6; step++) {
      Trajectory expected = sweep.forward(walked, inputs, 5);
      Trajectory actual = parallel.forward(searched, inputs, 5);
      for (int k = 0; k <= 24; k++) {
        assertArrayEquals(expected.states()[k], actual.states()[k], 1e-10);
      }
      assertTrue(actual.report().residual() <= TOLERANCE);
      double[] last = Arrays.copyOf(expected.last(), 5 * D);
      BackwardPass walk = sweep.backward(walked, expected, last, move);
      BackwardPass search = parallel.backward(searched, actual, last, move);
      assertTrue(search.report().converged());
      double[][] expectedSums = walk.finishMove(walked);
      double[][] sums = search.finishMove(searched);
      for (int k = 0; k < 24; k++) {
        assertArrayEquals(expectedSums[k], sums[k], 1e-8);
      }
    }
  }

  @Test
  void evaluationsOfNewtonDoNotGrowWithDepth() {
    for (int depth : new int[] {8, 32, 128}) {
      DepthParallel parallel = solver(true);
      ReferenceLayers layers = layers(depth);
      double[] inputs = RandomMeasure.rows(4, D, 1);
      int evaluations = 0;
      for (int step = 0; step < 8; step++) {
        Trajectory trajectory = parallel.forward(layers, inputs, 4);
        parallel
            .backward(layers, trajectory, trajectory.last(), new DescentMove(0.05, 4))
            .finishMove(layers);
        evaluations = trajectory.report().evaluations();
      }
      assertTrue(evaluations <= 4, depth + " layers took " + evaluations);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leadingRowsDoNotDependOnTheRowsBehind(boolean newton) {
    double[] many = RandomMeasure.rows(9, D, 1);
    for (int i = 4 * D; i < many.length; i++) {
      many[i] *= 5;
    }
    double[] few = Arrays.copyOf(many, 4 * D);
    DepthParallel parallel = new DepthParallel(newton, TOLERANCE, false);
    Trajectory all = parallel.forward(layers(16), many, 4);
    Trajectory some = new DepthParallel(newton, TOLERANCE, false).forward(layers(16), few, 4);
    for (int k = 0; k <= 16; k++) {
      assertArrayEquals(some.states()[k], Arrays.copyOf(all.states()[k], few.length), 0.0);
    }
    assertEquals(some.report().residual(), all.report().residual());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void memoryBringsBackTheSameStep(boolean newton) {
    double[] inputs = RandomMeasure.rows(5, D, 2);
    DescentMove move = new DescentMove(0.3, 5);
    DepthParallel first = solver(newton);
    ReferenceLayers layers = layers(12);
    Map<String, double[]> memory = null;
    Trajectory seen = null;
    SolverReport report = null;
    ReferenceLayers resumedLayers = layers(12);
    for (int step = 0; step < 5; step++) {
      seen = first.forward(layers, inputs, 5);
      memory = first.memory();
      BackwardPass pass = first.backward(layers, seen, seen.last(), move);
      report = pass.report();
      pass.finishMove(layers);
    }
    DepthParallel replay = solver(newton);
    for (int step = 0; step < 4; step++) {
      Trajectory again = replay.forward(resumedLayers, inputs, 5);
      replay.backward(resumedLayers, again, again.last(), move).finishMove(resumedLayers);
    }
    DepthParallel resumed = solver(newton);
    resumed.remember(memory);
    Trajectory again = resumed.forward(resumedLayers, inputs, 5);
    assertArrayEquals(seen.last(), again.last(), 0.0);
    assertEquals(report, resumed.backward(resumedLayers, again, again.last(), move).report());
  }

  @Test
  void picardFallsBackToTheSweepWhereItDoesNotContractInTime() {
    int[] widths = new int[40];
    Arrays.fill(widths, 8);
    MeasureShape shape = new MeasureShape(Neuron.layout(D), widths, 8);
    ReferenceLayers strong =
        new ReferenceLayers(shape, new RandomMeasure(3).scaled(60.0), Activation.LINEAR);
    double[] inputs = RandomMeasure.rows(2, D, 1);
    Trajectory expected = new Sweep(ButcherTableau.EULER).forward(strong, inputs, 2);
    DepthParallel parallel = solver(false);
    Trajectory actual = parallel.forward(strong, inputs, 2);
    assertFalse(actual.report().converged());
    assertArrayEquals(expected.last(), actual.last(), 0.0);
  }
}
