package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.theory.HeldNetwork;
import org.cotflow.theory.rounding.ActivationBounds;
import org.junit.jupiter.api.Test;

/**
 * Certificates of relu, whose flow is a differential inclusion: measures at which many
 * pre-activations are 0, and means of gradients of different choices of sigma'(0).
 */
class KinksTest {
  private static final int SAMPLES = 3;
  private static final int WIDTH = 9;

  /** u = 0, and every particle has its kink at one of the samples, in every layer. */
  private static BallBoundTest.Case atKinks(SplittableRandom random, double scale, int layers) {
    int[] widths = new int[layers];
    Arrays.fill(widths, WIDTH);
    HeldMeasure measure = HeldNetwork.zeros(3, widths);
    double[] features = {1, 0.25, -0.5, 1, -0.75, -1};
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        int sample = (block.first() + m) % SAMPLES;
        double b = 0;
        for (int j = 0; j < 3; j++) {
          double w = random.nextGaussian();
          block.values()[Neuron.indexW(block, m, j)] = w;
          b -= j < 2 ? w * features[2 * sample + j] : 0;
        }
        block.values()[Neuron.indexB(block, m)] = b;
      }
    }
    Matrix a = new Matrix(3, 2, new double[] {1, 0, 0, 1, 0, 0});
    Matrix b = new Matrix(1, 3, new double[] {0, 0, 1});
    Network network =
        new Network(a, b, scale, Activation.RELU, true, new Loss(LossKind.SQUARED, false));
    return new BallBoundTest.Case(
        new HeldNetwork(network, measure),
        new Samples(SAMPLES, 2, 1, features, new double[] {1, -0.5, 0.25}),
        new PartMultipliers(1.2, 0.7, 1));
  }

  /** The move with b changed so that the kinks are at the states where they were; null: too far. */
  private static HeldMeasure keepingKinks(
      NaiveFlow flow, Perturbation moves, double[] move, BallLoss ball) {
    double[] kept = move.clone();
    for (int round = 0; round < 40; round++) {
      HeldMeasure there = moves.moved(kept);
      double[] x = flow.network().embed(flow.samples().features());
      int at = 6;
      for (int k = 0; k < there.shape().layerCount(); k++) {
        for (int m = 0; m < WIDTH; m++, at += 7) {
          kept[at] -= flow.preActivation(there, k, m, x, m % SAMPLES);
        }
        there = moves.moved(kept);
        x = flow.after(there, k, x, null);
      }
      double[] cut = moves.inputsWithin(ball.inputs(), kept);
      if (moves.radius(kept) <= ball.radius() && Arrays.equals(cut, kept)) {
        return there;
      }
      for (int i = 0; i < kept.length; i++) {
        kept[i] *= 0.8;
      }
    }
    throw new AssertionError("no kinks in the ball");
  }

  @Test
  void noMeanOfGradientsInTheBallBreaksTheBound() {
    for (int index = 0; index < 6; index++) {
      SplittableRandom random = new SplittableRandom(700 + index);
      int layers = 2 + index % 3;
      SplittableRandom same = new SplittableRandom(index);
      StartingPoint start = atKinks(same.split(), 1, layers).start();
      double scale = 1.02 * Certificate.of(start, 1).smallestScale().orElseThrow();
      BallBoundTest.Case one = atKinks(new SplittableRandom(index).split(), scale, layers);
      Certificate certificate = Certificate.of(one.start(), scale);
      assertTrue(certificate.holds());
      NaiveFlow flow = new NaiveFlow(one.held().network(), one.samples(), one.multipliers());
      Perturbation moves = new Perturbation(one.held().measure(), one.multipliers());
      double mostApart = 0;
      for (int draw = 0; draw < 6; draw++) {
        double[] move = moves.to(certificate.radius(), moves.draw(random));
        HeldMeasure there = keepingKinks(flow, moves, move, certificate.loss());
        List<int[]> kinks = new ArrayList<>();
        flow.ratio(there, List.of(), kinks);
        assertTrue(kinks.size() >= layers * WIDTH, kinks.size() + " kinks");
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int mean = 1; mean <= 4; mean++) {
          double found = least(flow, there, kinks, mean, random);
          assertTrue(certificate.bound() <= found, certificate.bound() + " " + found);
          least = Math.min(least, found);
          most = Math.max(most, flow.ratio(there, List.of((k, m, i) -> 1), null));
        }
        mostApart = Math.max(mostApart, most / least);
      }
      assertTrue(mostApart > 1.001, "the choice matters: " + mostApart);
    }
  }

  /** The least quotient that turning one choice after the other finds, from random ones on. */
  private static double least(
      NaiveFlow flow, HeldMeasure measure, List<int[]> kinks, int mean, SplittableRandom random) {
    double[][][][] slopes = new double[mean][measure.shape().layerCount()][WIDTH][SAMPLES];
    List<NaiveFlow.Kinks> choices = new ArrayList<>();
    for (double[][][] one : slopes) {
      choices.add((k, m, i) -> one[k][m][i]);
      for (int[] kink : kinks) {
        one[kink[0]][kink[1]][kink[2]] = random.nextInt(2);
      }
    }
    double least = flow.ratio(measure, choices, null);
    for (int[] kink : kinks) {
      double[] slope = slopes[random.nextInt(mean)][kink[0]][kink[1]];
      double was = slope[kink[2]];
      slope[kink[2]] = random.nextInt(3) == 0 ? random.nextDouble() : 1 - was;
      double turned = flow.ratio(measure, choices, null);
      slope[kink[2]] = turned < least ? slope[kink[2]] : was;
      least = Math.min(least, turned);
    }
    return least;
  }

  /**
   * Six layers that turn an adjoint by 15 degrees, one way or the other: no choice of sigma'(0) has
   * a small gradient, but the mean of both is 0 at a measure whose risk is not.
   */
  @Test
  void aMeanOfGradientsMayVanishWhereNoneOfThemDoes() {
    HeldMeasure measure = HeldNetwork.zeros(2, 4, 4, 4, 4, 4, 4, 4);
    double slope = 7 * Math.tan(Math.PI / 12);
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < block.count(); m++) {
        int from = m % 2;
        double turn = (m < 2 ? 4 : -4) * (from == 0 ? slope : -slope);
        block.values()[block.index(m, 1 - from)] = block.layer() == 0 ? 0 : turn;
        block.values()[Neuron.indexW(block, m, from)] = 1;
        block.values()[Neuron.indexB(block, m)] = block.layer() == 0 ? 1 : -1;
      }
    }
    HeldNetwork held =
        HeldNetwork.of(HeldNetwork.identity(2), HeldNetwork.identity(2), Activation.RELU, measure);
    Samples samples = new Samples(1, 2, 2, new double[] {1, 1}, new double[] {3, 1});
    PartMultipliers onlyU = new PartMultipliers(1, 0, 0);
    NaiveFlow flow = new NaiveFlow(held.network(), samples, onlyU);
    NaiveFlow.Kinks one = (k, m, i) -> m < 2 ? 1 : 0;
    NaiveFlow.Kinks other = (k, m, i) -> m < 2 ? 0 : 1;
    double each = flow.ratio(measure, List.of(one), null);
    assertTrue(each > 1, "" + each);
    assertEquals(each, flow.ratio(measure, List.of(other), null), 1e-12);
    assertEquals(0, flow.ratio(measure, List.of(one, other), null), 1e-20);
    StartingPoint start = new BallBoundTest.Case(held, samples, onlyU).start();
    for (StartingPoint rounded : List.of(start, start.published())) {
      for (StartingLayer layer : rounded.layers()) {
        double all = layer.outgoing() * layer.ingoing();
        assertTrue(layer.jacobianNorm() >= all && layer.jacobianNorm() <= 1.000001 * all);
      }
    }
    Certificate certificate = Certificate.of(start, 1.3);
    assertTrue(certificate.sumOfSlopes() > Math.PI / 2);
    assertEquals(0, certificate.neededRisk());
    assertEquals(0, certificate.boundAtStart());
    assertEquals(Certificate.Term.KINKS, certificate.failing());
    assertEquals(Certificate.Term.KINKS, certificate.mostTakenBy());
  }

  /** Where sigma' jumps, and only there, nothing is left beyond a sum of slopes of 1. */
  @Test
  void meansNeedASumOfSlopesOfAtMostOne() {
    ActivationBounds relu = ActivationBounds.of(Activation.RELU);
    PartMultipliers multipliers = new PartMultipliers(0.7, 1.3, 1);
    SplittableRandom random = new SplittableRandom(11);
    for (int index = 0; index < 100; index++) {
      List<StartingLayer> layers = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      double sum = 0;
      for (int k = 0; k < count; k++) {
        double u = random.nextDouble(0.2, 0.7);
        double w = random.nextDouble(0.2, 0.7);
        layers.add(new StartingLayer(k, 9, 0.5, 1, u, w, 1, 1, 0.5, u * w, 1, 1));
        sum += k > 0 ? u * w / count : 0;
      }
      AdjointProducts adjoints =
          AdjointProducts.of(layers, layer -> layer.outgoing() * layer.ingoing());
      assertEquals(1, (adjoints.sumOfSlopes() + 1) / (sum + 1), 1e-8);
      assertTrue(adjoints.sumOfSlopes() >= sum);
      BallSizes z = BallSizes.of(layers, SAMPLES, relu, multipliers);
      NormEstimate estimate = new NormEstimate(z, adjoints, false);
      double angle = random.nextDouble(0, Math.PI / 2);
      double low = 0;
      double high = 100;
      for (int step = 0; step < 60; step++) {
        double middle = (low + high) / 2;
        double a = middle * Math.cos(angle) * z.rootU();
        double c = middle * Math.sin(angle) * z.rootW();
        double all = sum + z.sumOfMoves() * (z.ingoing() * a + z.outgoing() * c);
        all += count > 1 ? a * c : 0;
        low = all <= 1 ? middle : low;
        high = all <= 1 ? high : middle;
      }
      for (double part : new double[] {1 - 1e-7, 1 + 1e-7}) {
        double radius = low * part;
        double total =
            estimate.along(radius, radius * Math.cos(angle), radius * Math.sin(angle)).total();
        assertEquals(part < 1 || count == 1, total < Double.POSITIVE_INFINITY, sum + " " + radius);
      }
      BallSizes smooth =
          BallSizes.of(layers, SAMPLES, ActivationBounds.of(Activation.LINEAR), multipliers);
      BallLoss loss = new NormEstimate(smooth, adjoints, false).along(2 * low, low, low);
      assertTrue(count == 1 || loss.total() < Double.POSITIVE_INFINITY);
    }
  }
}
