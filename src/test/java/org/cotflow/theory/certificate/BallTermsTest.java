package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.cotflow.data.Samples;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.Sweep;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.HeldMeasure;
import org.cotflow.theory.HeldNetwork;
import org.junit.jupiter.api.Test;

/**
 * Each term of the ball's loss against the moves that it is made for: one sample, one dimension,
 * small pre-activations, where tanh is nearly linear and every inequality nearly an equation. The
 * terms are reached, most to four fifths, and not exceeded, so that no factor can be too small or
 * much too large.
 */
class BallTermsTest {
  private static final int LAYERS = 12;
  private static final int WIDTH = 4;
  private static final double[] SIGNS = {1.3, -0.7, 0.4, -1.1};
  private static final PartMultipliers MULTIPLIERS = new PartMultipliers(0.5, 0.2, 3);
  private static final Samples SAMPLE = new Samples(1, 1, 1, new double[] {1.5}, new double[] {1});

  /** (u, w, b) of a particle of a layer. */
  private static HeldMeasure measure(BiFunction<Integer, Integer, double[]> particle) {
    int[] widths = new int[LAYERS];
    java.util.Arrays.fill(widths, WIDTH);
    HeldMeasure measure = HeldNetwork.zeros(1, widths);
    for (ParticleBlock block : measure.blocks()) {
      for (int m = 0; m < WIDTH; m++) {
        double[] values = particle.apply(block.layer(), m);
        for (int j = 0; j < 3; j++) {
          block.values()[block.index(m, j)] = values[j];
        }
      }
    }
    return measure;
  }

  private static HeldNetwork held(HeldMeasure measure) {
    return HeldNetwork.of(
        HeldNetwork.identity(1), HeldNetwork.identity(1), Activation.TANH, measure);
  }

  private static StartingPoint at(HeldMeasure measure) {
    HeldNetwork held = held(measure);
    try (InProcessEngine engine = new InProcessEngine(measure.shape(), measure, held.kernel(), 1)) {
      return StartingPoint.of(
          held.network(), SAMPLE, engine, measure.shape(), held.blocks(), MULTIPLIERS);
    }
  }

  private static double[][] states(HeldMeasure measure) {
    try (InProcessEngine engine =
        new InProcessEngine(measure.shape(), measure, held(measure).kernel(), 1)) {
      return new Sweep(ButcherTableau.EULER).forward(engine, SAMPLE.features(), 1).states();
    }
  }

  /** The size of a move of u alone or of (w, b) alone: root mean square in the metric. */
  private static double size(HeldMeasure from, HeldMeasure to, boolean ofU) {
    double sum = 0;
    for (int index = 0; index < from.blocks().size(); index++) {
      ParticleBlock before = from.blocks().get(index);
      ParticleBlock after = to.blocks().get(index);
      for (int m = 0; m < WIDTH; m++) {
        double[] squares = new double[3];
        for (int j = 0; j < 3; j++) {
          double move = after.values()[after.index(m, j)] - before.values()[before.index(m, j)];
          squares[j] = move * move;
        }
        sum +=
            ofU
                ? squares[0] / MULTIPLIERS.of(Neuron.U)
                : squares[1] / MULTIPLIERS.of(Neuron.W) + squares[2] / MULTIPLIERS.of(Neuron.B);
      }
    }
    return Math.sqrt(sum / WIDTH / LAYERS);
  }

  private static double rootMeanSquare(IntFunction<Double> ofLayer) {
    double sum = 0;
    for (int k = 0; k < LAYERS; k++) {
      sum += ofLayer.apply(k) * ofLayer.apply(k) / LAYERS;
    }
    return Math.sqrt(sum);
  }

  /** Root mean square over layers of how far the roots of the kernels fall. */
  private static double fallOfKernels(HeldMeasure from, HeldMeasure to) {
    List<StartingLayer> before = at(from).layers();
    List<StartingLayer> after = at(to).layers();
    return rootMeanSquare(
        k -> Math.sqrt(before.get(k).smallestKernel()) - Math.sqrt(after.get(k).smallestKernel()));
  }

  /** Root mean square over layers of what the Jacobians behind take of the roots of kernels. */
  private static double fallOfAdjoints(HeldMeasure from, HeldMeasure to) {
    List<StartingLayer> before = at(from).layers();
    List<StartingLayer> after = at(to).layers();
    return rootMeanSquare(
        k -> {
          double product = 1;
          for (int l = k + 1; l < LAYERS; l++) {
            product *= 1 - after.get(l).jacobianNorm() / LAYERS;
          }
          return Math.sqrt(before.get(k).smallestKernel()) * (1 - product);
        });
  }

  private static double changeOfStates(HeldMeasure from, HeldMeasure to) {
    double[][] before = states(from);
    double[][] after = states(to);
    return rootMeanSquare(k -> after[k][0] - before[k][0]);
  }

  private static void assertReached(
      HeldMeasure from, HeldMeasure to, ToDoubleFunction<BallLoss> term, double actual) {
    assertReached(0.8, from, to, term, actual);
  }

  private static void assertReached(
      double part,
      HeldMeasure from,
      HeldMeasure to,
      ToDoubleFunction<BallLoss> term,
      double actual) {
    BallLoss loss = at(from).ball().along(size(from, to, true), size(from, to, false));
    double bound = term.applyAsDouble(loss);
    assertTrue(actual <= bound, actual + " above " + loss);
    assertTrue(actual >= part * bound, actual + " far below " + loss);
    for (BallLoss one : at(from).ball().each(size(from, to, true), size(from, to, false))) {
      assertTrue(actual <= term.applyAsDouble(one), actual + " above " + one);
    }
  }

  /**
   * With a size of the start half as large, the term would be exceeded: the bound needs it.
   *
   * @param size a component of {@link StartingLayer}
   * @param factor 1/2 of the size, 1/4 of its square
   */
  private static void assertNeeded(
      String size,
      double factor,
      HeldMeasure from,
      HeldMeasure to,
      ToDoubleFunction<BallLoss> term,
      double actual) {
    BallLoss loss = ball(from, size, factor).along(size(from, to, true), size(from, to, false));
    assertTrue(term.applyAsDouble(loss) < actual, size + " is not needed: " + loss);
  }

  /** The bound of a start one of whose sizes is multiplied in every layer. */
  private static BallBound ball(HeldMeasure from, String size, double factor) {
    StartingPoint start = at(from);
    List<StartingLayer> layers =
        start.layers().stream().map(layer -> scaled(layer, size, factor)).toList();
    return new BallBound(layers, 1, start.activation(), start.multipliers(), 1);
  }

  private static StartingLayer scaled(StartingLayer layer, String size, double factor) {
    try {
      RecordComponent[] components = StartingLayer.class.getRecordComponents();
      Object[] values = new Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(layer);
        if (components[i].getName().equals(size)) {
          values[i] = factor * (double) values[i];
        }
      }
      return StartingLayer.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Where every layer turns the adjoint back, the bound at the start is reached: a larger
   * lambda_min or smaller Jacobians would break it.
   */
  @Test
  void theStartNeedsItsKernelsAndJacobians() {
    HeldMeasure from = measure((k, m) -> new double[] {-3 * SIGNS[m], 0.1 * SIGNS[m], 0});
    double actual = held(from).diagnostics(SAMPLE, new PartMultipliers(1, 0, 0)).flowRatio();
    double factor = at(from).factor(1.3) / MULTIPLIERS.of(Neuron.U);
    double root = at(from).ball().start();
    assertTrue(factor * root * root <= actual);
    assertTrue(factor * root * root > 0.9 * actual);
    double larger = ball(from, "smallestKernel", 4).start();
    assertTrue(factor * larger * larger > actual);
    double looser = ball(from, "jacobianNorm", 0.5).start();
    assertTrue(factor * looser * looser > actual);
  }

  /** u against sigma(z): the state shrinks as fast as it can, the kernel with it. */
  @Test
  void theStatesMoveAlongTheKernel() {
    HeldMeasure from = measure((k, m) -> new double[] {0, 0.1 * SIGNS[m], 0});
    HeldMeasure to = measure((k, m) -> new double[] {-0.3 * SIGNS[m], 0.1 * SIGNS[m], 0});
    assertReached(from, to, BallLoss::states, fallOfKernels(from, to));
    assertNeeded("largestKernel", 0.25, from, to, BallLoss::states, fallOfKernels(from, to));
    assertNeeded("ingoing", 0.5, from, to, BallLoss::states, fallOfKernels(from, to));
    double ingoing = at(from).layers().get(0).ingoing();
    assertReached(from, to, loss -> loss.states() / ingoing, changeOfStates(from, to));
  }

  /** Large biases saturate sigma: the state moves as the bounded activation lets it. */
  @Test
  void theStatesMoveByABoundedActivation() {
    HeldMeasure from = measure((k, m) -> new double[] {0, 0.3, 4});
    HeldMeasure to = measure((k, m) -> new double[] {-2, 0.3, 4});
    assertReached(from, to, loss -> loss.states() / 0.3, changeOfStates(from, to));
  }

  /** u in place, (w, b) together along the input. */
  @Test
  void theStatesMoveByTheInputs() {
    double x = 1.5;
    HeldMeasure from = measure((k, m) -> new double[] {0.1, 0.05, 0});
    HeldMeasure to =
        measure(
            (k, m) ->
                new double[] {
                  0.1, 0.05 + 0.1 * MULTIPLIERS.of(Neuron.W) * x, 0.1 * MULTIPLIERS.of(Neuron.B)
                });
    double ingoing = at(from).layers().get(0).ingoing();
    assertReached(from, to, loss -> loss.states() / ingoing, changeOfStates(from, to));
    for (String size : List.of("outgoing", "inputs")) {
      double change = changeOfStates(from, to);
      assertNeeded(size, 0.5, from, to, loss -> loss.states() / ingoing, change);
    }
  }

  /** Every pre-activation shrinks, by the cheapest move of (w, b). */
  @Test
  void theKernelsFollowTheMoves() {
    double x = 1.5;
    HeldMeasure from = measure((k, m) -> new double[] {0, 0.2 * SIGNS[m], 0.1 * SIGNS[m]});
    HeldMeasure to =
        measure(
            (k, m) ->
                new double[] {
                  0,
                  0.2 * SIGNS[m] - 0.03 * SIGNS[m] * MULTIPLIERS.of(Neuron.W) * x,
                  0.1 * SIGNS[m] - 0.03 * SIGNS[m] * MULTIPLIERS.of(Neuron.B)
                });
    assertReached(from, to, BallLoss::moves, fallOfKernels(from, to));
    assertNeeded("inputs", 0.5, from, to, BallLoss::moves, fallOfKernels(from, to));
  }

  /** u along w. */
  @Test
  void theJacobiansGrowWithU() {
    HeldMeasure from = measure((k, m) -> new double[] {0, 0.1 * SIGNS[m], 0});
    HeldMeasure to = measure((k, m) -> new double[] {0.15 * SIGNS[m], 0.1 * SIGNS[m], 0});
    assertReached(from, to, BallLoss::jacobians, fallOfAdjoints(from, to));
    assertNeeded("ingoing", 0.5, from, to, BallLoss::jacobians, fallOfAdjoints(from, to));
  }

  /** w along u, which is there before. */
  @Test
  void theJacobiansGrowWithW() {
    HeldMeasure from = measure((k, m) -> new double[] {0.4 * SIGNS[m], 0, 0.1});
    HeldMeasure to = measure((k, m) -> new double[] {0.4 * SIGNS[m], 0.1 * SIGNS[m], 0.1});
    assertReached(from, to, BallLoss::jacobians, fallOfAdjoints(from, to));
    assertNeeded("outgoing", 0.5, from, to, BallLoss::jacobians, fallOfAdjoints(from, to));
  }

  /** Both at once where neither is, all in the last layer. */
  @Test
  void theJacobiansGrowWithTheProduct() {
    int last = LAYERS - 1;
    HeldMeasure from = measure((k, m) -> new double[] {0, 0, 0.1});
    HeldMeasure to =
        measure((k, m) -> k == last ? new double[] {1, 0.2, 0.1} : new double[] {0, 0, 0.1});
    assertReached(from, to, BallLoss::jacobians, fallOfAdjoints(from, to));
  }

  /** The first layer takes u and (w, b) at once: the product in the change of the states. */
  @Test
  void theStatesMoveByTheProduct() {
    double x = 1.5;
    HeldMeasure from = measure((k, m) -> new double[] {0, 1e-6, 0});
    HeldMeasure to =
        measure(
            (k, m) ->
                k == 0
                    ? new double[] {
                      0.5,
                      1e-6 + 0.05 * MULTIPLIERS.of(Neuron.W) * x,
                      0.05 * MULTIPLIERS.of(Neuron.B)
                    }
                    : new double[] {0, 1e-6, 0});
    assertReached(from, to, loss -> loss.states() / 1e-6, changeOfStates(from, to));
  }

  /** The start is at rest, but carries every change on and enlarges it. */
  @Test
  void theStatesGrowWithTheLayers() {
    double x = 1.5;
    HeldMeasure from =
        measure((k, m) -> new double[] {70 * SIGNS[m], 0.02 * SIGNS[m], -0.02 * SIGNS[m] * x});
    HeldMeasure to =
        measure(
            (k, m) ->
                new double[] {
                  70 * SIGNS[m],
                  0.02 * SIGNS[m] + 1e-4 * SIGNS[m] * MULTIPLIERS.of(Neuron.W) * x,
                  -0.02 * SIGNS[m] * x + 1e-4 * SIGNS[m] * MULTIPLIERS.of(Neuron.B)
                });
    double ingoing = at(from).layers().get(0).ingoing();
    double change = changeOfStates(from, to);
    assertReached(0.35, from, to, loss -> loss.states() / ingoing, change);
    double withoutGrowth =
        at(from).layers().get(0).outgoing()
            * at(from).layers().get(0).inputs()
            * size(from, to, false)
            * BallSizes.summation(LAYERS);
    assertTrue(change > 1.3 * withoutGrowth, change + " " + withoutGrowth);
  }

  /** Large biases let the states move without growth; then (w, b) move in the last layer. */
  @Test
  void theKernelsFollowTheMovesAtMovedStates() {
    int last = LAYERS - 1;
    double x = 3.5;
    HeldMeasure from =
        measure((k, m) -> k < last ? new double[] {0, 0, 4} : new double[] {0, 1e-6, 0});
    HeldMeasure to =
        measure(
            (k, m) ->
                k < last
                    ? new double[] {2.2, 0, 4}
                    : new double[] {
                      0,
                      1e-6 + 0.01 * SIGNS[m] * MULTIPLIERS.of(Neuron.W) * x,
                      0.01 * SIGNS[m] * MULTIPLIERS.of(Neuron.B)
                    });
    double root = Math.sqrt(at(to).layers().get(last).smallestKernel());
    assertReached(from, to, BallLoss::moves, root / Math.sqrt(LAYERS));
  }

  @Test
  void withoutMovesNothingIsLost() {
    HeldMeasure from = measure((k, m) -> new double[] {0.1, 0.2 * SIGNS[m], 0.1});
    assertEquals(0, at(from).ball().along(0, 0).total());
  }
}
