package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ScalarBlockKernelTest extends BlockKernelContract {
  @Override
  BlockKernel kernel(int stateDim, Activation activation) {
    return BlockKernels.scalar(stateDim, activation);
  }

  @Test
  void laneSumsAreFoldedInTheDocumentedOrder() {
    double[] lanes = {1e16, 1, 3, 0.5, -1e16, 1, 0.25, 7};
    ParticleBlock block = Neuron.zeros(0, 0, 16, 1);
    for (int m = 0; m < 16; m++) {
      block.values()[block.index(m, 0)] = m < 8 ? lanes[m] : lanes[m - 8] / 3;
      block.values()[Neuron.indexB(block, m)] = 1 + m / 7.0;
    }
    double[] sums = new double[1];
    BlockKernels.scalar(1, Activation.LINEAR)
        .velocity(block, new double[] {0}, 0, 1, sums, new KernelScratch());
    double[] l = new double[8];
    for (int m = 0; m < 16; m++) {
      l[m % 8] =
          Math.fma(
              block.values()[block.index(m, 0)], block.values()[Neuron.indexB(block, m)], l[m % 8]);
    }
    double expected = ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
    assertEquals(expected, sums[0]);
  }
}
