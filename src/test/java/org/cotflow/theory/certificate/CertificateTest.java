package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cotflow.data.Samples;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.InitSpec;
import org.cotflow.measure.InitialLaw;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.Loss;
import org.cotflow.network.Matrix;
import org.cotflow.network.Network;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.theory.HeldNetwork;
import org.junit.jupiter.api.Test;

/** A small lifted network of three samples, from the identity. */
class CertificateTest {
  private static final PartMultipliers ALL = new PartMultipliers(1, 1, 1);
  private static final Samples SAMPLES =
      new Samples(3, 2, 1, new double[] {1.5, 0, -1, 1.2, -0.5, -1.6}, new double[] {1, -0.5, 0.7});
  private static final HeldMeasure MEASURE =
      HeldMeasure.of(
          new MeasureShape(Neuron.layout(3), new int[] {8, 6}, 4),
          new InitialLaw(new InitSpec(Neuron.parts(0, 1.5, 1.5), false, 11, null), true));

  private static Network network(double scale, boolean lifted) {
    return new Network(
        new Matrix(3, 2, new double[] {1, 0, 0, 1, 0, 0}),
        new Matrix(1, 3, lifted ? new double[] {0, 0, 1} : new double[] {0, 1, 0}),
        scale,
        Activation.TANH,
        true,
        new Loss(LossKind.SQUARED, false));
  }

  private static Certificate certificate(Network network, PartMultipliers multipliers) {
    HeldNetwork held = new HeldNetwork(network, MEASURE);
    try (InProcessEngine engine = new InProcessEngine(MEASURE.shape(), MEASURE, held.kernel(), 1)) {
      StartingPoint start =
          StartingPoint.of(
              network,
              SAMPLES,
              engine,
              MEASURE.shape(),
              new InProcessBlocks(MEASURE.shape(), MEASURE),
              multipliers);
      return Certificate.of(start, network.scale());
    }
  }

  @Test
  void aLargeEnoughScaleIsFoundAndIsTheSmallest() {
    for (PartMultipliers multipliers :
        new PartMultipliers[] {ALL, new PartMultipliers(0.5, 0, 0)}) {
      for (double sign : new double[] {1, -1}) {
        Certificate one = certificate(network(sign, true), multipliers);
        assertFalse(one.holds());
        assertEquals(Certificate.Term.STATES, one.failing());
        double scale = one.smallestScale().orElseThrow();
        assertEquals(sign, Math.signum(scale));
        Certificate there = certificate(network(scale, true), multipliers);
        assertTrue(there.holds());
        assertTrue(there.travelled() <= there.radius());
        Certificate twice = there.atScale(2 * scale);
        assertTrue(twice.bound() >= 0.24 * twice.boundAtStart(), twice.toString());
        assertFalse(there.atScale(0.98 * scale).holds());
        Certificate larger = there.atScale(6 * scale);
        assertTrue(larger.bound() > 9 * twice.bound(), "a smaller ball has a better bound");
        assertTrue(larger.bound() > 0.8 * larger.boundAtStart());
      }
    }
  }

  /** Where the prediction does not vanish at the start, a scale alone need not help. */
  @Test
  void withoutLiftingTheRiskGrowsWithTheScale() {
    Certificate one = certificate(network(1, false), ALL);
    assertFalse(one.holds());
    assertTrue(one.smallestScale().isEmpty());
    assertEquals(Certificate.Term.RISK, one.failing());
    assertFalse(one.atScale(1e9).holds());
  }

  @Test
  void tooFewParticlesFailByTheKernel() {
    HeldMeasure few =
        HeldMeasure.of(
            new MeasureShape(Neuron.layout(3), new int[] {2}, 4),
            new InitialLaw(new InitSpec(Neuron.parts(0, 1, 1), false, 11, null), true));
    HeldNetwork held = new HeldNetwork(network(1, true), few);
    try (InProcessEngine engine = new InProcessEngine(few.shape(), few, held.kernel(), 1)) {
      StartingPoint start =
          StartingPoint.of(held.network(), SAMPLES, engine, few.shape(), held.blocks(), ALL);
      Certificate certificate = Certificate.of(start, 1);
      assertFalse(certificate.holds());
      assertEquals(Certificate.Term.KERNEL, certificate.failing());
      assertTrue(certificate.smallestScale().isEmpty());
      assertEquals(0, certificate.bound());
    }
  }

  /** What a cluster keeps of a layer is given back before the next layer is asked for. */
  @Test
  void aStartingPointClosesTheSumsOfEachLayer() {
    LayerBlocks.Source here = new InProcessBlocks(MEASURE.shape(), MEASURE);
    int[] openedAndClosed = new int[2];
    LayerBlocks.Source counting =
        new LayerBlocks.Source() {
          @Override
          public <T> LayerBlocks<T> of(int layer, double[] states, LayerBlocks.View<T> view) {
            assertEquals(openedAndClosed[0]++, openedAndClosed[1]);
            LayerBlocks<T> blocks = here.of(layer, states, view);
            return new LayerBlocks<>() {
              @Override
              public double[] sum(Term<T> term, double[] argument, int length) {
                return blocks.sum(term, argument, length);
              }

              @Override
              public void close() {
                openedAndClosed[1]++;
                blocks.close();
              }
            };
          }

          @Override
          public long room(int layer) {
            return here.room(layer);
          }
        };
    HeldNetwork held = new HeldNetwork(network(1, true), MEASURE);
    try (InProcessEngine engine = new InProcessEngine(MEASURE.shape(), MEASURE, held.kernel(), 1)) {
      StartingPoint.of(held.network(), SAMPLES, engine, MEASURE.shape(), counting, ALL);
    }
    assertEquals(MEASURE.shape().layerCount(), openedAndClosed[0]);
    assertEquals(openedAndClosed[0], openedAndClosed[1]);
  }

  @Test
  void theNaiveFlowIsTheFlow() {
    Perturbation moves = new Perturbation(MEASURE, ALL);
    HeldMeasure moved = moves.moved(moves.to(0.7, moves.draw(new SplittableRandom(4))));
    Network network = network(2, true);
    double expected = new HeldNetwork(network, moved).diagnostics(SAMPLES, ALL).flowRatio();
    assertEquals(1, new NaiveFlow(network, SAMPLES, ALL).ratio(moved) / expected, 1e-11);
  }

  /**
   * Gradient descent on dissipation / L, projected onto the ball, from 20 starts and for two radii:
   * that of the certificate and one at which the bound nearly vanishes.
   */
  @Test
  void descentOnTheRatioInsideTheBallDoesNotBreakTheBound() {
    double scale = 2 * certificate(network(1, true), ALL).smallestScale().orElseThrow();
    Network network = network(scale, true);
    Certificate certificate = certificate(network, ALL);
    NaiveFlow flow = new NaiveFlow(network, SAMPLES, ALL);
    Perturbation moves = new Perturbation(MEASURE, ALL);
    double atStart = flow.ratio(MEASURE);
    for (double part : new double[] {1, 1.6}) {
      double radius = part * certificate.radius();
      double root = certificate.start().ball().at(radius).root();
      double bound = certificate.start().factor(scale) * root * root;
      assertTrue(root > 0 && bound > 0);
      for (int start = 0; start < 20; start++) {
        SplittableRandom random = new SplittableRandom(500 + start);
        double[] at = moves.to(radius * random.nextDouble(), moves.draw(random));
        double before = flow.ratio(moves.moved(at));
        double least = before;
        for (int step = 0; step < 12; step++) {
          double[] slope = slope(flow, moves, at, radius * 1e-4);
          double[] down = moves.to(radius / 2, slope);
          for (int i = 0; i < at.length; i++) {
            at[i] -= down[i];
          }
          at = moves.radius(at) > radius ? moves.to(radius, at) : at;
          least = Math.min(least, flow.ratio(moves.moved(at)));
        }
        assertTrue(least < before && least < atStart, "the descent descends");
        assertTrue(bound <= least, "start " + start + ": " + bound + " against " + least);
      }
    }
  }

  /**
   * On the sphere of the certificate's ball: any move, one layer alone, one particle alone, every
   * particle in three that move apart, and one third of a particle alone.
   */
  @Test
  void fiveHundredMeasuresInTheBallDoNotBreakTheBound() {
    double scale = 2 * certificate(network(1, true), ALL).smallestScale().orElseThrow();
    Network network = network(scale, true);
    Certificate certificate = certificate(network, ALL);
    NaiveFlow flow = new NaiveFlow(network, SAMPLES, ALL);
    Perturbation moves = new Perturbation(MEASURE, ALL);
    Perturbation tripled = new Perturbation(Perturbation.tripled(MEASURE), ALL);
    double root = certificate.start().ball().at(certificate.radius()).root();
    double ofBall = certificate.start().factor(scale) * root * root;
    assertTrue(ofBall > 0 && ofBall < certificate.bound(), "the flow does not reach all of it");
    int numbers = 2 * MEASURE.shape().stateDim() + 1;
    for (int index = 0; index < 500; index++) {
      SplittableRandom random = new SplittableRandom(9000 + index);
      int kind = index % 5;
      Perturbation from = kind < 3 ? moves : tripled;
      double[] move = from.draw(random);
      if (kind == 1) {
        boolean last = random.nextBoolean();
        for (int i = 0; i < move.length; i++) {
          move[i] = last == i >= 8 * numbers ? random.nextDouble(-1, 1) : 0;
        }
      } else if (kind == 2 || kind == 4) {
        double[] one = new double[move.length];
        int at = random.nextInt(move.length / numbers) * numbers;
        for (int j = 0; j < numbers; j++) {
          one[at + j] = random.nextDouble(-1, 1);
        }
        move = one;
      }
      double[] onSphere = from.to(certificate.radius(), move);
      double ratio = flow.ratio(from.moved(onSphere));
      assertTrue(ofBall <= ratio, index + ": " + ofBall + " " + ratio);
      double reached =
          flow.ratio(from.moved(from.inputsWithin(certificate.loss().inputs(), onSphere)));
      assertTrue(certificate.bound() <= reached, index + ": " + certificate.bound());
    }
  }

  private static double[] slope(NaiveFlow flow, Perturbation moves, double[] at, double step) {
    double[] slope = new double[at.length];
    double[] beside = at.clone();
    double here = flow.ratio(moves.moved(at));
    for (int i = 0; i < at.length; i++) {
      beside[i] = at[i] + step;
      slope[i] = (flow.ratio(moves.moved(beside)) - here) / step;
      beside[i] = at[i];
    }
    return slope;
  }
}
