package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step against its definition, particle by particle; bits are {@link KernelParity}'s. */
class DescentKernelTest {
  private static final int D = 3;
  private static final int COUNT = 19;
  private static final int SAMPLES = 7;
  private static final double STEP = 0.25;

  private final BlockCase given = BlockCase.random(D, COUNT, SAMPLES, 11);
  private final double[] gradient = gradient();
  private final double[] sums = new double[DescentKernel.sumCount(3)];

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void movesAPartAgainstTheMeanGradientAndNoOther(String family) {
    ParticleBlock moved = given.block().copy();
    BlockKernels.choose(family)
        .descent()
        .descend(moved, gradient, SAMPLES, PartSteps.of(Neuron.layout(D), 0, STEP, 0), sums);
    double squares = 0;
    double way = 0;
    for (int m = 0; m < COUNT; m++) {
      for (int j = 0; j < D; j++) {
        int w = Neuron.indexW(moved, m, j);
        double slope = gradient[w] / SAMPLES;
        assertEquals(given.w(m, j) - STEP * slope, moved.values()[w], 1e-15);
        assertEquals(given.u(m, j), moved.values()[moved.index(m, j)]);
        squares += slope * slope;
        way += STEP * slope * STEP * slope;
      }
      assertEquals(
          given.block().values()[Neuron.indexB(moved, m)], moved.values()[Neuron.indexB(moved, m)]);
    }
    assertTrue(squares > 1e-3, "there is something to measure: " + squares);
    assertEquals(squares, sums[DescentKernel.SQUARES + 1], 1e-14 * squares);
    assertEquals(way, sums[DescentKernel.way(3) + 1], 1e-12 * way);
    assertEquals(0, sums[DescentKernel.way(3)] + sums[DescentKernel.way(3) + 2]);
    assertEquals(0, sums[DescentKernel.NOT_FINITE]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void aStepOfNothingMeasuresTheGradientAlone(String family) {
    ParticleBlock moved = given.block().copy();
    BlockKernels.choose(family)
        .descent()
        .descend(moved, gradient, SAMPLES, PartSteps.of(Neuron.layout(D), new double[3]), sums);
    assertArrayEquals(given.block().values(), moved.values());
    for (int part = 0; part < 3; part++) {
      assertTrue(sums[DescentKernel.SQUARES + part] > 0);
      assertEquals(0, sums[DescentKernel.way(3) + part]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void saysWhereAMovedNumberIsNotFinite(String family) {
    ParticleBlock moved = given.block().copy();
    gradient[moved.index(COUNT - 1, D - 1)] = Double.NEGATIVE_INFINITY;
    BlockKernels.choose(family)
        .descent()
        .descend(moved, gradient, SAMPLES, PartSteps.of(Neuron.layout(D), STEP, STEP, 0), sums);
    assertTrue(Double.isNaN(sums[DescentKernel.NOT_FINITE]));
    BlockKernels.choose(family)
        .descent()
        .descend(moved, gradient, SAMPLES, PartSteps.of(Neuron.layout(D), 0, 0, STEP), sums);
    assertEquals(0, sums[DescentKernel.NOT_FINITE]);
  }

  private double[] gradient() {
    double[] sums = new double[given.block().values().length];
    BlockKernels.scalar(D, Activation.TANH)
        .gradientChunk(
            given.block(),
            given.states(),
            given.adjoints(),
            0,
            SAMPLES,
            null,
            sums,
            new KernelScratch());
    return sums;
  }
}
