package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.theory.rounding.ActivationBounds;
import org.junit.jupiter.api.Test;

/**
 * L_R of docs/math.md section 9, "Steps of gradient descent", written out again: it is that of the
 * program, and with any of its terms half as large it is below it.
 */
class RiskCurvatureTest {
  private static final ActivationBounds COS = ActivationBounds.of(Activation.COS);
  private static final int LAYERS = 3;
  private static final int SAMPLES = 5;
  private static final int WIDTH = 9;

  private enum Term {
    TANGENT_KERNEL,
    CHANGE_OF_IT,
    RESIDUALS,
    GROWTH,
    SLOPES_AND_MOVES_OF_U,
    SLOPES_AND_STATES,
    CURVED,
    INPUTS_AND_STATES,
    STATES_BY_U,
    STATES_BY_INPUTS,
    MORE_OUTGOING,
    MORE_INGOING,
    MORE_INPUTS,
    MORE_FEATURES_BY_MOVES,
    MORE_FEATURES_BY_STATES,
    MORE_OF_A_PARTICLE
  }

  private record Instance(StartingPoint start, TangentKernel kernel, double radius, double scale) {
    static Instance draw(SplittableRandom random) {
      List<StartingLayer> layers = new ArrayList<>();
      for (int k = 0; k < LAYERS; k++) {
        double[] of = random.doubles(8, 0.1, 0.7).toArray();
        layers.add(
            new StartingLayer(
                k, WIDTH, 0.5, of[0], of[1], of[2], of[3], of[4], of[5], of[6], of[0], of[7]));
      }
      double[] of = random.doubles(7, 0.3, 1).toArray();
      ScaledRisk risk =
          new ScaledRisk(new double[] {1, 0.5}, new double[] {-1, 2}, 0, SAMPLES, false);
      return new Instance(
          new StartingPoint(
              layers, SAMPLES, COS, new PartMultipliers(of[0], of[1], 1), risk, of[2], 1.5),
          new TangentKernel(0.2, of[3], 1 + of[4], of[5], of[6], of[6]),
          random.nextDouble(0.02, 0.2),
          random.nextDouble(-2, -0.5));
    }

    double program() {
      return RiskCurvature.of(start, kernel).over(radius, scale);
    }

    private double most(java.util.function.ToDoubleFunction<StartingLayer> size) {
      return start.layers().stream().mapToDouble(size).max().orElseThrow();
    }

    double formula(Term halved) {
      TangentEstimate tangent = TangentEstimate.of(start, kernel);
      double e = tangent.change(radius, radius).states();
      double growth =
          kernel.growth()
              * Math.exp(tangent.change(radius, radius).adjoints())
              * of(Term.GROWTH, halved);
      double rootU = Math.sqrt(start.multipliers().of(Neuron.U));
      double rootW = Math.sqrt(start.multipliers().of(Neuron.W));
      double ofLayer = Math.sqrt(LAYERS) * radius;
      double u = most(StartingLayer::outgoing) + rootU * ofLayer * of(Term.MORE_OUTGOING, halved);
      double w = most(StartingLayer::ingoing) + rootW * ofLayer * of(Term.MORE_INGOING, halved);
      double q = most(StartingLayer::inputs) + rootW * e * of(Term.MORE_INPUTS, halved);
      double s =
          most(StartingLayer::rootOfLargestKernel)
              + ofLayer * q * of(Term.MORE_FEATURES_BY_MOVES, halved)
              + most(StartingLayer::ingoing) * e * of(Term.MORE_FEATURES_BY_STATES, halved);
      double largest =
          kernel.largestOutgoing()
              + rootU * ofLayer * Math.sqrt(WIDTH) * of(Term.MORE_OF_A_PARTICLE, halved);
      double x1 =
          growth
              * Math.hypot(
                  rootU * s * of(Term.STATES_BY_U, halved),
                  u * q * of(Term.STATES_BY_INPUTS, halved));
      double slopes = q + w * x1;
      double x2 =
          2
                  * rootU
                  * (q / 2 * of(Term.SLOPES_AND_MOVES_OF_U, halved)
                      + w * x1 * of(Term.SLOPES_AND_STATES, halved))
              + largest * slopes * slopes * of(Term.CURVED, halved)
              + 2 * u * rootW * x1 * of(Term.INPUTS_AND_STATES, halved);
      double unit = Math.sqrt(start.multipliers().of(Neuron.U) * start.smallestReadout());
      double change = unit * tangent.along(radius, radius, radius).total();
      double first =
          Math.sqrt(kernel.largest()) * of(Term.TANGENT_KERNEL, halved)
              + change * of(Term.CHANGE_OF_IT, halved);
      double residuals = Math.sqrt(2 * start.risk().upper(scale) / SAMPLES);
      return scale * scale * first * first / SAMPLES
          + Math.abs(scale)
              * Math.sqrt(start.largestReadout())
              * residuals
              * growth
              * x2
              * of(Term.RESIDUALS, halved);
    }

    private static double of(Term term, Term halved) {
      return term == halved ? 0.5 : 1;
    }
  }

  @Test
  void theProgramHasTheFormulaOfThePageAndNeedsEveryTerm() {
    SplittableRandom random = new SplittableRandom(9);
    double[] least = new double[Term.values().length];
    for (int index = 0; index < 50; index++) {
      Instance one = Instance.draw(random);
      double program = one.program();
      assertEquals(1, program / one.formula(null), 1e-7);
      assertTrue(program >= one.formula(null));
      for (Term term : Term.values()) {
        double part = 1 - one.formula(term) / program;
        assertTrue(part > -1e-7, term.toString());
        least[term.ordinal()] = Math.max(least[term.ordinal()], part);
      }
    }
    for (Term term : Term.values()) {
      assertTrue(least[term.ordinal()] > 1e-4, term + ": " + least[term.ordinal()]);
    }
  }

  /** The largest step is (2 / L_R) (1 - wanted / reach), and no step above it is covered. */
  @Test
  void theLargestStepIsThatOfThePage() {
    SplittableRandom random = new SplittableRandom(10);
    int found = 0;
    for (int index = 0; index < 20; index++) {
      Instance one = Instance.draw(random);
      BallBound ball = TangentCertificate.ball(one.start, one.kernel);
      double wanted = ball.farthest().reach() / 3;
      DescentGuarantee steps =
          DescentGuarantee.of(one.start, one.kernel, ball, 0, wanted, one.scale);
      double room = 1 - wanted / steps.loss().reach();
      assertEquals(1, steps.largestStep() * steps.curvature() / (2 * room), 1e-6);
      assertTrue(steps.largestStep() * steps.curvature() / 2 < room);
      assertTrue(steps.holdsFor(steps.largestStep()));
      assertTrue(!steps.holdsFor(steps.largestStep() * (1 + 1e-9)));
      double step = steps.largestStep() / 2;
      double reduced = 1 - steps.bound() * step * (1 - step * steps.curvature() / 2);
      assertEquals(reduced, steps.reduction(step), 1e-5);
      assertTrue(steps.reduction(step) >= reduced);
      DescentGuarantee slow = new DescentGuarantee(steps.loss(), 1e-30, steps.curvature(), step);
      assertEquals(1, slow.reduction(step));
      assertTrue(slow.decrease(step) > 0 && slow.decrease(step) < 1e-30 * step);
      found++;
    }
    assertEquals(20, found);
  }
}
