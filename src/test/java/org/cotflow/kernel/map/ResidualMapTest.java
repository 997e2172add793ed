package org.cotflow.kernel.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.base.RecordCopy;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every residual map has to hold, and what single maps are. */
public class ResidualMapTest {
  private static final int D = 12;

  private final SplittableRandom random = new SplittableRandom(5);

  /** Every built-in map with other formulas than neurons, in states of 12 numbers. */
  public static List<MapSpec> maps() {
    MapOptions options = new MapOptions(3, 3, MapOptions.Edges.ZERO, 2, false, null);
    MapOptions others = new MapOptions(3, 3, MapOptions.Edges.PERIODIC, null, true, null);
    return List.of(
        new MapSpec(MapKind.GATED, Activation.TANH, options, List.of()),
        new MapSpec(MapKind.PERCEPTRON, Activation.GELU, options, List.of()),
        new MapSpec(MapKind.CONVOLUTION, Activation.SOFTPLUS, options, List.of(3, 2)),
        new MapSpec(MapKind.CONVOLUTION, Activation.COS, others, List.of(4)),
        new MapSpec(MapKind.NEURON_BY_TOKEN, Activation.SIGMOID, options, List.of(4)),
        new MapSpec(MapKind.ATTENTION, Activation.TANH, options, List.of(4)),
        new MapSpec(MapKind.ATTENTION, Activation.TANH, others, List.of(2, 3)),
        new MapSpec(MapKind.ATTENTION, Activation.TANH, linear(options), List.of(4)),
        new MapSpec(MapKind.ATTENTION, Activation.TANH, linear(others), List.of(2, 3)));
  }

  private static MapOptions linear(MapOptions options) {
    return RecordCopy.with(options, "linear", true);
  }

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private static double[] value(ResidualMap map, double[] omega, double[] x) {
    double[] phi = new double[D];
    map.value(omega, x, phi, new double[map.workLength()]);
    return phi;
  }

  @ParameterizedTest
  @MethodSource("maps")
  void everyMapHoldsTheContract(MapSpec spec) {
    ResidualMapContract contract =
        new ResidualMapContract() {
          @Override
          protected ResidualMap map() {
            return spec.map(D);
          }
        };
    contract.isDifferentiatedRightAndRepeatable();
    contract.isAddedUpOverParticles();
    contract.isPushedAsItIsPulledBack();
    contract.isLinearInThePartItNames();
    contract.isBoundedAsItSays();
  }

  /** Vectors give the bits of the reference, and particles one by one the same up to rounding. */
  @ParameterizedTest
  @MethodSource("maps")
  void kernelsAgree(MapSpec spec) {
    ResidualMap map = spec.map(D);
    int count = 13;
    int rows = 21;
    ParticleBlock block = ParticleBlock.zeros(0, 0, count, map.layout());
    for (int m = 0; m < count; m++) {
      for (int j = 0; j < map.layout().size(); j++) {
        block.values()[block.index(m, j)] = random.nextDouble(-2, 2);
      }
    }
    double[] states = numbers(rows * D);
    double[] adjoints = numbers(rows * D);
    double[][] vectors = sums(spec.kernel(D), block, states, adjoints, rows);
    double[][] reference =
        sums(
            MapKernel.of(map, spec.activation(), BlockKernels.scalarLanes(ParticleBlock.LANES)),
            block,
            states,
            adjoints,
            rows);
    double[][] alone =
        sums(MapKernel.of(new Alone(map), spec.activation()), block, states, adjoints, rows);
    for (int i = 0; i < vectors.length; i++) {
      assertArrayEquals(reference[i], vectors[i]);
      for (int j = 0; j < alone[i].length; j++) {
        assertEquals(reference[i][j], alone[i][j], 1e-11 * Math.max(1, Math.abs(reference[i][j])));
      }
    }
  }

  /** Hides how a map is written. */
  private record Alone(ResidualMap map) implements ResidualMap {
    @Override
    public ParticleLayout layout() {
      return map.layout();
    }

    @Override
    public int workLength() {
      return map.workLength();
    }

    @Override
    public void value(double[] omega, double[] x, double[] phi, double[] work) {
      map.value(omega, x, phi, work);
    }

    @Override
    public void pullback(
        double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work) {
      map.pullback(omega, x, q, dx, domega, work);
    }
  }

  private static double[][] sums(
      BlockKernel kernel, ParticleBlock block, double[] states, double[] adjoints, int rows) {
    KernelScratch scratch = new KernelScratch();
    double[] velocity = new double[rows * D];
    double[] jacobian = new double[rows * D * D];
    kernel.velocityAndJacobian(block, states, 0, rows, velocity, jacobian, scratch);
    double[] pulled = new double[rows * D];
    kernel.pullback(block, states, adjoints, 0, rows, pulled, scratch);
    double[] gradient = new double[block.values().length];
    kernel.gradientChunk(block, states, adjoints, 0, rows, null, gradient, scratch);
    double[] both = new double[rows * D];
    double[] again = new double[block.values().length];
    kernel.gradientChunk(block, states, adjoints, 0, rows, both, again, scratch);
    assertArrayEquals(gradient, again);
    assertArrayEquals(pulled, both);
    double[] pushed = new double[rows * D];
    ((MapKernel) kernel).push(block, gradient, states, 0, rows, pushed, scratch);
    return new double[][] {velocity, jacobian, pulled, gradient, pushed};
  }

  /** A gate that is 1, a window of one site on one site, one token: all are the neuron. */
  @Test
  void degenerateMapsAreNeurons() {
    double[] omega = numbers(Neuron.size(D));
    double[] x = numbers(D);
    ParticleBlock block = Neuron.zeros(0, 0, 1, D);
    for (int j = 0; j < omega.length; j++) {
      block.values()[block.index(0, j)] = omega[j];
    }
    double[] wanted = new double[D];
    BlockKernels.scalar(D, Activation.TANH).velocity(block, x, 0, 1, wanted, new KernelScratch());

    ResidualMap gated = spec(MapKind.GATED, List.of()).map(D);
    double[] open = java.util.Arrays.copyOf(omega, gated.layout().size());
    open[open.length - 1] = 1;
    assertArrayEquals(wanted, value(gated, open, x), 1e-15);
    ResidualMap one = spec(MapKind.NEURON_BY_TOKEN, List.of(1)).map(D);
    assertArrayEquals(wanted, value(one, omega, x), 1e-15);
    assertEquals(Neuron.layout(D), one.layout());
  }

  @Test
  void attentionMixesValuesBySoftmaxWeights() {
    MapOptions options = new MapOptions(1, 1, MapOptions.Edges.ZERO, 1, true, null);
    ResidualMap map = new MapSpec(MapKind.ATTENTION, Activation.TANH, options, List.of(12)).map(D);
    double[] x = numbers(D);
    double[] phi = value(map, new double[] {2, 3, 5, 7}, x);
    for (int i = 0; i < D; i++) {
      double mixed = 0;
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        double weight = Math.exp(2 * x[i] * 3 * x[j]);
        sum += weight;
        mixed += weight * 5 * x[j];
      }
      assertEquals(7 * mixed / sum, phi[i], 1e-12);
    }
  }

  @Test
  void linearAttentionMixesValuesByScores() {
    MapOptions options = new MapOptions(1, 1, MapOptions.Edges.ZERO, 2, true, null);
    ResidualMap map =
        new MapSpec(MapKind.ATTENTION, Activation.TANH, linear(options), List.of(12)).map(D);
    double[] x = numbers(D);
    double[] phi = value(map, new double[] {2, 1, 3, -1, 5, 4, 7, 6}, x);
    for (int i = 0; i < D; i++) {
      double mixed = 0;
      for (int j = 0; j <= i; j++) {
        mixed += (2 * 3 - 1) * x[i] * x[j] / Math.sqrt(2) / (i + 1) * x[j];
      }
      assertEquals((7 * 5 + 6 * 4) * mixed, phi[i], 1e-12);
    }
  }

  @Test
  void convolutionsSeeTheirWindow() {
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    double[] omega = {1, 100, 10, 1, 0}; // u, w of the sites before, at and after, b
    double[] zero = value(convolution(MapOptions.Edges.ZERO), omega, x);
    double[] periodic = value(convolution(MapOptions.Edges.PERIODIC), omega, x);
    assertEquals(12, zero[0]);
    assertEquals(1212, periodic[0]);
    assertEquals(123, zero[1]);
    assertEquals(123, periodic[1]);
    assertEquals(1220, zero[11]);
    assertEquals(1221, periodic[11]);
  }

  private static ResidualMap convolution(MapOptions.Edges edges) {
    MapOptions options = new MapOptions(1, 3, edges, null, false, null);
    return new MapSpec(MapKind.CONVOLUTION, Activation.LINEAR, options, List.of(12)).map(D);
  }

  private static MapSpec spec(MapKind kind, List<Integer> sites) {
    return new MapSpec(kind, Activation.TANH, MapOptions.DEFAULT, sites);
  }

  @Test
  void saysWhatDoesNotFit() {
    String none =
        assertThrows(UserInputException.class, () -> spec(MapKind.ATTENTION, List.of()).layout(D))
            .getMessage();
    assertTrue(none.contains("network.sites"), none);
    String odd =
        assertThrows(
                UserInputException.class, () -> spec(MapKind.CONVOLUTION, List.of(5)).layout(D))
            .getMessage();
    assertTrue(odd.contains("5 sites do not divide the state dimension 12"), odd);
  }
}
