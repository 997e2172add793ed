package org.cotflow.theory.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.theory.rounding.ActivationBounds;
import org.junit.jupiter.api.Test;

/**
 * The terms of the estimate one by one, on sizes of which all but a few are 0, against the formula
 * of docs/math.md section 9 written out.
 */
class JacobianEstimateTest {
  private static final ActivationBounds TANH = ActivationBounds.of(Activation.TANH);
  private static final int LAYERS = 4;
  private static final double F = Math.sqrt(0.75);
  private static final double V = BallSizes.summation(LAYERS);

  /** Sizes in the order U, W, W4^2, X, Q, S, J of all layers alike. */
  private static JacobianEstimate estimate(
      double u, double w, double w4, double x, double q, double s, double j) {
    StartingLayer layer = new StartingLayer(0, 9, 1, s * s, u, w, w4, x, q, j, s, q);
    List<StartingLayer> layers = List.of(layer, layer, layer, layer);
    BallSizes sizes = BallSizes.of(layers, 3, TANH, new PartMultipliers(0.25, 4, 1));
    return new JacobianEstimate(sizes, AdjointProducts.of(layers, StartingLayer::jacobianNorm));
  }

  /** E itself, from the term of the moves with Q = 0: s sqrt(m_w) E c. */
  private static double stateChange(JacobianEstimate estimate, double a, double c) {
    return estimate.along(1, a, c).moves() / (2 * c);
  }

  private static void assertNear(double expected, double actual) {
    assertEquals(1, actual / expected, 1e-3);
    assertTrue(actual >= expected, actual + " below " + expected);
  }

  @Test
  void theStatesMoveByTheKernelAndGrowByTheJacobians() {
    double expected = Math.exp(0.8) * F * 0.5 * 1.5 * 0.01;
    assertNear(expected, stateChange(estimate(0, 0, 0, 0, 0, 1.5, 0.8), 0.01, 1e-7));
  }

  /** sqrt(m_w) c s U in the exponent. */
  @Test
  void theStatesGrowByTheMovesOfTheInputs() {
    double expected = Math.exp(0.7 * 2 * 0.3) * F * 0.5 * 1.5 * 1e-4;
    assertNear(expected, stateChange(estimate(0.7, 0, 0, 0, 0, 1.5, 0), 1e-4, 0.3));
  }

  /** A fixed point of e = exp(kappa e) psi. */
  @Test
  void theStatesGrowByTheirOwnChange() {
    double psi = F * 0.5 * 1.5 * 0.2;
    double kappa = TANH.curvature() * 0.6 * 5 / 2;
    double e = psi;
    for (int i = 0; i < 100; i++) {
      e = Math.exp(kappa * e) * psi;
    }
    assertTrue(e > 1.1 * psi, "the growth is seen");
    assertNear(e, stateChange(estimate(0.6, 0, 5, 0, 0, 1.5, 0), 0.2, 1e-7));
  }

  /** The moves of u act on the changed features: s W E beside S. */
  @Test
  void theKernelGrowsWithTheStates() {
    double gain = F * 0.5 * 3 * 0.4;
    double expected = F * 0.5 * 1.5 * 0.4 / (1 - gain);
    assertNear(expected, stateChange(estimate(0, 3, 0, 0, 0, 1.5, 0), 0.4, 1e-7));
  }

  /** Q sqrt(m_u) a c and sqrt(m_u m_w) E a c, and s U Q c. */
  @Test
  void theStatesMoveByTheInputs() {
    double a = 0.3;
    double c = 0.2;
    double q = 0.9;
    double u = 0.4;
    double gain = 0.5 * 2 * a * c * Math.exp(u * 2 * c);
    double expected = Math.exp(u * 2 * c) * (F * u * q * c + 0.5 * q * a * c) / (1 - gain);
    JacobianEstimate estimate = estimate(u, 0, 0, 0, q, 0, 0);
    BallLoss loss = estimate.along(1, a, c);
    assertNear((q + 2 * expected) * c, loss.moves());
  }

  /** E_rms has v for f, and f for 1. */
  @Test
  void theRootMeanSquareOfTheStates() {
    double a = 0.3;
    double c = 0.2;
    double w = 1e-6;
    double e = stateChange(estimate(0, w, 0, 0, 0, 1.5, 0), a, c);
    double rms = V * 0.5 * 1.5 * a + F * 0.5 * 2 * e * a * c;
    assertNear(w * rms, estimate(0, w, 0, 0, 0, 1.5, 0).along(1, a, c).states());
  }

  /** All that the Jacobians take: of first order, and of second order through X. */
  @Test
  void theJacobiansChange() {
    double a = 0.3;
    double c = 0.2;
    double left = 1 / (1 - 0.8 / LAYERS);
    double w = 0.7;
    double u = 0.4;
    // x_k does not move without S, Q and U Q
    double first = V * (0.5 * w * a + 2 * u * c) + F * 0.5 * 2 * a * c;
    assertNear(left * first, estimate(u, w, 0, 0, 0, 0, 0.8).along(1, a, c).jacobians());
    double q = 0.9;
    double x = 2;
    JacobianEstimate second = estimate(0, w, 0, x, q, 1.5, 0.8);
    BallLoss loss = second.along(1, a, c);
    double firstOfSecond = V * 0.5 * w * a + F * 0.5 * 2 * a * c;
    double expected = firstOfSecond + TANH.curvature() * x * V * (loss.moves() + loss.states());
    assertNear(left * expected, loss.jacobians());
  }
}
