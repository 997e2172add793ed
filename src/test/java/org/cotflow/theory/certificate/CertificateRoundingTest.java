package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.data.Samples;
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
import org.cotflow.theory.rounding.ActivationBounds;
import org.junit.jupiter.api.Test;

/** No number of a certificate is on the wrong side of the exact one, however small it is. */
class CertificateRoundingTest {
  private static final PartMultipliers ALL = new PartMultipliers(1, 1, 1);
  private static final Activation[] BOUNDED = {Activation.TANH, Activation.COS, Activation.SIGMOID};

  private static StartingPoint start(HeldNetwork held, Samples samples) {
    HeldMeasure measure = held.measure();
    try (InProcessEngine engine = new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
      return StartingPoint.of(held.network(), samples, engine, measure.shape(), held.blocks(), ALL);
    }
  }

  private static Matrix dense(SplittableRandom random, int rows, int columns) {
    return new Matrix(rows, columns, random.doubles(rows * columns, -1, 1).toArray());
  }

  private static HeldNetwork network(int index) {
    SplittableRandom random = new SplittableRandom(71 + index);
    int inputs = 1 + random.nextInt(3);
    int outputs = 1 + random.nextInt(2);
    int d = inputs + outputs;
    int[] widths = random.ints(1 + random.nextInt(3), 3, 14).toArray();
    Network network =
        new Network(
            dense(random, d, inputs),
            dense(random, outputs, d),
            random.nextDouble(-2, 2),
            BOUNDED[index % 3],
            true,
            new Loss(LossKind.SQUARED, random.nextBoolean()));
    RandomMeasure law = new RandomMeasure(100 + index, random.nextDouble(0.5, 2));
    return new HeldNetwork(
        network, HeldMeasure.of(new MeasureShape(Neuron.layout(d), widths, 4), law));
  }

  /** Samples whose risk is near {@code risk}: targets that far from the predictions. */
  private static Samples samples(HeldNetwork held, int index, double risk) {
    SplittableRandom random = new SplittableRandom(1000 + index);
    int n = 2 + random.nextInt(3);
    int inputs = held.network().inputDim();
    int outputs = held.network().outputDim();
    double[] features = random.doubles(n * inputs, -1.5, 1.5).toArray();
    Samples blank = new Samples(n, inputs, outputs, features, new double[n * outputs]);
    BigDecimal[][] predictions = new ExactNetwork(held).predictionsAtScaleOne(blank);
    double[] targets = new double[n * outputs];
    double distance = Math.sqrt(2 * risk / outputs);
    for (int i = 0; i < targets.length; i++) {
      double prediction = predictions[i / outputs][i % outputs].doubleValue();
      targets[i] =
          prediction * held.network().scale() + (random.nextBoolean() ? distance : -distance);
    }
    return new Samples(n, inputs, outputs, features, targets);
  }

  /** Risks from 1e-2 to 1e-28; the expanded quadratic is wrong from 1e-8 on. */
  @Test
  void theRiskIsAboveTheExactOneAndNotFarAbove() {
    int cases = 30;
    for (int index = 0; index < cases; index++) {
      HeldNetwork held = network(index);
      double scale = held.network().scale();
      Samples samples = samples(held, index, StrictMath.pow(10, -2 - 26.0 * index / (cases - 1)));
      ScaledRisk risk = start(held, samples).risk();
      BigDecimal exact = new ExactNetwork(held).risk(samples, scale);
      double upper = risk.upper(scale);
      double rounding = risk.absoluteRounding(scale);
      String which = "network " + index + ": " + upper + " for " + exact.doubleValue();
      assertTrue(new BigDecimal(upper).compareTo(exact) >= 0, which);
      double most = Math.sqrt(exact.doubleValue()) * (1 + 1e-6) + 2 * Math.sqrt(rounding);
      assertTrue(Math.sqrt(upper) <= most, which + ", rounding " + rounding);
      assertTrue(rounding < 1e-24, which + ", rounding " + rounding);
    }
  }

  @Test
  void thePredictionsAreWithinTheirRounding() {
    double tightest = Double.POSITIVE_INFINITY;
    for (int index = 0; index < 30; index++) {
      HeldNetwork held = network(index);
      Samples samples = samples(held, index, 1);
      ScaledRisk risk = start(held, samples).risk();
      BigDecimal[][] exact = new ExactNetwork(held).predictionsAtScaleOne(samples);
      int outputs = held.network().outputDim();
      BigDecimal squares = BigDecimal.ZERO;
      for (int i = 0; i < risk.predictions().length; i++) {
        BigDecimal error =
            new BigDecimal(risk.predictions()[i]).subtract(exact[i / outputs][i % outputs]);
        squares = squares.add(error.multiply(error));
      }
      double error = Math.sqrt(squares.doubleValue());
      assertTrue(error <= risk.rounding(), index + ": " + error + " > " + risk.rounding());
      tightest = Math.min(tightest, risk.rounding() / error);
    }
    assertTrue(tightest < 1000, "the bound is never within a factor of 1000: " + tightest);
  }

  /**
   * Inputs that cancel: z = &lt;w, x&gt; + b with |w| up to 1e9, where rounding tells samples apart
   * that are the same to the exact features.
   */
  @Test
  void theSmallestEigenvalueIsBelowTheExactOne() {
    int positive = 0;
    for (int index = 0; index < 200; index++) {
      SplittableRandom random = new SplittableRandom(4000 + index);
      double size = StrictMath.pow(10, random.nextDouble(0, 9));
      double[] first = {random.nextDouble(0.5, 1), random.nextDouble(0.5, 1)};
      HeldMeasure measure =
          HeldMeasure.of(
              new MeasureShape(Neuron.layout(2), new int[] {6}, 4), new RandomMeasure(index, 0));
      for (ParticleBlock block : measure.blocks()) {
        for (int m = 0; m < block.count(); m++) {
          double w = random.nextDouble(-size, size);
          double v = random.nextDouble(-size, size);
          block.values()[Neuron.indexW(block, m, 0)] = w;
          block.values()[Neuron.indexW(block, m, 1)] = v;
          block.values()[Neuron.indexB(block, m)] =
              -(w * first[0] + v * first[1]) + random.nextDouble(-1, 1);
        }
      }
      HeldNetwork held =
          HeldNetwork.of(
              HeldNetwork.identity(2), HeldNetwork.identity(2), BOUNDED[index % 3], measure);
      double step = StrictMath.pow(10, random.nextDouble(-9, 0)) / size;
      double[] features = {first[0], first[1], first[0] + step, first[1] - 2 * step};
      Samples samples = new Samples(2, 2, 2, features, new double[4]);
      StartingLayer layer = start(held, samples).layers().get(0);
      double bound = layer.smallestKernel();
      double largest = layer.largestKernel();
      BigDecimal[] ends = ends(held, samples);
      String which = "measure " + index + ": " + bound + " for " + ends[0].doubleValue();
      assertTrue(new BigDecimal(bound).compareTo(ends[0]) <= 0, which);
      assertTrue(new BigDecimal(largest).compareTo(ends[1]) >= 0, which);
      positive += bound > 0 ? 1 : 0;
    }
    assertTrue(positive > 30, positive + " bounds say anything");
  }

  /** Of the kernel of two samples. */
  private static BigDecimal[] ends(HeldNetwork held, Samples samples) {
    BigDecimal[][] x = ExactNetwork.rows(samples.features(), samples);
    BigDecimal[] one = new ExactNetwork(held).features(0, x[0]);
    BigDecimal[] two = new ExactNetwork(held).features(0, x[1]);
    BigDecimal a = BigDecimal.ZERO;
    BigDecimal b = BigDecimal.ZERO;
    BigDecimal c = BigDecimal.ZERO;
    for (int m = 0; m < one.length; m++) {
      a = a.add(one[m].multiply(one[m]));
      b = b.add(one[m].multiply(two[m]));
      c = c.add(two[m].multiply(two[m]));
    }
    BigDecimal four = new BigDecimal(4);
    BigDecimal root = a.subtract(c).pow(2).add(b.pow(2).multiply(four)).sqrt(ExactNetwork.DIGITS);
    BigDecimal divisor = new BigDecimal(2L * one.length);
    return new BigDecimal[] {
      a.add(c).subtract(root).divide(divisor, ExactNetwork.DIGITS).max(BigDecimal.ZERO),
      a.add(c).add(root).divide(divisor, ExactNetwork.DIGITS)
    };
  }

  /** 1 - s U W / K cancels where it is small: no relative margin covers that. */
  @Test
  void theRootIsBelowTheExactOneWhereALayerIsNearlySingular() {
    ActivationBounds tanh = ActivationBounds.of(Activation.TANH);
    SplittableRandom random = new SplittableRandom(5);
    for (int index = 0; index < 500; index++) {
      double outgoing = random.nextDouble(0.5, 2);
      double gap = StrictMath.pow(10, random.nextDouble(-15, -5));
      double ingoing = 2 / outgoing * (1 - gap);
      List<StartingLayer> layers = new ArrayList<>();
      layers.add(new StartingLayer(0, 9, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1));
      layers.add(
          new StartingLayer(1, 9, 0, 1, outgoing, ingoing, 1, 1, 1, outgoing * ingoing, 1, 1));
      BigDecimal slope =
          new BigDecimal(outgoing).multiply(new BigDecimal(ingoing)).divide(new BigDecimal(2));
      BigDecimal exact = BigDecimal.ONE.subtract(slope).max(BigDecimal.ZERO);
      double root = new BallBound(layers, 2, tanh, ALL, 1).at(0).root();
      BigDecimal squared = new BigDecimal(Math.max(0, root)).pow(2).multiply(new BigDecimal(2));
      assertTrue(squared.compareTo(exact.pow(2)) <= 0, "gap " + gap + ": " + root);
    }
  }

  /** A risk of 0 moves nothing, and the ball is a point. */
  @Test
  void zeroTargetsNeedNoBall() {
    HeldMeasure measure =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(2), new int[] {9}, 4), new RandomMeasure(5, 2));
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        block.values()[block.index(m, 0)] = 0;
        block.values()[block.index(m, 1)] = 0;
      }
    }
    Matrix pad = new Matrix(2, 1, new double[] {1, 0});
    Matrix tail = new Matrix(1, 2, new double[] {0, 1});
    HeldNetwork held = HeldNetwork.of(pad, tail, Activation.TANH, measure);
    Samples samples = new Samples(2, 1, 1, new double[] {1, -0.5}, new double[2]);
    Certificate certificate = Certificate.of(start(held, samples), 1.3);
    assertTrue(certificate.holds());
    assertEquals(0, certificate.risk());
    assertEquals(0, certificate.radius());
    assertEquals(0, certificate.travelled());
  }

  private static HeldNetwork calm(int index) {
    HeldNetwork held = network(index);
    for (ParticleBlock block : held.measure().blocks()) {
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < block.stateDim(); j++) {
          block.values()[block.index(m, j)] *= 0.05;
        }
      }
    }
    return held;
  }

  /** Where the risk is below what a certificate needs, it holds, and above it does not. */
  @Test
  void theNeededRiskIsTheLargestThatHolds() {
    int balls = 0;
    for (int index = 0; index < 30; index++) {
      HeldNetwork held = calm(index);
      double scale = held.network().scale();
      int outputs = held.network().loss().outputAverage() ? held.network().outputDim() : 1;
      double needed = Certificate.of(start(held, samples(held, index, 1)), scale).neededRisk();
      if (needed > 1e-20) {
        balls++;
        Samples below = samples(held, index, 0.98 * needed * outputs);
        Samples above = samples(held, index, 1.02 * needed * outputs);
        assertTrue(Certificate.of(start(held, below), scale).holds(), "network " + index);
        assertFalse(Certificate.of(start(held, above), scale).holds(), "network " + index);
      }
    }
    assertTrue(balls > 5, balls + " networks have a ball");
  }

  /** The rate of the fastest part bounds that of the whole, and uses the Jacobians as they are. */
  @Test
  void theAdvisedStepIsShortEnoughAndNotMuchShorter() {
    for (int index = 0; index < 30; index++) {
      HeldNetwork held = network(index);
      Samples samples = samples(held, index, 1);
      StartingPoint start = start(held, samples);
      double rate = start.fastestRate(held.network().scale());
      assertTrue(held.diagnostics(samples, ALL).flowRatio() <= 2 * rate, "network " + index);
    }
    HeldMeasure wide =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(4), new int[] {400, 400}, 64), new RandomMeasure(3, 4));
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(4), HeldNetwork.identity(4), Activation.TANH, wide);
    Samples samples = new Samples(1, 4, 4, new double[] {1, -0.5, 0.2, 0.7}, new double[4]);
    StartingPoint start = start(held, samples);
    double slopes = 0;
    for (StartingLayer layer : start.layers()) {
      slopes += layer.outgoing() * layer.ingoing() / start.layers().size();
    }
    assertTrue(slopes > 5, "weights too small to tell: " + slopes);
    double observed = held.diagnostics(samples, ALL).flowRatio() / 2;
    assertTrue(start.fastestRate(1.3) < 0.01 * observed * StrictMath.exp(2 * slopes));
  }
}
