package org.cotflow.depth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ButcherTableauTest {
  private static final ReferenceLayers LAYERS =
      new ReferenceLayers(
          new MeasureShape(Neuron.layout(3), new int[] {9, 12}, 8),
          new RandomMeasure(5).scaled(1.5),
          Activation.TANH);
  private static final double[] INPUTS = RandomMeasure.rows(6, 3, 1);

  static Stream<Arguments> schemes() {
    return Stream.of(
        Arguments.of(ButcherTableau.EULER, 1),
        Arguments.of(ButcherTableau.MIDPOINT, 2),
        Arguments.of(ButcherTableau.RK4, 4));
  }

  private static double[] last(ButcherTableau scheme, int substeps) {
    return new Sweep(scheme, substeps).forward(LAYERS, INPUTS, 6).last();
  }

  /** The order is the slope of log error against log of the number of sub-slices. */
  @ParameterizedTest
  @MethodSource("schemes")
  void ordersUnderSubsteps(ButcherTableau scheme, int order) {
    double[] limit = last(ButcherTableau.RK4, 512);
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
    assertArrayEquals(states, last(ButcherTableau.EULER, 1));
  }

  @Test
  void tableausAreChecked() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ButcherTableau("off", 1, new double[][] {{}}, new double[] {0.9}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ButcherTableau("implicit", 1, new double[][] {{0.5}}, new double[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ButcherTableau("none", 0, new double[][] {{}}, new double[] {1}));
    assertThrows(IllegalArgumentException.class, () -> new Sweep(ButcherTableau.EULER, 0));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void aWrongCoefficientIsRefused(ButcherTableau scheme, int order) {
    List<double[]> rows = new ArrayList<>(List.of(scheme.a()));
    rows.add(scheme.b());
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        double right = row[j];
        row[j] += 1e-6;
        try {
          assertThrows(
              IllegalArgumentException.class,
              () -> new ButcherTableau("wrong", order, scheme.a(), scheme.b()));
        } finally {
          row[j] = right;
        }
      }
    }
  }

  @Test
  void thereAreAsManyTreesAsCayleyCounted() {
    int[] counts = new int[6];
    for (RootedTree tree : RootedTree.upTo(6, new double[1][0])) {
      counts[tree.vertices() - 1]++;
    }
    assertArrayEquals(new int[] {1, 1, 2, 4, 9, 20}, counts);
  }
}
