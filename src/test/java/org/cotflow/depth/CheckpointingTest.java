package org.cotflow.depth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.cotflow.engine.DescentMove;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States that are left out and computed again have the same bits, and fewer arrays are held. */
class CheckpointingTest {
  private static final int D = 3;
  private static final int ROWS = 5;
  private static final int LEADING = 4;
  private static final int LAYERS = 16;

  /**
   * Counts the arrays that passes have returned and nobody has given back, and spoils the others.
   */
  private static final class CountedLayers implements ParticleLayers {
    private final ReferenceLayers layers;
    private final Set<double[]> held = Collections.newSetFromMap(new IdentityHashMap<>());
    private int most;

    CountedLayers() {
      int[] widths = new int[LAYERS];
      Arrays.setAll(widths, k -> 1 + 5 * k % 7);
      MeasureShape shape = new MeasureShape(Neuron.layout(D), widths, 4);
      layers = new ReferenceLayers(shape, new RandomMeasure(5), Activation.TANH);
    }

    private double[] counted(double[] rows) {
      held.add(rows);
      most = Math.max(most, held.size());
      return rows;
    }

    @Override
    public void giveBack(double[] rows) {
      assertTrue(held.remove(rows), "not held");
      Arrays.fill(rows, Double.NaN);
    }

    @Override
    public int layerCount() {
      return LAYERS;
    }

    @Override
    public int stateDim() {
      return D;
    }

    @Override
    public double[] velocity(int layer, double[] states) {
      return counted(layers.velocity(layer, states));
    }

    @Override
    public double[] pullback(int layer, double[] states, double[] adjoints) {
      return counted(layers.pullback(layer, states, adjoints));
    }

    @Override
    public double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move) {
      return counted(layers.pullbackAndMove(layer, states, adjoints, move));
    }

    @Override
    public void move(int layer, double[] states, double[] adjoints, BlockMove move) {
      layers.move(layer, states, adjoints, move);
    }

    @Override
    public LayerFields evaluate(double[][] states, boolean jacobians) {
      return layers.evaluate(states, jacobians);
    }

    @Override
    public double[][] pullbacks(double[][] states, double[][] adjoints) {
      return layers.pullbacks(states, adjoints);
    }

    @Override
    public double[][] finishMove() {
      return layers.finishMove();
    }
  }

  /** The particles after a step, the sums of its move and its last states. */
  private record Step(List<ParticleBlock> blocks, double[][] sums, double[] last, int most) {
    static Step of(Discretization discretization, int keepEvery) {
      return of(new Sweep(discretization, keepEvery), keepEvery);
    }

    static Step of(DepthSolver sweep, int keepEvery) {
      CountedLayers layers = new CountedLayers();
      double[] inputs = RandomMeasure.rows(ROWS, D, 1);
      Trajectory trajectory = sweep.forward(layers, inputs, LEADING);
      assertEquals(keepEvery == 1, trajectory.isComplete());
      double[] last = trajectory.last().clone();
      sweep.release(layers, trajectory);
      double[] adjoints = RandomMeasure.rows(LEADING, D, 2);
      BackwardPass passed =
          sweep.backward(layers, trajectory, adjoints, new DescentMove(0.3, LEADING));
      return new Step(layers.layers.blocks(), passed.finishMove(layers), last, layers.most);
    }

    void assertSame(Step other) {
      assertArrayEquals(last, other.last);
      for (int k = 0; k < LAYERS; k++) {
        assertArrayEquals(sums[k], other.sums[k]);
      }
      for (int b = 0; b < blocks.size(); b++) {
        assertArrayEquals(blocks.get(b).values(), other.blocks.get(b).values());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 15, 16, 100})
  void theBitsAreThoseOfAllStates(int keepEvery) {
    for (ButcherTableau scheme :
        List.of(ButcherTableau.EULER, ButcherTableau.MIDPOINT, ButcherTableau.RK4)) {
      for (int substeps : new int[] {1, 2}) {
        Discretization discretization = new Discretization(scheme, substeps);
        Step.of(discretization, 1).assertSame(Step.of(discretization, keepEvery));
      }
    }
  }

  /** x_0 and p_K come from outside; two adjoints are held on the way back. */
  @Test
  void twiceTheRootOfTheDepthIsHeld() {
    int all = Step.of(Discretization.RESIDUAL, 1).most();
    int few = Step.of(Discretization.RESIDUAL, 4).most();
    assertEquals(LAYERS + 2, all);
    assertTrue(few <= LAYERS / 4 + 4 + 2, few + " arrays");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void statesThatNobodyLooksAtMakeRoomForAdjoints(int keepEvery) {
    Step kept = Step.of(Discretization.RESIDUAL, keepEvery);
    Step released = Step.of(new RecyclingSweep(Discretization.RESIDUAL, keepEvery), keepEvery);
    kept.assertSame(released);
    assertEquals(kept.most() - 2, released.most());
  }

  @Test
  void theLastStatesAloneTakeTwoArrays() {
    CountedLayers layers = new CountedLayers();
    double[] inputs = RandomMeasure.rows(ROWS, D, 1);
    Sweep sweep = new Sweep(Discretization.RESIDUAL);
    double[] last = sweep.last(layers, inputs);
    assertEquals(2, layers.most);
    assertArrayEquals(sweep.forward(layers, inputs, ROWS).last(), last);
  }
}
