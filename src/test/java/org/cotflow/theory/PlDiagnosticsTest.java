package org.cotflow.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.junit.jupiter.api.Test;

class PlDiagnosticsTest {
  private static final long SEED = 20240607;

  @Test
  void theBoundHoldsForFiveHundredRandomNetworks() {
    int positive = 0;
    for (int index = 0; index < 500; index++) {
      SplittableRandom random = new SplittableRandom(SEED + index);
      int d = 1 + random.nextInt(4);
      int outputs = 1 + random.nextInt(d);
      int n = 1 + random.nextInt(4);
      int[] widths = random.ints(1 + random.nextInt(4), 1, 25).toArray();
      Activation[] all = Activation.values();
      Network network =
          new Network(
              HeldNetwork.identity(d),
              new Matrix(outputs, d, numbers(random, outputs * d)),
              random.nextDouble(0.3, 2),
              all[random.nextInt(all.length)],
              random.nextBoolean(),
              new Loss(LossKind.SQUARED, random.nextBoolean()));
      MeasureShape shape = new MeasureShape(Neuron.layout(d), widths, 4);
      double size = StrictMath.exp(random.nextDouble(-3, 1.5));
      HeldMeasure measure = HeldMeasure.of(shape, new RandomMeasure(random.nextInt(1000), size));
      if (!network.bias()) {
        withoutBias(measure);
      }
      Samples samples =
          new Samples(n, d, outputs, numbers(random, n * d), numbers(random, n * outputs));
      PartMultipliers multipliers = new PartMultipliers(random.nextDouble(0, 3), 0, 0);
      PlDiagnostics found = new HeldNetwork(network, measure).diagnostics(samples, multipliers);
      String which = "network " + index + " of seed " + SEED;
      assertTrue(found.lowerBound() <= found.ratio(), which);
      assertTrue(found.flowLowerBound() <= found.flowRatio(), which);
      positive += found.lowerBound() > 0 ? 1 : 0;
    }
    assertTrue(positive > 150, positive + " bounds say anything");
  }

  private static double[] numbers(SplittableRandom random, int count) {
    return random.doubles(count, -1.5, 1.5).toArray();
  }

  private static void withoutBias(HeldMeasure measure) {
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        block.values()[Neuron.indexB(block, m)] = 0;
      }
    }
  }

  /** u = 0, so |DF| = 0 and nothing is lost on the way: the bound is positive. */
  @Test
  void theBoundIsPositiveAtIdentityInitializationOnSeparatedData() {
    HeldMeasure measure =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(3), new int[] {96, 64}, 16), new RandomMeasure(3, 3));
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < 3; j++) {
          block.values()[block.index(m, j)] = 0;
        }
      }
    }
    double[] features = {1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0, 0.8, 0.8, 0};
    Matrix readout = new Matrix(1, 3, new double[] {0, 0, 1});
    HeldNetwork held = HeldNetwork.of(HeldNetwork.identity(3), readout, Activation.TANH, measure);
    Samples samples = new Samples(5, 3, 1, features, new double[] {1, -1, 0.5, 2, 0});
    PlDiagnostics found = held.diagnostics(samples, new PartMultipliers(2, 1, 1));
    assertEquals(0, found.layers().get(0).jacobianNorm());
    double expected = 0;
    for (KernelSpectra layer : found.layers()) {
      expected += 2.0 / 5 * 1.69 * layer.features().smallest() / 2;
    }
    assertTrue(found.lowerBound() > 1e-4, "" + found.lowerBound());
    assertEquals(expected, found.lowerBound(), 1e-12);
    assertTrue(found.lowerBound() <= found.ratio());
    assertEquals(2 * found.lowerBound(), found.flowLowerBound(), 1e-15);
    PlDiagnostics frozen = held.diagnostics(samples, new PartMultipliers(0, 1, 1));
    assertEquals(0, frozen.lowerBound());
    assertEquals(0, frozen.flowLowerBound());
    assertEquals(0, frozen.dissipation());
  }

  /**
   * Layer 1 has DF = diag(-K, -c K): it swallows adjoints along e_1 whole, so that layer 0 does not
   * learn, while the unclipped factor (1 - c)^2 claims that it learns the faster the larger c is.
   */
  @Test
  void aStrongLayerNeedsTheClippedFactor() {
    double c = 10;
    HeldMeasure measure = HeldNetwork.zeros(2, 2, 2);
    HeldNetwork.set(measure, 0, 0, 0, 0, 0, Math.sqrt(2));
    HeldNetwork.set(measure, 0, 1, 0, 0, 1, Math.sqrt(2));
    HeldNetwork.set(measure, 1, 0, 0, 2, 0, -2);
    HeldNetwork.set(measure, 1, 1, 1, 4 * c, 1, -1);
    HeldNetwork held =
        HeldNetwork.of(
            HeldNetwork.identity(2), HeldNetwork.identity(2), Activation.LINEAR, measure);
    double[] features = {1, 0, 0, 1};
    double[] targets = {-1, 0, -1, 1.3 * (1 - c)};
    PlDiagnostics found =
        held.diagnostics(
            new Samples(2, 2, 2, features, targets),
            PartMultipliers.plain(Neuron.layout(held.network().stateDim()), true));
    assertEquals(2 * c, found.layers().get(1).jacobianNorm(), 1e-10);
    double unclipped = 0;
    double product = 1;
    for (int k = 1; k >= 0; k--) {
      KernelSpectra layer = found.layers().get(k);
      unclipped += 1.69 * 2 / 2 / 2 * layer.features().smallest() * product;
      product *= (1 - layer.jacobianNorm() / 2) * (1 - layer.jacobianNorm() / 2);
    }
    assertTrue(unclipped > 5 * found.ratio(), unclipped + " " + found.ratio());
    assertTrue(found.lowerBound() > 0 && found.lowerBound() <= found.ratio());
    assertEquals(1.69 / 2 * found.layers().get(1).features().smallest(), found.lowerBound(), 1e-12);
  }

  @Test
  void otherLossesHaveNoBound() {
    HeldMeasure measure =
        HeldMeasure.of(new MeasureShape(Neuron.layout(2), new int[] {9}, 4), new RandomMeasure(1));
    Network network =
        new Network(
            HeldNetwork.identity(2),
            HeldNetwork.identity(2),
            1,
            Activation.TANH,
            true,
            new Loss(LossKind.CROSS_ENTROPY, false));
    Samples samples = new Samples(2, 2, 2, new double[] {1, 0, 0, 1}, new double[] {1, 0, 0, 1});
    PlDiagnostics found =
        new HeldNetwork(network, measure)
            .diagnostics(samples, PartMultipliers.plain(Neuron.layout(network.stateDim()), true));
    assertTrue(Double.isNaN(found.lowerBound()) && Double.isNaN(found.flowLowerBound()));
    assertTrue(found.ratio() > 0);
  }
}
