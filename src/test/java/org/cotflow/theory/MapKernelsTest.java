package org.cotflow.theory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.kernel.map.MapKind;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.theory.spectrum.Lanczos;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of layers of any map. */
class MapKernelsTest {
  private static final String MAPS = "org.cotflow.kernel.map.ResidualMapTest#maps";
  private static final int D = 12;
  private static final int ROWS = 3;

  private static HeldMeasure measure(MeasureShape shape, long seed, double size) {
    SplittableRandom random = new SplittableRandom(seed);
    return new HeldMeasure(
        shape,
        shape.blocks(0, shape.blockCount()).stream()
            .map(
                id -> {
                  int count = id.particleCount();
                  ParticleBlock block =
                      ParticleBlock.zeros(id.layer(), id.firstParticle(), count, shape.layout(0));
                  for (int m = 0; m < count; m++) {
                    for (int j = 0; j < block.size(); j++) {
                      block.values()[block.index(m, j)] = random.nextDouble(-size, size);
                    }
                  }
                  return block;
                })
            .toList());
  }

  /** D_omega phi(omega_m, x_i)^T e_a, for m, then i D + a. */
  private static double[][][] slopes(MapSpec spec, HeldMeasure measure, double[] states) {
    BlockKernel kernel = spec.kernel(D);
    ParticleLayout layout = spec.layout(D);
    double[][][] all = new double[measure.shape().width(0)][ROWS * D][];
    double[] omega = new double[layout.size()];
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        ParticleBlock one = ParticleBlock.zeros(0, 0, 1, layout);
        block.copyParticle(m, omega, 0);
        for (int j = 0; j < omega.length; j++) {
          one.values()[one.index(0, j)] = omega[j];
        }
        for (int row = 0; row < ROWS * D; row++) {
          double[] unit = new double[D];
          unit[row % D] = 1;
          double[] x = Arrays.copyOfRange(states, row / D * D, (row / D + 1) * D);
          double[] gradient = new double[one.values().length];
          kernel.gradientChunk(one, x, unit, 0, 1, null, gradient, new KernelScratch());
          double[] slope = new double[omega.length];
          new ParticleBlock(0, 0, 1, D, gradient).copyParticle(0, slope, 0);
          all[block.first() + m][row] = slope;
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource(MAPS)
  void kernelsAreThoseOfTheirDefinitions(MapSpec spec) {
    ParticleLayout layout = spec.layout(D);
    HeldMeasure measure = measure(new MeasureShape(layout, new int[] {13}, 4), 4, 1);
    double[] states = RandomMeasure.rows(ROWS, D, 8);
    double[][][] slopes = slopes(spec, measure, states);
    double[] multipliers = new SplittableRandom(3).doubles(layout.parts().size(), 0, 2).toArray();
    multipliers[1] = 0;
    int size = ROWS * D;
    double[] tangent = new double[size * size];
    for (double[][] ofParticle : slopes) {
      for (int at = 0; at < tangent.length; at++) {
        for (int part = 0; part < multipliers.length; part++) {
          for (int j = layout.offset(part); j < layout.offset(part + 1); j++) {
            double product = ofParticle[at / size][j] * ofParticle[at % size][j];
            tangent[at] += multipliers[part] * product / slopes.length;
          }
        }
      }
    }
    ParticleSums sums =
        ParticleSums.source(measure.shape(), measure, LayerCycle.everywhere(spec)).at(0, states);
    LayerKernels kernels = new LayerKernels(sums, states, D);
    PartMultipliers weights = new PartMultipliers(multipliers);
    double[] vector = RandomMeasure.rows(ROWS, D, 9);
    double[] product = new double[size];
    for (int at = 0; at < tangent.length; at++) {
      product[at / size] += tangent[at] * vector[at % size];
    }
    double scale = Arrays.stream(tangent).map(Math::abs).max().orElseThrow();
    assertArrayEquals(tangent, kernels.tangentKernel(weights), 1e-13 * scale);
    assertArrayEquals(product, sums.tangentProduct(weights, vector), 1e-12 * scale);
    double whole = Lanczos.dot(vector, product);
    assertEquals(whole, weights.weigh(kernels.quadraticForms(vector), 0), 1e-12 * whole);
    assertFeatures(spec, sums, slopes);
  }

  /** f_s in the definition is the slope of coordinate 0 of site s in the first row of U. */
  private static void assertFeatures(MapSpec spec, ParticleSums sums, double[][][] slopes) {
    MapSpec.Linear linear = spec.linear(D);
    int u = spec.layout(D).offset(spec.layout(D).names().indexOf(linear.part()));
    int channels = D / linear.sites();
    int rows = ROWS * linear.sites();
    double[] gram = new double[rows * rows];
    for (double[][] ofParticle : slopes) {
      for (int at = 0; at < gram.length; at++) {
        for (int e = 0; e < linear.size(); e++) {
          double one = ofParticle[at / rows * channels][u + e];
          gram[at] += one * ofParticle[at % rows * channels][u + e] / slopes.length;
        }
      }
    }
    assertEquals(rows, sums.featureRows());
    assertArrayEquals(gram, sums.featureGram(), 1e-13);
    double[] vector = RandomMeasure.rows(rows, 1, 2);
    double[] product = new double[rows];
    for (int at = 0; at < gram.length; at++) {
      product[at / rows] += gram[at] * vector[at % rows];
    }
    assertArrayEquals(product, sums.featureProduct(vector), 1e-12);
    assertTrue(LayerKernels.features(sums, 100).largest() > 0);
  }

  /** Where a map bounds its slopes the proved constant is below the observed one. */
  @ParameterizedTest
  @MethodSource(MAPS)
  void theLowerBoundHoldsWhereThereIsOne(MapSpec spec) {
    MeasureShape shape = new MeasureShape(spec.layout(D), new int[] {24, 24}, 16);
    Network network =
        new Network(
            HeldNetwork.identity(D),
            null,
            HeldNetwork.identity(D),
            1.3,
            LayerCycle.everywhere(spec),
            true,
            new Loss(LossKind.SQUARED, false));
    HeldMeasure measure = measure(shape, 5, 0.5);
    double[] features = RandomMeasure.rows(ROWS, D, 3);
    Samples samples = new Samples(ROWS, D, D, features, RandomMeasure.rows(ROWS, D, 4));
    PartMultipliers plain = PartMultipliers.plain(spec.layout(D), true);
    PlDiagnostics found = new HeldNetwork(network, measure).diagnostics(samples, plain);
    assertTrue(found.ratio() > 0 && Math.abs(found.ratio() / found.flowRatio() - 1) < 1e-15);
    String missing = PlDiagnostics.missing(network, Discretization.RESIDUAL);
    boolean bounded = spec.kind() != MapKind.GATED && spec.kind() != MapKind.ATTENTION;
    assertEquals(bounded, missing == null);
    assertEquals(!bounded, Double.isNaN(found.lowerBound()));
    assertFalse(found.lowerBound() > found.ratio());
    if (bounded) {
      assertTrue(found.lowerBound() > 0, found.toString());
    } else {
      assertTrue(missing.contains("network.map = " + spec.name() + " has none"), missing);
    }
  }
}
