package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.InProcessEngine;
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
import org.cotflow.theory.HeldNetwork;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.ParticleSizes;
import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.rounding.StateRounding;
import org.junit.jupiter.api.Test;

/** Constants of the proof that no adversary sees, against docs/math.md section 9 written out. */
class ProofConstantsTest {
  private static final ActivationBounds COS = ActivationBounds.of(Activation.COS);
  private static final PartMultipliers MULTIPLIERS = new PartMultipliers(0.7, 1.3, 1);
  private static final int SAMPLES = 5;

  private static List<StartingLayer> layers(SplittableRandom random, int count) {
    List<StartingLayer> layers = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      double[] of = random.doubles(8, 0.1, 0.7).toArray();
      layers.add(
          new StartingLayer(
              k, 9, 0.5, of[0], of[1], of[2], of[3], of[4], of[5], of[6], of[0] / 2, of[7] / 4));
    }
    return layers;
  }

  private static BallSizes sizes(List<StartingLayer> layers) {
    return BallSizes.of(layers, SAMPLES, COS, MULTIPLIERS);
  }

  private static double most(
      List<StartingLayer> layers, java.util.function.ToDoubleFunction<StartingLayer> size) {
    return layers.stream().mapToDouble(size).max().orElseThrow();
  }

  @Test
  void theSizesAreTheLargestOrTheMeanOfTheLayers() {
    List<StartingLayer> layers = layers(new SplittableRandom(1), 3);
    BallSizes sizes = sizes(layers);
    assertEquals(Math.sqrt(SAMPLES), sizes.rootOfSamples(), 1e-12);
    assertEquals(Math.sqrt(0.7), sizes.rootU(), 1e-12);
    assertEquals(Math.sqrt(1.3), sizes.rootW(), 1e-12);
    assertEquals(most(layers, StartingLayer::outgoing), sizes.outgoing());
    assertEquals(most(layers, StartingLayer::ingoing), sizes.ingoing());
    assertEquals(most(layers, StartingLayer::inputs), sizes.inputs());
    assertEquals(Math.sqrt(most(layers, StartingLayer::largestKernel)), sizes.kernel(), 1e-12);
    assertEquals(most(layers, StartingLayer::cross), sizes.cross());
    double input = most(layers, layer -> Math.min(layer.largestInput(), layer.inputs()));
    assertEquals(input, sizes.input());
    assertEquals(most(layers, StartingLayer::largestFeature), sizes.feature());
    double mean = 0;
    double curved = 0;
    for (StartingLayer layer : layers) {
      mean += layer.jacobianNorm() / 3;
      curved += layer.outgoing() * layer.ingoingSquare() / 2 / 3;
    }
    assertEquals(mean, sizes.jacobian(), 1e-12);
    assertEquals(curved, sizes.curvature(), 1e-12);
    assertEquals(Math.sqrt(2 / 3.0), sizes.sumOfMoves(), 1e-12);
    double growth = (1 + layers.get(1).jacobianNorm() / 3) * (1 + layers.get(2).jacobianNorm() / 3);
    assertEquals(1, sizes.growth() / growth, 1e-8);
    assertTrue(sizes.growth() >= growth);
  }

  /** NORMS and SUPREMUM, and how fast (w, b) move beside u, with s = 1. */
  @Test
  void theEstimatesByNormsHaveTheFormulasOfThePage() {
    SplittableRandom random = new SplittableRandom(2);
    for (int index = 0; index < 40; index++) {
      List<StartingLayer> layers = layers(random, 3);
      BallSizes z = sizes(layers);
      AdjointProducts adjoints =
          AdjointProducts.of(layers, layer -> layer.outgoing() * layer.ingoing());
      double a = random.nextDouble(0.05, 0.2);
      double c = random.nextDouble(0.05, 0.2);
      double f = z.sumOfMoves();
      double v = z.rootMeanSquareOfSums();
      double ua = z.rootU() * a;
      double wc = z.rootW() * c;
      double slopes = v * (z.ingoing() * ua + z.outgoing() * wc) + f * ua * wc;
      double jacobians = adjoints.largestTerm() * slopes / (1 - adjoints.largestSlope());
      double both = (z.outgoing() + ua) * (z.ingoing() + wc);
      double bySupremum = Math.exp(z.outgoing() * (z.ingoing() + wc));
      double change = z.kernel() * ua + z.outgoing() * z.inputs() * c;
      double product = ua * z.inputs() * c;
      double ofSupremum = z.rootOfSamples() * ua + z.outgoing() * z.inputs() * c;
      double[] largest = {Math.exp(both) * (f * change + product), bySupremum * f * ofSupremum};
      double[] mean = {Math.exp(both) * (v * change + f * product), bySupremum * v * ofSupremum};
      for (int kind = 0; kind < 2; kind++) {
        NormEstimate estimate = new NormEstimate(z, adjoints, kind == 1);
        BallLoss loss = estimate.along(1, a, c);
        assertEquals(1, loss.moves() / ((z.inputs() + z.rootW() * largest[kind]) * c), 1e-9);
        assertEquals(1, loss.states() / (z.ingoing() * mean[kind]), 1e-9);
        assertEquals(1, loss.jacobians() / jacobians, 1e-9);
        double inputs = z.inputs() + z.rootW() * largest[kind];
        double turn = (z.outgoing() + ua) * inputs * Math.exp(both);
        assertEquals(1, estimate.turn(a, c) / turn, 1e-9);
      }
      JacobianEstimate byJacobians =
          new JacobianEstimate(z, AdjointProducts.of(layers, StartingLayer::jacobianNorm));
      JacobianEstimate.Change changed = byJacobians.change(a, c);
      double inputs = z.inputs() + z.rootW() * changed.states();
      double turn = (z.outgoing() + ua) * inputs * z.growth() * Math.exp(changed.adjoints());
      assertEquals(1, byJacobians.turn(a, c) / turn, 1e-9);
    }
  }

  @Test
  void theAdjointsAtTheStartAreThoseOfThePage() {
    List<StartingLayer> layers = layers(new SplittableRandom(3), 3);
    AdjointProducts adjoints = AdjointProducts.of(layers, StartingLayer::jacobianNorm);
    double product = 1;
    double sum = 0;
    double largest = 0;
    for (int k = 2; k >= 0; k--) {
      sum += product * product * layers.get(k).smallestKernel() / 3;
      largest = Math.max(largest, product * Math.sqrt(layers.get(k).smallestKernel()));
      product *= 1 - layers.get(k).jacobianNorm() / 3;
    }
    assertEquals(Math.sqrt(sum), adjoints.start(), 1e-12);
    assertEquals(largest, adjoints.largestTerm(), 1e-12);
    assertTrue(adjoints.start() <= Math.sqrt(sum) * (1 + 1e-15));
    BallLoss loss = adjoints.loss(BallLoss.By.NORMS, 1, 0, 0, 0.1);
    assertEquals(largest * 0.1 / (1 - adjoints.largestSlope()), loss.jacobians(), 1e-12);
  }

  /** 1 - t is lowered by 8 u t + 4 u. */
  @Test
  void theSlopesAreRaisedBeforeTheyAreSubtracted() {
    double norm = 2 * (1 - 0x1p-40);
    List<StartingLayer> layers = new ArrayList<>();
    layers.add(new StartingLayer(0, 9, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1));
    layers.add(new StartingLayer(1, 9, 0, 1, 1, 1, 1, 1, 1, norm, 1, 1));
    double left = Math.sqrt(2) * AdjointProducts.of(layers, StartingLayer::jacobianNorm).start();
    assertEquals(0x1p-40 - 12 * Rounding.UNIT, left, 1.5 * Rounding.UNIT);
  }

  @Test
  void theMarginsAreThoseOfThePage() {
    assertEquals(1e-9, Rounding.MARGIN);
    AdjointProducts one = new AdjointProducts(1, 1, 0, 0);
    assertEquals(1e-9, 1 - one.loss(BallLoss.By.NORMS, 1, 0, 0, 0).root(), 1e-15);
    double all = one.loss(BallLoss.By.NORMS, 1, 0.2, 0.2, 0.1).root();
    assertEquals(0.5 - 1.5e-9, all, 1e-15);
    StartingPoint start = start(0.25, 4);
    TangentKernel kernel = new TangentKernel(0.8, 1, 1.1, 0.5, 0.6, 0.7);
    TangentEstimate estimate = TangentEstimate.of(start, kernel);
    double root = Math.sqrt(0.8 / 0.7 / 0.25);
    assertEquals(root * 1e-9, root - estimate.along(0, 0, 0).root(), 1e-14);
    BallLoss loss = estimate.along(1, 0.1, 0.1);
    assertEquals((root + loss.total()) * 1e-9, root - loss.total() - loss.root(), 1e-14);
  }

  private static StartingPoint start(double smallestReadout, double largestReadout) {
    List<StartingLayer> layers = layers(new SplittableRandom(4), 3);
    ScaledRisk risk = new ScaledRisk(new double[] {1, 0.5}, new double[] {-1, 2}, 0, 5, false);
    return new StartingPoint(
        layers, SAMPLES, COS, MULTIPLIERS, risk, smallestReadout, largestReadout);
  }

  @Test
  void theConditionOfTheWholeKernelIsThatOfThePage() {
    StartingPoint start = start(0.25, 4);
    TangentKernel kernel = new TangentKernel(0.8, 1, 1.1, 0.5, 0.6, 0.7);
    TangentEstimate estimate = TangentEstimate.of(start, kernel);
    assertEquals(Math.sqrt(4 / 0.7 / 0.25), estimate.readout(), 1e-12);
    double factor = 2.0 / SAMPLES * 0.7 * 1.5 * 1.5 * 0.25;
    assertEquals(factor, start.factor(1.5), 1e-12);
    TangentCertificate certificate = TangentCertificate.of(start, kernel, 1.5);
    double wanted = 2 * Math.sqrt(certificate.risk() / factor);
    assertEquals(1e-9, certificate.wanted() / wanted - 1, 1e-14);
    double root = certificate.loss().root();
    assertEquals(1e-9, 1 - certificate.bound() / (factor * root * root), 1e-14);
    double reach = TangentCertificate.ball(start, kernel).farthest().reach();
    assertEquals(4e-9, 1 - certificate.neededRisk() / (factor * reach * reach / 4), 1e-14);
    Certificate byLayers = Certificate.of(start, 1.5);
    assertEquals(certificate.wanted(), byLayers.wanted());
    double left = byLayers.loss().root();
    assertEquals(1e-9, 1 - byLayers.bound() / (factor * left * left), 1e-14);
    double farthest = start.ball().farthest().reach();
    assertEquals(4e-9, 1 - byLayers.neededRisk() / (factor * farthest * farthest / 4), 1e-14);
  }

  /** Infinite losses are no losses by the moves. */
  @Test
  void aLayerThatMayUndoAnAdjointIsWhatACertificateFailsBy() {
    StartingLayer layer = new StartingLayer(0, 9, 1, 1, 2, 2, 1, 1, 1, 2, 1, 1);
    ScaledRisk risk = new ScaledRisk(new double[] {1}, new double[] {2}, 0, 1, false);
    StartingPoint start = new StartingPoint(List.of(layer, layer), 1, COS, MULTIPLIERS, risk, 1, 1);
    assertEquals(Certificate.Term.DEPTH, Certificate.of(start, 1).mostTakenBy());
    assertEquals(Certificate.Term.DEPTH, Certificate.of(start, 1).failing());
  }

  /** No direction in the ball takes more than the ball. */
  @Test
  void theArcsCoverTheQuarterCircle() {
    BallBound ball = start(0.25, 4).ball();
    double radius = 0.1;
    double most = 0;
    List<BallLoss> whole = ball.each(radius);
    for (int j = 0; j <= 1000; j++) {
      double angle = Math.PI / 2 * j / 1000;
      List<BallLoss> along = ball.each(radius * Math.cos(angle), radius * Math.sin(angle));
      for (int i = 0; i < along.size(); i++) {
        assertTrue(along.get(i).total() <= whole.get(i).total());
        most = Math.max(most, along.get(i).total() / whole.get(i).total());
      }
    }
    assertTrue(most > 0.9, "nearly reached: " + most);
  }

  /** Two particles along coordinates, with u = 3 and 1, w = 2 and 4, b = 1 and 2. */
  @Test
  void theSizesOfParticlesAreTheirMoments() {
    HeldMeasure measure = HeldNetwork.zeros(2, 2);
    HeldNetwork.set(measure, 0, 0, 0, 3, 1, 2);
    HeldNetwork.set(measure, 0, 1, 1, 1, 0, 4);
    ParticleBlock block = measure.blocks().get(0);
    block.values()[Neuron.indexB(block, 0)] = 1;
    block.values()[Neuron.indexB(block, 1)] = 2;
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(2), HeldNetwork.identity(2), Activation.COS, measure);
    try (ParticleSums sums = held.sums(0, new double[] {1, 0})) {
      ParticleSizes sizes = ParticleSizes.of(sums, 2);
      double[] expected = {4.5, 8, 128, 18, 5, 10, 2.5, 34};
      double[] found = {
        sizes.outgoing(),
        sizes.ingoing(),
        sizes.ingoingSquare(),
        sizes.cross(),
        sizes.meanU(),
        sizes.meanW(),
        sizes.meanB(),
        sizes.mixed()
      };
      for (int i = 0; i < found.length; i++) {
        assertEquals(1, found[i] * found[i] / expected[i], 1e-8, "size " + i);
        assertTrue(found[i] * found[i] >= expected[i], "size " + i);
      }
    }
  }

  /** terms u trace, for eigenvalues of moments and of kernels; roots move by the error. */
  @Test
  void eigenvaluesCountTheRoundingOfTheirMatrices() {
    int terms = 1 << 22;
    double error = terms * Rounding.UNIT;
    double most = ParticleSizes.rootOfLargest(new double[] {1}, 1, terms);
    assertTrue(most * most >= 1 + error && most * most < 1 + 1.5 * error, "" + most);
    StartingLayer.Ends ends = StartingLayer.Ends.of(new double[] {1}, 1, terms);
    // the factorization starts two errors below
    assertTrue(ends.smallest() <= 1 - 2.9 * error && ends.smallest() > 1 - 3.3 * error);
    assertTrue(ends.largest() >= 1 + error && ends.largest() < 1 + 1.5 * error);
    StartingLayer.Ends moved = new StartingLayer.Ends(4, 9).moved(0.25);
    assertEquals(1.75, Math.sqrt(moved.smallest()), 1e-12);
    assertEquals(3.25, Math.sqrt(moved.largest()), 1e-12);
    assertTrue(moved.smallest() <= 1.75 * 1.75 && moved.largest() >= 3.25 * 3.25);
  }

  @Test
  void anUnboundedActivationIsOfTheSizeOfItsArgument() {
    ActivationBounds softplus = ActivationBounds.of(Activation.SOFTPLUS);
    assertTrue(softplus.atZero() >= StrictMath.log(2) && softplus.atZero() < 0.7);
    assertEquals(softplus.atZero() + 3, softplus.size(3));
    assertEquals(1, COS.size(3));
  }

  /** Inputs, Jacobians and predictions with what the states may be off by, layer by layer. */
  @Test
  void theStartCountsTheRoundingOfItsStates() {
    SplittableRandom random = new SplittableRandom(6);
    HeldMeasure measure =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(3), new int[] {9, 7}, 4), new RandomMeasure(5, 40));
    double[] readout = random.doubles(6, -1, 1).toArray();
    Network network =
        new Network(
            new Matrix(3, 3, random.doubles(9, -1, 1).toArray()),
            new Matrix(2, 3, readout),
            1,
            Activation.COS,
            true,
            new Loss(LossKind.SQUARED, false));
    HeldNetwork held = new HeldNetwork(network, measure);
    Samples samples =
        new Samples(
            4, 3, 2, random.doubles(12, -1, 1).toArray(), random.doubles(8, -1, 1).toArray());
    try (InProcessEngine engine = new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
      StartingPoint start =
          StartingPoint.of(network, samples, engine, measure.shape(), held.blocks(), MULTIPLIERS);
      double[][] states =
          new Sweep(ButcherTableau.EULER)
              .forward(engine, network.embed(samples.features()), 4)
              .states();
      StateRounding rounding =
          new StateRounding(network.embedding(), samples.features(), COS, 2, 4);
      for (int k = 0; k < 2; k++) {
        try (ParticleSums sums = held.sums(k, states[k])) {
          ParticleSizes sizes = ParticleSizes.of(sums, 3);
          StartingLayer.Measured measured =
              new StartingLayer.Measuring(states[k], 4, MULTIPLIERS, 1)
                  .of((layer, at) -> held.sums(layer, at), k);
          StartingLayer layer = start.layers().get(k);
          double moved = Math.sqrt(MULTIPLIERS.of(Neuron.W)) * rounding.total();
          assertEquals(moved, layer.inputs() - measured.inputs(), 1e-3 * moved + 1e-15);
          double turned = rounding.jacobianError(sizes, states[k]);
          double found = layer.jacobianNorm() - measured.jacobianNorm();
          assertEquals(turned, found, 1e-3 * turned + 1e-15 * layer.jacobianNorm());
          rounding.pass(sizes, states[k], states[k + 1]);
        }
      }
      assertTrue(rounding.total() > 1e-11, "the rounding is seen: " + rounding.total());
      double norm = Math.sqrt(start.largestReadout());
      double[] images = StateRounding.ofImages(network.readout(), states[2]);
      double expected = norm * rounding.total() + Rounding.norm(images);
      assertEquals(1, start.risk().rounding() / expected, 1e-6);
      assertTrue(norm >= largestOfReadout(readout) && norm < 1.001 * largestOfReadout(readout));
    }
  }

  /** Of B, 2 x 3. */
  private static double largestOfReadout(double[] b) {
    double p = 0;
    double q = 0;
    double r = 0;
    for (int j = 0; j < 3; j++) {
      p += b[j] * b[j];
      q += b[j] * b[3 + j];
      r += b[3 + j] * b[3 + j];
    }
    return Math.sqrt((p + r + Math.sqrt((p - r) * (p - r) + 4 * q * q)) / 2) * (1 - 1e-12);
  }
}
