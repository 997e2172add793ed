package org.cotflow.depth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.kernel.Activation;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DepthSchemeTest {
  private static final ReferenceLayers LAYERS =
      new ReferenceLayers(
          new MeasureShape(3, new int[] {9, 12}, 8),
          new RandomMeasure(5).scaled(1.5),
          Activation.TANH);
  private static final double[] INPUTS = RandomMeasure.rows(6, 3, 1);

  static Stream<Arguments> schemes() {
    return Stream.of(
        Arguments.of(DepthScheme.EULER, 1),
        Arguments.of(DepthScheme.MIDPOINT, 2),
        Arguments.of(DepthScheme.RK4, 4));
  }

  private static double[] last(DepthScheme scheme, int substeps) {
    return new Sweep(scheme, substeps).forward(LAYERS, INPUTS, 6).last();
  }

  /** The order is the slope of log error against log of the number of sub-slices. */
  @ParameterizedTest
  @MethodSource("schemes")
  void ordersUnderSubsteps(DepthScheme scheme, int order) {
    double[] limit = last(DepthScheme.RK4, 512);
    int[] substeps = {8, 16, 32, 64};
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (int r : substeps) {
      double error = 0;
      double[] states = last(scheme, r);
      for (int i = 0; i < states.length; i++) {
        error = Math.max(error, Math.abs(states[i] - limit[i]));
      }
      double x = Math.log(r);
      double y = Math.log(error);
      sumX += x;
      sumY += y;
      sumXx += x * x;
      sumXy += x * y;
    }
    int n = substeps.length;
    double slope = (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    assertEquals(-order, slope, 0.1);
  }

  @Test
  void oneSubstepOfEulerIsTheResidualNetwork() {
    double[] states = INPUTS;
    for (int layer = 0; layer < 2; layer++) {
      double[] velocity = LAYERS.velocity(layer, states);
      double[] next = states.clone();
      for (int i = 0; i < next.length; i++) {
        next[i] = Math.fma(0.5, velocity[i], states[i]);
      }
      states = next;
    }
    assertArrayEquals(states, last(DepthScheme.EULER, 1));
  }

  @Test
  void tableausAreChecked() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new DepthScheme("off", new double[][] {{}}, new double[] {0.9}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DepthScheme("implicit", new double[][] {{0.5}}, new double[] {1}));
    assertThrows(IllegalArgumentException.class, () -> new Sweep(DepthScheme.EULER, 0));
  }
}
