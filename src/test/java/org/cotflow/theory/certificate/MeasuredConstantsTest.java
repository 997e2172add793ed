package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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
import org.cotflow.theory.spectrum.SymmetricMatrix;
import org.junit.jupiter.api.Test;

/**
 * What is measured of layers and of the tangent kernel, with what rounding adds, against
 * docs/math.md section 9 written out. The particles are so large that rounding is seen.
 */
class MeasuredConstantsTest {
  private static final ActivationBounds COS = ActivationBounds.of(Activation.COS);
  private static final PartMultipliers MULTIPLIERS = new PartMultipliers(0.7, 1.3, 0.4);
  private static final int D = 3;

  /** A network with dense embedding and readout, its samples and its states. */
  private record Fixture(
      HeldNetwork held,
      Samples samples,
      StartingPoint start,
      TangentKernel kernel,
      double[][] states) {
    static Fixture of(int n, int outputs, double size, int... widths) {
      SplittableRandom random = new SplittableRandom(7);
      HeldMeasure measure =
          HeldMeasure.of(new MeasureShape(Neuron.layout(D), widths, 4), new RandomMeasure(5, size));
      Network network =
          new Network(
              new Matrix(D, D, random.doubles(D * D, -1, 1).toArray()),
              new Matrix(outputs, D, random.doubles(outputs * D, -1, 1).toArray()),
              1,
              Activation.COS,
              true,
              new Loss(LossKind.SQUARED, false));
      HeldNetwork held = new HeldNetwork(network, measure);
      Samples samples =
          new Samples(
              n,
              D,
              outputs,
              random.doubles(n * D, -1, 1).toArray(),
              random.doubles(n * outputs, -1, 1).toArray());
      try (InProcessEngine engine =
          new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
        StartingPoint start =
            StartingPoint.of(network, samples, engine, measure.shape(), held.blocks(), MULTIPLIERS);
        return new Fixture(
            held,
            samples,
            start,
            TangentKernel.of(network, samples, engine, 4, held.kernels(), start),
            new Sweep(ButcherTableau.EULER)
                .forward(engine, network.embed(samples.features()), n)
                .states());
      }
    }

    StateRounding rounding() {
      int layers = held.measure().shape().layerCount();
      return new StateRounding(held.network().embedding(), samples.features(), COS, layers, 4);
    }

    ParticleSizes sizes(int layer) {
      try (ParticleSums sums = held.sums(layer, states[layer])) {
        return ParticleSizes.of(sums, D);
      }
    }

    StartingLayer.Measured measured(int layer) {
      return new StartingLayer.Measuring(states[layer], samples.count(), MULTIPLIERS, 1)
          .of(held::sums, layer);
    }
  }

  private static double[] input(double[] states, int row) {
    double[] input = new double[D + 1];
    for (int j = 0; j < D; j++) {
      input[j] = Math.sqrt(MULTIPLIERS.of(Neuron.W)) * states[row * D + j];
    }
    input[D] = Math.sqrt(MULTIPLIERS.of(Neuron.B));
    return input;
  }

  private static double largestInput(double[] states) {
    double largest = 0;
    for (int row = 0; row < states.length / D; row++) {
      largest = Math.max(largest, Rounding.norm(input(states, row)));
    }
    return largest;
  }

  /** |e_i| and the root mean square of sigma(z_i), with what the states are off by. */
  @Test
  void oneSampleCountsTheRoundingOfItsState() {
    Fixture one = Fixture.of(4, 2, 40, 9, 7);
    StateRounding rounding = one.rounding();
    for (int k = 0; k < 2; k++) {
      StartingLayer.Measured measured = one.measured(k);
      StartingLayer layer = one.start().layers().get(k);
      double largest = largestInput(one.states()[k]);
      assertEquals(1e-9, measured.largestInput() / largest - 1, 1e-14);
      double moved = Math.sqrt(MULTIPLIERS.of(Neuron.W)) * rounding.total();
      double found = layer.largestInput() - measured.largestInput();
      assertEquals(moved, found, 1e-3 * moved + 1e-15 * largest);
      double features = rounding.featureError(one.sizes(k), one.states()[k]);
      assertEquals(
          features, layer.largestFeature() - measured.largestFeature(), 1e-3 * features + 1e-15);
      double entry = 0;
      try (ParticleSums sums = one.held().sums(k, one.states()[k])) {
        double[] gram = sums.featureGram();
        for (int i = 0; i < 4; i++) {
          entry = Math.max(entry, gram[5 * i]);
        }
        double square = measured.largestFeature() * measured.largestFeature();
        double roundings = (sums.width() + 16) * Rounding.UNIT;
        assertEquals(roundings, square / entry - 1, 0.2 * roundings);
      }
      rounding.pass(one.sizes(k), one.states()[k], one.states()[k + 1]);
    }
    assertTrue(rounding.total() > 1e-11, "the rounding is seen: " + rounding.total());
  }

  /** A layer of fewer particles than samples has a kernel of rank below N. */
  @Test
  void fewParticlesAreBoundedByTheSupremum() {
    Fixture one = Fixture.of(4, 2, 1, 3);
    StartingLayer.Measured measured = one.measured(0);
    assertEquals(new StartingLayer.Ends(0, 4), measured.kernel());
    assertEquals(1, measured.largestFeature());
  }

  /** The sizes of e over all layers, with what the states are off by. */
  @Test
  void theTangentKernelCountsTheRoundingOfItsInputs() {
    Fixture one = Fixture.of(4, 2, 4000, 9, 7);
    StateRounding rounding = one.rounding();
    double largest = 0;
    double square = 0;
    double most = 0;
    for (int k = 0; k < 2; k++) {
      double[] moment = new double[(D + 1) * (D + 1)];
      for (int i = 0; i < 4; i++) {
        double[] input = input(one.states()[k], i);
        double size = Rounding.norm(input);
        SymmetricMatrix.addSquareInPlace(
            moment, Arrays.stream(input).map(number -> size * number).toArray());
      }
      double moved = Math.sqrt(MULTIPLIERS.of(Neuron.W)) * rounding.total();
      most = Math.max(most, moved);
      largest = Math.max(largest, Rounding.SLACK * largestInput(one.states()[k]) + moved);
      double root = Math.sqrt(ParticleSizes.rootOfLargest(moment, D + 1, 4 + 2 * D + 16)) + moved;
      square = Math.max(square, root * root);
      rounding.pass(one.sizes(k), one.states()[k], one.states()[k + 1]);
    }
    assertTrue(most / largest > 1e-12, "the rounding is seen: " + most / largest);
    double room = 1e-2 * most / largest;
    assertEquals(1, one.kernel().largestInput() / (Rounding.SLACK * largest), room);
    assertEquals(1, one.kernel().inputSquare() / (Rounding.SLACK * square), room);
  }

  /** Of one row both ends are the entry, and differ by twice the error of the features. */
  @Test
  void theEndsOfTheTangentKernelCountTheRoundingOfItsFeatures() {
    Fixture one = Fixture.of(1, 1, 1e6, 5);
    double[] states = one.states()[0];
    double trace;
    try (ParticleSums sums = one.held().sums(0, states)) {
      trace = sums.featureGram()[0];
    }
    TangentRounding rounded =
        new TangentRounding(
            COS,
            MULTIPLIERS,
            1,
            1,
            1,
            D,
            one.kernel().largestOutgoing(),
            one.kernel().largestInput());
    double size = Rounding.norm(one.held().network().readout().values());
    double psi =
        rounded.featureError(
            TangentRounding.Layer.of(one.sizes(0), one.rounding(), states), size, 0, trace);
    double apart = Math.sqrt(one.kernel().largest()) - Math.sqrt(one.kernel().smallest());
    assertTrue(psi > 1e-12 * Math.sqrt(one.kernel().largest()), "the rounding is seen: " + psi);
    assertEquals(2 * psi, apart, 0.02 * psi);
  }

  /** M + 3 d + K + 64 roundings of an entry, and 8 (rows + M + 16) for sums in another order. */
  @Test
  void theEndsOfTheTangentKernelCountTheRoundingsOfItsSums() {
    Fixture one = Fixture.of(1, 1, 1, 2000);
    double error = (2000 + 3 * D + 1 + 64 + 8 * (1 + 2000 + 16)) * Rounding.UNIT;
    double apart = 1 - one.kernel().smallest() / one.kernel().largest();
    // three errors below the entry and one above, and the features
    assertTrue(apart > 3.9 * error && apart < 4.4 * error, apart / error + " errors");
  }

  /** As much room to the safe side as the page says. */
  @Test
  void publishedNumbersHaveRoom() {
    SplittableRandom random = new SplittableRandom(8);
    for (int index = 0; index < 200; index++) {
      double number = StrictMath.pow(10, random.nextDouble(-30, 30));
      double up = Rounding.up(number) / number - 1;
      double down = 1 - Rounding.down(number) / number;
      assertTrue(up > 0.99e-8 && up < 1.2e-7, number + " by " + up);
      assertTrue(down > 0.99e-8 && down < 1.2e-7, number + " by " + down);
    }
  }

  /** Squares of many residuals: two roundings of each. */
  @Test
  void theRiskCountsTheRoundingsOfItsSum() {
    int count = 1 << 20;
    double[] targets = new double[count];
    Arrays.fill(targets, 1);
    double risk = new ScaledRisk(new double[count], targets, 0, count, false).upper(1);
    assertEquals((count + 32) * 0x1p-52, 2 * risk - 1, 1e-14);
  }

  /** Where nothing bounds how fast (w, b) move, they may move all the way. */
  @Test
  void inputsOfUnknownSpeedMoveAllTheWay() {
    AdjointProducts adjoints = new AdjointProducts(1, 1, 0, 0);
    BallEstimate unknown =
        new BallEstimate() {
          @Override
          public AdjointProducts adjoints() {
            return adjoints;
          }

          @Override
          public BallLoss along(double radius, double a, double c) {
            return adjoints.loss(BallLoss.By.NORMS, radius, 0.1 * c, 0, 0);
          }
        };
    BallLoss end = new BallBound(true, 1, List.of(unknown)).smallest(0.5);
    assertTrue(end.reach() >= 0.5 && end.panels() > 1, end.toString());
    assertEquals(end.radius(), end.inputs());
  }
}
