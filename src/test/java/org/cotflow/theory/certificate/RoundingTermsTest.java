package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.network.Matrix;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.ParticleSizes;
import org.cotflow.theory.rounding.Rounding;
import org.cotflow.theory.rounding.StateRounding;
import org.junit.jupiter.api.Test;

/**
 * Every term of docs/math.md section 9, "Rounding", one by one: the formulas written out again
 * agree with the program, and with any of their terms half as large they are below it. Many of the
 * bounds are far above the errors that are seen, so that only the formula can tell a wrong factor.
 */
class RoundingTermsTest {
  private static final double U = Rounding.UNIT;
  private static final int D = 3;
  private static final int LAYERS = 4;
  private static final int BLOCK = 8;
  private static final int SAMPLES = 3;
  private static final int OUTPUTS = 2;
  private static final int WIDTH = 20;

  /** The terms, each of which the program has to count. */
  private enum Term {
    EMBEDDING,
    STATE_GROWTH,
    STATE_SUM,
    VELOCITY_ARGUMENT,
    VELOCITY_ACTIVATION,
    VELOCITY_SUM,
    ARGUMENT_OF_W,
    ARGUMENT_OF_B,
    FEATURE_STATES,
    FEATURE_ARGUMENT,
    JACOBIAN_STATES,
    JACOBIAN_ARGUMENT,
    JACOBIAN_BIAS,
    JACOBIAN_SLOPE,
    RISK_STATES,
    RISK_SCALED,
    RISK_TARGETS,
    ADJOINT_GROWTH,
    ADJOINT_JACOBIAN,
    ADJOINT_SUM,
    ADJOINT_STEP,
    TANGENT_FEATURES,
    TANGENT_ADJOINTS_OF_U,
    TANGENT_SLOPES,
    TANGENT_ADJOINTS_OF_INPUTS,
    TANGENT_PRODUCTS_OF_U,
    TANGENT_PRODUCTS_OF_MEAN,
    TANGENT_STATES
  }

  /** Random sizes, and the numbers that follow from them. */
  private record Instance(
      ActivationBounds bounds,
      ParticleSizes sizes,
      Matrix embedding,
      double[] features,
      double[] before,
      double[] after,
      double scale,
      double[] predictions,
      double[] targets,
      double[] others) {

    static Instance draw(SplittableRandom random) {
      Activation[] all = {Activation.TANH, Activation.SIGMOID, Activation.GELU};
      double[] of = random.doubles(8, 0.3, 2).toArray();
      return new Instance(
          ActivationBounds.of(all[random.nextInt(3)]),
          new ParticleSizes(of[0], of[1], of[2], of[3], of[4], of[5], of[6], of[7]),
          new Matrix(D, 2, random.doubles(2 * D, -1, 1).toArray()),
          random.doubles(2, 0.5, 1).toArray(),
          random.doubles(D, -1, 1).toArray(),
          random.doubles(D, -1, 1).toArray(),
          random.nextDouble(-2, -0.5),
          random.doubles(4, -1, 1).toArray(),
          random.doubles(4, -1, 1).toArray(),
          random.doubles(8, 0.3, 2).toArray());
    }

    PartMultipliers multipliers() {
      return new PartMultipliers(others[0], others[1], 1);
    }

    /** What the program says. */
    double[] program() {
      StateRounding rounding = new StateRounding(embedding, features, bounds, LAYERS, BLOCK);
      double atStart = rounding.total();
      double features0 = rounding.featureError(sizes, before);
      double jacobian0 = rounding.jacobianError(sizes, before);
      rounding.pass(sizes, before, after);
      ScaledRisk risk = new ScaledRisk(predictions, targets, others[2] * U, 3, false);
      TangentRounding tangent =
          new TangentRounding(
              bounds, multipliers(), LAYERS, SAMPLES, OUTPUTS, D, others[3], others[4]);
      TangentRounding.Layer layer =
          new TangentRounding.Layer(sizes, others[5] * U, others[6] * U, others[7] * U);
      return new double[] {
        atStart,
        rounding.total(),
        features0,
        jacobian0,
        Math.sqrt(risk.absoluteRounding(scale)),
        tangent.nextError(layer, WIDTH, others[0], others[1], 5 * others[2] * U) / 1.001,
        tangent.featureError(layer, others[1], others[2] * U, others[0]) / 1.001
      };
    }

    /** The formulas of the page, with one term half as large if there is one to be. */
    double[] formulas(Term halved) {
      double s = bounds.lipschitz();
      double x = Rounding.norm(before);
      double z =
          sizes.meanW() * x * of(Term.ARGUMENT_OF_W, halved)
              + sizes.meanB() * of(Term.ARGUMENT_OF_B, halved);
      double size = bounds.supremum() < 2 ? bounds.supremum() : bounds.atZero() + s * z;
      double argument = s * (D + 4) * U * z;
      double velocity =
          sizes.outgoing()
                  * (argument * of(Term.VELOCITY_ARGUMENT, halved)
                      + 4 * U * size * of(Term.VELOCITY_ACTIVATION, halved))
              + (BLOCK + 64) * U * sizes.meanU() * size * of(Term.VELOCITY_SUM, halved);
      double delta = embedded() * of(Term.EMBEDDING, halved);
      double growth =
          1 + s * sizes.outgoing() * sizes.ingoing() / LAYERS * of(Term.STATE_GROWTH, halved);
      double sum = 4 * U * (x + Rounding.norm(after)) * of(Term.STATE_SUM, halved);
      double feature =
          s * sizes.ingoing() * delta * of(Term.FEATURE_STATES, halved)
              + (argument + 4 * U * size) * of(Term.FEATURE_ARGUMENT, halved);
      double rounded = (D + 4) * U;
      double jacobian =
          sizes.outgoing()
                  * bounds.curvature()
                  * (sizes.ingoingSquare()
                          * (delta * of(Term.JACOBIAN_STATES, halved)
                              + rounded * x * of(Term.JACOBIAN_ARGUMENT, halved))
                      + rounded * sizes.mixed() * of(Term.JACOBIAN_BIAS, halved))
              + 32 * U * sizes.meanU() * sizes.meanW() * of(Term.JACOBIAN_SLOPE, halved);
      double risk =
          Math.abs(scale) * others[2] * U * of(Term.RISK_STATES, halved)
              + 3 * U * Math.abs(scale) * Rounding.norm(predictions) * of(Term.RISK_SCALED, halved)
              + 3 * U * Rounding.norm(targets) * of(Term.RISK_TARGETS, halved);
      return new double[] {
        delta,
        growth * delta + velocity / LAYERS + sum,
        feature,
        jacobian,
        risk / Math.sqrt(6),
        adjoint(halved),
        tangent(halved)
      };
    }

    private static double of(Term term, Term halved) {
      return term == halved ? 0.5 : 1;
    }

    private double embedded() {
      double[] rows = new double[D];
      for (int r = 0; r < D; r++) {
        for (int c = 0; c < 2; c++) {
          rows[r] += 2 * U * Math.abs(embedding.values()[r * 2 + c] * features[c]);
        }
      }
      return Rounding.norm(rows);
    }

    /** eta_k, with J, |p| and eta_{k+1} from {@code others}. */
    private double adjoint(Term halved) {
      double growth = 1 + others[0] / LAYERS;
      double sums = (WIDTH + 2 * D + 80) * U * bounds.lipschitz() * sizes.meanU() * sizes.meanW();
      return growth * 5 * others[2] * U * of(Term.ADJOINT_GROWTH, halved)
          + others[7] * U * others[1] / LAYERS * of(Term.ADJOINT_JACOBIAN, halved)
          + sums * others[1] / LAYERS * of(Term.ADJOINT_SUM, halved)
          + 8 * U * growth * others[1] * of(Term.ADJOINT_STEP, halved);
    }

    /** psi_k, with trace(K) and |p| and eta from {@code others}. */
    private double tangent(Term halved) {
      double s = bounds.lipschitz();
      double p = others[1];
      double eta = others[2] * U;
      double phi = others[6] * U;
      double out = Math.sqrt(OUTPUTS);
      double rows = Math.sqrt(SAMPLES * OUTPUTS);
      double ofU =
          Math.sqrt(others[0])
              * out
              * (p * phi * of(Term.TANGENT_FEATURES, halved)
                  + Math.sqrt(others[0]) * eta * of(Term.TANGENT_ADJOINTS_OF_U, halved));
      double slopes = out * bounds.curvature() * others[3] * p * phi / s;
      double products =
          16 * sizes.outgoing() * of(Term.TANGENT_PRODUCTS_OF_U, halved)
              + (D + 16) * sizes.meanU() * of(Term.TANGENT_PRODUCTS_OF_MEAN, halved);
      double ofInputs =
          others[4]
              * (slopes * of(Term.TANGENT_SLOPES, halved)
                  + rows
                      * s
                      * (sizes.outgoing() * eta * of(Term.TANGENT_ADJOINTS_OF_INPUTS, halved)
                          + products * U * p));
      double states = out * s * sizes.outgoing() * p * Math.sqrt(others[1]) * others[5] * U;
      return ofU + ofInputs + states * of(Term.TANGENT_STATES, halved);
    }
  }

  private static List<Instance> instances() {
    SplittableRandom random = new SplittableRandom(15);
    List<Instance> all = new ArrayList<>();
    for (int index = 0; index < 40; index++) {
      all.add(Instance.draw(random));
    }
    return all;
  }

  @Test
  void theProgramHasTheFormulasOfThePage() {
    for (Instance one : instances()) {
      double[] program = one.program();
      double[] formulas = one.formulas(null);
      for (int i = 0; i < program.length; i++) {
        assertEquals(1, program[i] / formulas[i], 1e-7, "number " + i);
      }
    }
  }

  @Test
  void everyTermIsSeen() {
    for (Term term : Term.values()) {
      double least = 1;
      for (Instance one : instances()) {
        double[] program = one.program();
        double[] formulas = one.formulas(term);
        for (int i = 0; i < program.length; i++) {
          assertTrue(formulas[i] <= program[i] * (1 + 1e-7), term + " of number " + i);
          least = Math.min(least, formulas[i] / program[i]);
        }
      }
      assertTrue(least < 1 - 1e-3, term + " half as large changes nothing: " + least);
    }
  }

  /** Where the computed residuals are 0, all of L(0) is rounding. */
  @Test
  void theRiskCountsTheWholeRoundingOfItsResiduals() {
    ScaledRisk risk = new ScaledRisk(new double[] {2}, new double[] {3}, 1e-8, 1, false);
    assertEquals(1, risk.upper(1.5) / risk.absoluteRounding(1.5), 1e-12);
    assertEquals(1, risk.upper(1.5) / (1.5e-8 * 1.5e-8 / 2), 1e-6);
  }
}
