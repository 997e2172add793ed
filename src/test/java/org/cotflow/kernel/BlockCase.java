package org.cotflow.kernel;

import java.util.SplittableRandom;

/** A random block with rows of states and adjoints, for tests of kernels. */
record BlockCase(ParticleBlock block, int rows, double[] states, double[] adjoints) {

  static BlockCase random(int stateDim, int count, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ParticleBlock block = Neuron.zeros(0, 0, count, stateDim);
    double weight = 2 / Math.sqrt(stateDim);
    for (int m = 0; m < count; m++) {
      for (int j = 0; j < stateDim; j++) {
        block.values()[block.index(m, j)] = symmetric(random);
        block.values()[Neuron.indexW(block, m, j)] = weight * symmetric(random);
      }
      block.values()[Neuron.indexB(block, m)] = symmetric(random);
    }
    return new BlockCase(
        block, rows, numbers(rows * stateDim, random), numbers(rows * stateDim, random));
  }

  int stateDim() {
    return block.stateDim();
  }

  double u(int m, int j) {
    return block.values()[block.index(m, j)];
  }

  double w(int m, int j) {
    return block.values()[Neuron.indexW(block, m, j)];
  }

  double z(int m, int row) {
    double z = block.values()[Neuron.indexB(block, m)];
    for (int j = 0; j < stateDim(); j++) {
      z += w(m, j) * states[row * stateDim() + j];
    }
    return z;
  }

  double q(int m, int row) {
    double q = 0;
    for (int j = 0; j < stateDim(); j++) {
      q += u(m, j) * adjoints[row * stateDim() + j];
    }
    return q;
  }

  private static double[] numbers(int length, SplittableRandom random) {
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = symmetric(random);
    }
    return numbers;
  }

  private static double symmetric(SplittableRandom random) {
    return 2 * random.nextDouble() - 1;
  }
}
