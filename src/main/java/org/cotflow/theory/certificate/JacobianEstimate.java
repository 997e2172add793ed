package org.cotflow.theory.certificate;

import org.cotflow.kernel.ScalarFunctions;

/**
 * Jacobians are those of mu_0, measured along its states, and what they change by in the ball is of
 * second order (our derivation, docs/math.md section 9). With J the mean over layers of |DF_k| and
 * kappa that of s2 U_k W4_k^2 / 2, E is a number with
 *
 * <pre>
 *   E &gt;= e^(J + kappa E + s U sqrt(m_w) c) psi(E, f, 1)
 *   psi(E, p, q) = p (sqrt(m_u) (S + s W E) a + s U Q c) + q s sqrt(m_u) (Q + sqrt(m_w) E) a c
 * </pre>
 *
 * <p>E_rms is the right side with psi(E, v, f), and
 *
 * <pre>
 *   moves     = s (Q + sqrt(m_w) E) c
 *   states    = s W E_rms
 *   jacobians = P / (1 - T) ( s (v (sqrt(m_u) W a + sqrt(m_w) U c) + f sqrt(m_u m_w) a c)
 *                             + s2 X v ((Q + sqrt(m_w) E) c + W E_rms) )
 * </pre>
 */
record JacobianEstimate(BallSizes sizes, AdjointProducts adjoints) implements BallEstimate {
  private static final int ITERATIONS = 400;
  private static final double LARGEST = 1e100;

  /** By how much E is enlarged beyond the iterates, so that the inequality itself holds. */
  private static final double ENLARGED = 1 + 1e-5;

  @Override
  public BallLoss along(double radius, double a, double c) {
    double e = stateChange(a, c);
    if (!(e < LARGEST)) {
      double infinite = Double.POSITIVE_INFINITY;
      return new BallLoss(
          BallLoss.By.JACOBIANS, radius, adjoints.start(), infinite, infinite, infinite, -infinite);
    }
    double s = sizes.activation().lipschitz();
    double f = sizes.sumOfMoves();
    double v = sizes.rootMeanSquareOfSums();
    double rms = meanStateChange(e, a, c);
    double byInputs = (sizes.inputs() + sizes.rootW() * e) * c;
    double growth = sizes.rootU() * sizes.ingoing() * a + sizes.rootW() * sizes.outgoing() * c;
    double first = s * (v * growth + f * sizes.rootU() * sizes.rootW() * a * c);
    double second =
        sizes.activation().curvature() * sizes.cross() * v * (byInputs + sizes.ingoing() * rms);
    return adjoints.loss(
        BallLoss.By.JACOBIANS, radius, s * byInputs, s * sizes.ingoing() * rms, first + second);
  }

  /**
   * E_rms.
   *
   * @param e what {@link #stateChange} found
   */
  double meanStateChange(double e, double a, double c) {
    return grown(e, a, c, sizes.rootMeanSquareOfSums(), sizes.sumOfMoves());
  }

  /** A number E whose inequality holds; infinite where none is found. */
  double stateChange(double a, double c) {
    double e = 0;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = grown(e, a, c);
      if (next == 0) {
        return 0;
      }
      if (!(next < LARGEST)) {
        break;
      }
      double candidate = next * ENLARGED;
      if (grown(candidate, a, c) * (1 + Rounding.MARGIN) <= candidate) {
        return sharpened(candidate, a, c);
      }
      e = next;
    }
    return Double.POSITIVE_INFINITY;
  }

  /** The right side grows with E: where the inequality holds, it holds for the right side too. */
  private double sharpened(double valid, double a, double c) {
    double e = valid;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = grown(e, a, c) * (1 + 4 * Rounding.MARGIN);
      if (!(next < e * (1 - Rounding.MARGIN))) {
        break;
      }
      e = next;
    }
    return e;
  }

  private double grown(double e, double a, double c) {
    return grown(e, a, c, sizes.sumOfMoves(), sizes.products());
  }

  private double grown(double e, double a, double c, double sum, double products) {
    double s = sizes.activation().lipschitz();
    double exponent =
        sizes.jacobian() + sizes.curvature() * e + s * sizes.outgoing() * sizes.rootW() * c;
    double byU = sizes.rootU() * (sizes.kernel() + s * sizes.ingoing() * e) * a;
    double byInputs = s * sizes.outgoing() * sizes.inputs() * c;
    double byBoth = s * sizes.rootU() * (sizes.inputs() + sizes.rootW() * e) * a * c;
    double change = sum * (byU + byInputs) + products * byBoth;
    return change == 0 ? 0 : ScalarFunctions.exp(exponent) * change;
  }
}
