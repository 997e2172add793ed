package org.cotflow.sweep.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.cotflow.depth.SolverReport;
import org.cotflow.depth.Trajectory;
import org.cotflow.kernel.LayerCycle;
import org.junit.jupiter.api.Test;

/** States of networks of different depths are compared as functions of layer time. */
class ProfileTest {
  private static final LayerCycle<Integer> NO_SIZE = LayerCycle.everywhere(0);
  private static final int ROWS = 3;
  private static final int DIM = 2;

  /** All coordinates of all rows are f(k/K), the rows before the training samples are noise. */
  private static Trajectory trajectory(int depth, int rowsBefore, DoubleUnaryOperator f) {
    double[][] states = new double[depth + 1][(rowsBefore + ROWS) * DIM];
    for (int k = 0; k <= depth; k++) {
      Arrays.fill(states[k], f.applyAsDouble((double) k / depth));
      Arrays.fill(states[k], 0, rowsBefore * DIM, 1e9);
    }
    return new Trajectory(states, new SolverReport(1, 0.0, true));
  }

  private static Profile profile(int depth, int[] depths, DoubleUnaryOperator f) {
    int[] layers = Profile.layersNeeded(depth, depths);
    double[][] states = trajectory(depth, 0, f).states();
    double[][] kept = Arrays.stream(layers).mapToObj(k -> states[k]).toArray(double[][]::new);
    return new Profile(0, depth, DIM, NO_SIZE, 0, new double[0], layers, kept, null);
  }

  @Test
  void linearPathsAgreeAtAllDepths() {
    Profile reference = profile(60, new int[] {1, 7, 60, 64}, s -> 3 * s - 1);
    for (int depth : new int[] {1, 7, 60, 64}) {
      assertEquals(0, reference.stateError(trajectory(depth, 0, s -> 3 * s - 1), 0, DIM), 1e-15);
      assertEquals(
          0.25, reference.stateError(trajectory(depth, 2, s -> 3 * s - 0.75), 2, DIM), 1e-14);
    }
  }

  @Test
  void theErrorIsTheRootMeanSquareOverLayers() {
    Profile reference = profile(4, new int[] {2}, s -> 0);
    double expected = Math.sqrt((0.5 * 0.5 + 1) / 2);
    assertEquals(expected, reference.stateError(trajectory(2, 0, s -> s), 0, DIM), 1e-15);
  }

  @Test
  void betweenLayersStatesAreInterpolated() {
    Profile reference = profile(2, new int[] {4}, s -> s * s);
    double[] inBetween = {0.125, 0.25, 0.625, 1};
    double sum = 0;
    for (double value : inBetween) {
      sum += value * value / 4;
    }
    assertEquals(Math.sqrt(sum), reference.stateError(trajectory(4, 0, s -> 0), 0, DIM), 1e-15);
  }

  @Test
  void onlyLayersThatAreNeededAreKept() {
    assertArrayEquals(new int[] {0, 8192, 16384}, Profile.layersNeeded(16384, new int[] {2, 1}));
    assertArrayEquals(new int[] {0, 3, 4, 6, 7, 10}, Profile.layersNeeded(10, new int[] {3}));
  }

  @Test
  void otherSizesAreNotCompared() {
    Profile reference = profile(4, new int[] {2}, s -> s);
    assertNull(reference.stateError(trajectory(2, 0, s -> s), 0, DIM + 1));
    assertNull(reference.stateError(trajectory(3, 0, s -> s), 0, DIM), "layers were not kept");
    assertNull(Profile.rootMeanSquare(new double[2], new double[3]));
    assertEquals(Math.sqrt(2.5), Profile.rootMeanSquare(new double[] {1, 2}, new double[2]), 1e-15);
  }

  @Test
  void lastStatesAreComparedInTheCoordinatesThatBothHave() {
    double[][] states = {new double[ROWS * DIM], {1, 10, 2, 20, 3, 30}};
    Profile reference =
        new Profile(0, 1, DIM, NO_SIZE, 0, new double[0], new int[] {0, 1}, states, null);
    double[] wider = {9, 9, 9, 2, 10, 7, 2, 22, 7, 3, 30, 7};
    Trajectory run = new Trajectory(new double[][] {wider, wider}, new SolverReport(1, 0.0, true));
    assertEquals(Math.sqrt((1 + 4) / 6.0), reference.lastStateError(run, 1, DIM + 1), 1e-15);
    double[] narrower = {1, 2, 5};
    Trajectory small =
        new Trajectory(new double[][] {narrower, narrower}, new SolverReport(1, 0.0, true));
    assertEquals(Math.sqrt(4 / 3.0), reference.lastStateError(small, 0, 1), 1e-15);
    assertNull(reference.lastStateError(small, 1, 1), "fewer samples");
  }
}
