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
 * of docs/math.md section 9 written out; s = 1.
 */
class TangentEstimateTest {
  private static final ActivationBounds TANH = ActivationBounds.of(Activation.TANH);
  private static final int LAYERS = 4;
  private static final double F = Math.sqrt(0.75);
  private static final double V = BallSizes.summation(LAYERS);
  private static final double ROOT_U = 0.5;
  private static final double ROOT_W = 2;
  private static final double A = 0.03;
  private static final double C = 0.02;
  private static final double READOUT = 1.7;

  private static TangentEstimate estimate(
      double u, double w, double x, double q, double s, TangentKernel kernel) {
    StartingLayer layer = new StartingLayer(0, 9, 1, s * s, u, w, 0, x, q, 0, s, q);
    List<StartingLayer> layers = List.of(layer, layer, layer, layer);
    PartMultipliers multipliers = new PartMultipliers(ROOT_U * ROOT_U, ROOT_W * ROOT_W, 1);
    BallSizes sizes = BallSizes.of(layers, 3, TANH, multipliers);
    return new TangentEstimate(
        new JacobianEstimate(sizes, AdjointProducts.of(layers, StartingLayer::jacobianNorm)),
        kernel,
        3,
        READOUT);
  }

  private static TangentKernel kernel(double growth, double u, double input, double square) {
    return new TangentKernel(1, 1, growth, u, input, square);
  }

  private static void assertNear(double expected, double actual) {
    assertEquals(1, actual / (READOUT * expected), 1e-3);
    assertTrue(actual >= READOUT * expected * (1 - 1e-12), actual + " below " + expected);
  }

  /** The features move by s Q c under all adjoints, and u by a under sigma' e. */
  @Test
  void theFeaturesMove() {
    TangentEstimate estimate = estimate(0, 0, 0, 0.9, 0, kernel(1.4, 0, 0, 0));
    JacobianEstimate.Change change = estimate.change(A, C);
    double e = change.states();
    double grown = 1.4 * Math.exp(ROOT_U * ROOT_W * A * C);
    double ofU = ROOT_U * grown * (0.9 + ROOT_W * e) * C;
    double ofInputs = 1.4 * 0.9 * ROOT_U * A;
    assertNear(Math.hypot(ofU, ofInputs), estimate.along(1, A, C).moves());
  }

  /** sigma' moves: |u|_max (Q4^2 + |e|_max sqrt(m_w) E) c s2. */
  @Test
  void theSlopesMove() {
    TangentEstimate estimate = estimate(0, 0, 0, 0, 1.5, kernel(1.4, 0.7, 1.1, 1.3));
    double e = estimate.change(A, C).states();
    assertTrue(ROOT_W * e * 1.1 > 0.02, "E is seen");
    double ofU = ROOT_U * 1.4 * Math.exp(ROOT_U * ROOT_W * A * C) * ROOT_W * e * C;
    double ofInputs = 1.4 * TANH.curvature() * 0.7 * (1.3 + 1.1 * ROOT_W * e) * C;
    assertNear(Math.hypot(ofU, ofInputs), estimate.along(1, A, C).moves());
  }

  /**
   * The states move the features by W, the inputs by sqrt(m_w) under U, and sigma' by the least.
   */
  @Test
  void theStatesMove() {
    for (double input : new double[] {0.1, 50}) {
      TangentEstimate estimate = estimate(0.6, 0.8, 0.9, 1.2, 1.5, kernel(1.4, 0.7, input, 0));
      JacobianEstimate.Change change = estimate.change(A, C);
      double grown = 1.4 * Math.exp(change.adjoints());
      double rms = change.meanStates();
      double ofU = ROOT_U * grown * 0.8 * rms;
      double slopes = Math.min(0.7 * input * 0.8, 1.2 * 0.9);
      double ofInputs =
          grown * ROOT_W * (0.6 * rms + ROOT_U * A * change.states())
              + 1.4 * TANH.curvature() * slopes * rms;
      assertNear(Math.hypot(ofU, ofInputs), estimate.along(1, A, C).states());
    }
  }

  /** Theta and theta_rms by their formulas, and what they take. */
  @Test
  void theAdjointsMove() {
    TangentEstimate estimate = estimate(0.6, 0.8, 0.9, 1.2, 1.5, kernel(1.4, 0, 0, 0));
    JacobianEstimate.Change change = estimate.change(A, C);
    double linear = ROOT_U * 0.8 * A + ROOT_W * 0.6 * C;
    double second =
        TANH.curvature() * 0.9 * ((1.2 + ROOT_W * change.states()) * C + 0.8 * change.meanStates());
    double both = ROOT_U * ROOT_W * A * C;
    double theta = F * (linear + second) + both;
    double mean = V * (linear + second) + F * both;
    assertEquals(1, change.adjoints() / theta, 1e-9);
    assertEquals(1, change.meanAdjoints() / mean, 1e-9);
    double grown = 1.4 * Math.exp(theta);
    double ofU = ROOT_U * grown * 1.5 * mean;
    double ofInputs = grown * 1.2 * (0.6 * mean + ROOT_U * A * theta);
    BallLoss loss = estimate.along(1, A, C);
    assertNear(Math.hypot(ofU, ofInputs), loss.jacobians());
    assertEquals(3 - loss.total(), loss.root(), 1e-7);
    assertTrue(loss.root() < 3 - loss.total());
  }
}
