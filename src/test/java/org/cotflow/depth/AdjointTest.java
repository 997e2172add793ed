package org.cotflow.depth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The backward pass is the transpose of the linearized forward pass: (J v) . p = v . (J^T p). */
public class AdjointTest {
  private static final int D = 4;
  private static final int ROWS = 6;

  @ParameterizedTest
  @EnumSource(Activation.class)
  void tangentsAndAdjointsAreDual(Activation activation) {
    MeasureShape shape = new MeasureShape(Neuron.layout(D), new int[] {20, 9, 31, 8, 1, 16, 40}, 8);
    assertDual(new ReferenceLayers(shape, new RandomMeasure(11), activation));
  }

  /** The same of any layers. */
  public static void assertDual(ParticleLayers layers) {
    int depth = layers.layerCount();
    int d = layers.stateDim();
    double h = 1.0 / depth;
    double[] inputs = RandomMeasure.rows(ROWS, d, 1);
    Trajectory trajectory = new Sweep(ButcherTableau.EULER).forward(layers, inputs, ROWS);
    double[][] jacobians =
        layers.evaluate(Arrays.copyOf(trajectory.states(), depth), true).jacobians();

    double[] direction = RandomMeasure.rows(ROWS, d, 2);
    double[] tangent = direction.clone();
    for (int k = 0; k < depth; k++) {
      tangent = plus(tangent, h, product(jacobians[k], tangent, d));
    }
    double[] lastAdjoint = RandomMeasure.rows(ROWS, d, 3);
    double[] adjoint = lastAdjoint;
    for (int k = depth - 1; k >= 0; k--) {
      adjoint = plus(adjoint, h, layers.pullback(k, trajectory.states()[k], adjoint));
    }

    double forward = dot(tangent, lastAdjoint);
    assertEquals(1, dot(direction, adjoint) / forward, 1e-12);
    double without = dot(direction, lastAdjoint);
    assertTrue(Math.abs(forward - without) > 1e-3, "the layers did nothing");
  }

  private static double[] product(double[] jacobians, double[] vectors, int d) {
    double[] product = new double[vectors.length];
    for (int row = 0; row < ROWS; row++) {
      for (int a = 0; a < d; a++) {
        for (int c = 0; c < d; c++) {
          product[row * d + a] += jacobians[(row * d + a) * d + c] * vectors[row * d + c];
        }
      }
    }
    return product;
  }

  private static double[] plus(double[] base, double factor, double[] term) {
    double[] sum = base.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * term[i];
    }
    return sum;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
