package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every implementation of {@link BlockKernel} has to satisfy. */
abstract class BlockKernelContract {
  private static final double ROUNDING = 1e-13;

  abstract BlockKernel kernel(int stateDim, Activation activation);

  @ParameterizedTest
  @EnumSource(Activation.class)
  void knowsWhatItIs(Activation activation) {
    assertEquals(3, kernel(3, activation).stateDim());
    assertEquals(activation, kernel(3, activation).activation());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "2,8,5",
    "2,256,128",
    "3,7,10",
    "5,64,3",
    "7,9,2",
    "8,127,64",
    "13,1,128",
    "16,128,10",
    "17,9,127",
    "32,64,5",
    "37,8,1",
    "74,128,10",
    "128,17,3"
  })
  void agreesWithTheDefinitionToRounding(int stateDim, int count, int rows) {
    BlockCase c = BlockCase.random(stateDim, count, rows, 11);
    for (Activation activation : new Activation[] {Activation.TANH, Activation.COS}) {
      BlockKernel kernel = kernel(stateDim, activation);
      double[] velocity = new double[rows * stateDim];
      double[] pullback = new double[rows * stateDim];
      double[] gradient = garbage(c);
      double scale = count + rows;
      kernel.velocity(c.block(), c.states(), 0, rows, velocity, new KernelScratch());
      kernel.gradientChunk(
          c.block(), c.states(), c.adjoints(), 0, rows, pullback, gradient, new KernelScratch());
      double[] naiveVelocity = new double[rows * stateDim];
      double[] naivePullback = new double[rows * stateDim];
      double[] naiveGradient = new double[gradient.length];
      naive(c, activation, naiveVelocity, naivePullback, naiveGradient);
      assertArrayEquals(naiveVelocity, velocity, ROUNDING * scale);
      assertArrayEquals(naivePullback, pullback, ROUNDING * scale);
      assertArrayEquals(naiveGradient, gradient, ROUNDING * scale);
      assertPaddingIsZero(c, gradient);
    }
  }

  @Test
  void oneLinearParticleInClosedForm() {
    ParticleBlock block = Neuron.zeros(0, 0, 1, 2);
    block.values()[block.index(0, 0)] = 3;
    block.values()[block.index(0, 1)] = -1;
    block.values()[Neuron.indexW(block, 0, 0)] = 2;
    block.values()[Neuron.indexW(block, 0, 1)] = 5;
    block.values()[Neuron.indexB(block, 0)] = 0.5;
    double[] states = {1, 2, -1, 0.25};
    double[] adjoints = {4, 1, 0.5, 2};
    BlockKernel kernel = kernel(2, Activation.LINEAR);
    double[] sums = new double[4];
    kernel.velocity(block, states, 0, 2, sums, new KernelScratch());
    assertArrayEquals(new double[] {37.5, -12.5, -0.75, 0.25}, sums);
    kernel.pullback(block, states, adjoints, 0, 2, sums, new KernelScratch());
    assertArrayEquals(new double[] {22, 55, -1, -2.5}, sums);
    double[] gradient = garbage(new BlockCase(block, 2, states, adjoints));
    kernel.gradientChunk(block, states, adjoints, 0, 2, null, gradient, new KernelScratch());
    assertEquals(12.5 * 4 - 0.25 * 0.5, gradient[block.index(0, 0)]);
    assertEquals(12.5 * 1 - 0.25 * 2, gradient[block.index(0, 1)]);
    assertEquals(11 * 1 + 0.5, gradient[Neuron.indexW(block, 0, 0)]);
    assertEquals(11 * 2 - 0.5 * 0.25, gradient[Neuron.indexW(block, 0, 1)]);
    assertEquals(11 - 0.5, gradient[Neuron.indexB(block, 0)]);
  }

  @ParameterizedTest
  @CsvSource({"1,9,20", "2,64,37", "5,13,23", "8,40,19", "31,20,17", "74,33,14"})
  void anySplitOfRowsGivesTheSameBits(int stateDim, int count, int rows) {
    BlockCase c = BlockCase.random(stateDim, count, rows, 5);
    BlockKernel kernel = kernel(stateDim, Activation.TANH);
    KernelScratch scratch = new KernelScratch();
    double[] velocity = new double[rows * stateDim];
    double[] pullback = new double[rows * stateDim];
    kernel.velocity(c.block(), c.states(), 0, rows, velocity, scratch);
    kernel.pullback(c.block(), c.states(), c.adjoints(), 0, rows, pullback, scratch);
    double[] fused = new double[rows * stateDim];
    double[] gradient = garbage(c);
    kernel.gradientChunk(c.block(), c.states(), c.adjoints(), 0, rows, fused, gradient, scratch);
    assertArrayEquals(pullback, fused);
    for (int cut = 1; cut < rows; cut++) {
      double[] split = new double[rows * stateDim];
      kernel.velocity(c.block(), c.states(), 0, cut, split, scratch);
      kernel.velocity(c.block(), c.states(), cut, rows, split, scratch);
      assertArrayEquals(velocity, split, "velocity cut at " + cut);
      kernel.pullback(c.block(), c.states(), c.adjoints(), cut, rows, split, scratch);
      kernel.pullback(c.block(), c.states(), c.adjoints(), 0, cut, split, scratch);
      assertArrayEquals(pullback, split, "pullback cut at " + cut);
    }
  }

  @Test
  void rowsOutsideTheRangeAreNeitherReadNorWritten() {
    BlockCase c = BlockCase.random(5, 17, 140, 5);
    Arrays.fill(c.states(), 0, 128 * 5, Double.NaN);
    Arrays.fill(c.adjoints(), 139 * 5, 140 * 5, Double.NaN);
    BlockKernel kernel = kernel(5, Activation.SOFTPLUS);
    double[] sums = new double[140 * 5];
    Arrays.fill(sums, 77);
    double[] gradient = garbage(c);
    kernel.gradientChunk(
        c.block(), c.states(), c.adjoints(), 128, 139, sums, gradient, new KernelScratch());
    for (int i = 0; i < sums.length; i++) {
      assertEquals(i < 128 * 5 || i >= 139 * 5, sums[i] == 77, "sum " + i);
    }
    for (double g : gradient) {
      assertEquals(g, g);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void permutedParticlesPermuteTheirGradientAndKeepTheSumsToRounding(Activation activation) {
    BlockCase c = BlockCase.random(3, 21, 30, 9);
    ParticleBlock permuted = Neuron.zeros(0, 0, 21, 3);
    for (int m = 0; m < 21; m++) {
      copyParticle(c.block(), m, permuted, (m * 8 + 5) % 21);
    }
    BlockKernel kernel = kernel(3, activation);
    KernelScratch scratch = new KernelScratch();
    double[][] sums = new double[4][90];
    double[] gradient = garbage(c);
    double[] permutedGradient = garbage(c);
    kernel.velocity(c.block(), c.states(), 0, 30, sums[0], scratch);
    kernel.velocity(permuted, c.states(), 0, 30, sums[1], scratch);
    assertArrayEquals(sums[0], sums[1], 21 * ROUNDING);
    kernel.gradientChunk(c.block(), c.states(), c.adjoints(), 0, 30, sums[2], gradient, scratch);
    kernel.gradientChunk(
        permuted, c.states(), c.adjoints(), 0, 30, sums[3], permutedGradient, scratch);
    assertArrayEquals(sums[2], sums[3], 21 * ROUNDING);
    ParticleBlock expected = Neuron.zeros(0, 0, 21, 3);
    ParticleBlock original = new ParticleBlock(0, 0, 21, 3, gradient);
    for (int m = 0; m < 21; m++) {
      copyParticle(original, m, expected, (m * 8 + 5) % 21);
    }
    assertArrayEquals(expected.values(), permutedGradient);
  }

  @ParameterizedTest
  @CsvSource({"1,3,2", "2,64,9", "5,17,130", "8,40,3", "17,9,6"})
  void jacobianAndActivationsAgreeWithTheDefinition(int d, int count, int rows) {
    BlockCase c = BlockCase.random(d, count, rows, 17);
    Activation activation = Activation.COS;
    BlockKernel kernel = kernel(d, activation);
    KernelScratch scratch = new KernelScratch();
    double[] velocity = new double[rows * d];
    double[] jacobian = new double[rows * d * d];
    double[] expectedVelocity = new double[rows * d];
    int padded = c.block().panelCount() * ParticleBlock.LANES;
    double[] activations = new double[rows * padded];
    Arrays.fill(activations, 5);
    kernel.velocityAndJacobian(c.block(), c.states(), 0, rows, velocity, jacobian, scratch);
    kernel.velocity(c.block(), c.states(), 0, rows, expectedVelocity, scratch);
    kernel.activations(c.block(), c.states(), 0, rows, activations, scratch);
    assertArrayEquals(expectedVelocity, velocity);
    double[] expectedJacobian = new double[rows * d * d];
    double[] expectedActivations = new double[rows * padded];
    for (int row = 0; row < rows; row++) {
      for (int m = 0; m < count; m++) {
        double z = c.z(m, row);
        double value = activation.value(z);
        expectedActivations[row * padded + m] = value;
        for (int k = 0; k < d * d; k++) {
          expectedJacobian[row * d * d + k] +=
              c.u(m, k / d) * activation.derivative(z, value) * c.w(m, k % d);
        }
      }
    }
    assertArrayEquals(expectedJacobian, jacobian, count * ROUNDING);
    assertArrayEquals(expectedActivations, activations, ROUNDING);
  }

  @Test
  void rowsThatAreNoChunkAreRefused() {
    BlockCase c = BlockCase.random(2, 8, 300, 1);
    BlockKernel kernel = kernel(2, Activation.RELU);
    KernelScratch scratch = new KernelScratch();
    double[] gradient = garbage(c);
    for (int[] range : new int[][] {{0, 129}, {1, 100}, {128, 127}}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              kernel.gradientChunk(
                  c.block(),
                  c.states(),
                  c.adjoints(),
                  range[0],
                  range[1],
                  null,
                  gradient,
                  scratch));
    }
  }

  private static void naive(
      BlockCase c, Activation activation, double[] velocity, double[] pullback, double[] gradient) {
    int d = c.stateDim();
    ParticleBlock block = c.block();
    for (int m = 0; m < block.count(); m++) {
      for (int row = 0; row < c.rows(); row++) {
        double z = c.z(m, row);
        double a = activation.value(z);
        double r = c.q(m, row) * activation.derivative(z, a);
        for (int j = 0; j < d; j++) {
          velocity[row * d + j] += c.u(m, j) * a;
          pullback[row * d + j] += c.w(m, j) * r;
          gradient[block.index(m, j)] += a * c.adjoints()[row * d + j];
          gradient[Neuron.indexW(block, m, j)] += r * c.states()[row * d + j];
        }
        gradient[Neuron.indexB(block, m)] += r;
      }
    }
  }

  private static void copyParticle(ParticleBlock from, int m, ParticleBlock to, int n) {
    for (int j = 0; j <= 2 * from.stateDim(); j++) {
      to.values()[to.index(n, j)] = from.values()[from.index(m, j)];
    }
  }

  /** An array in the block's layout that a kernel has to overwrite. */
  private static double[] garbage(BlockCase c) {
    double[] gradient = new double[c.block().values().length];
    Arrays.fill(gradient, 1e300);
    return gradient;
  }

  private static void assertPaddingIsZero(BlockCase c, double[] gradient) {
    ParticleBlock block = c.block();
    for (int m = block.count(); m < block.panelCount() * ParticleBlock.LANES; m++) {
      for (int j = 0; j <= 2 * block.stateDim(); j++) {
        assertEquals(0.0, gradient[block.index(m, j)]);
      }
    }
  }
}
