package org.cotflow.theory.certificate;

import org.cotflow.kernel.ScalarFunctions;
import org.cotflow.theory.rounding.Rounding;

/**
 * Every Jacobian is bounded by s U W, at mu_0 and in the ball (docs/math.md section 9):
 *
 * <pre>
 *   moves     = s (Q + sqrt(m_w) E) c
 *   states    = s W E_rms
 *   jacobians = P (s / (1 - T)) (v (sqrt(m_u) W a + sqrt(m_w) U c) + f sqrt(m_u m_w) a c)
 * </pre>
 *
 * <p>with E one of
 *
 * <pre>
 *   e^(s (U + sqrt(m_u) a) (W + sqrt(m_w) c)) (f (sqrt(m_u) S a + s U Q c) + s sqrt(m_u) Q a c)
 *   e^(s U (W + sqrt(m_w) c)) f (sqrt(m_u N) sup|sigma| a + s U Q c)
 * </pre>
 *
 * <p>and E_rms the same with v for f, and f for 1 before the last product.
 *
 * <p>Where sigma' jumps, the flow moves along means of gradients of different choices of sigma'.
 * All bounds hold for these means as long as
 *
 * <pre>
 *   sum_{l&gt;0} s U_l W_l / K + s (f (sqrt(m_u) W a + sqrt(m_w) U c) + sqrt(m_u m_w) a c) &lt;= 1,
 * </pre>
 *
 * <p>the most that the layers together may turn an adjoint by; where it is more, nothing is left.
 *
 * @param bySupremum whether the second E is taken
 */
record NormEstimate(BallSizes sizes, AdjointProducts adjoints, boolean bySupremum)
    implements BallEstimate {

  @Override
  public BallLoss along(double radius, double a, double c) {
    double s = sizes.activation().lipschitz();
    double f = sizes.sumOfMoves();
    double v = sizes.rootMeanSquareOfSums();
    double largest = stateChange(a, c, f, sizes.products());
    double moves = s * (sizes.inputs() + sizes.rootW() * largest) * c;
    double states = s * sizes.ingoing() * stateChange(a, c, v, f);
    double growth = sizes.rootU() * sizes.ingoing() * a + sizes.rootW() * sizes.outgoing() * c;
    double slopes = s * (v * growth + f * sizes.rootU() * sizes.rootW() * a * c);
    BallLoss.By by = bySupremum ? BallLoss.By.SUPREMUM : BallLoss.By.NORMS;
    double added = s * (f * growth + sizes.products() * sizes.rootU() * sizes.rootW() * a * c);
    boolean coversMeans = (adjoints.sumOfSlopes() + added) * (1 + Rounding.MARGIN) <= 1;
    if (!sizes.activation().isSmooth() && !coversMeans) {
      return BallLoss.infinite(by, radius, adjoints.start());
    }
    return adjoints.loss(by, radius, moves, states, slopes);
  }

  @Override
  public double turn(double a, double c) {
    double s = sizes.activation().lipschitz();
    double outgoing = sizes.outgoing() + sizes.rootU() * a;
    double growth = s * outgoing * (sizes.ingoing() + sizes.rootW() * c);
    double inputs =
        sizes.inputs() + sizes.rootW() * stateChange(a, c, sizes.sumOfMoves(), sizes.products());
    return s * outgoing * inputs * ScalarFunctions.exp(growth);
  }

  private double stateChange(double a, double c, double sum, double products) {
    double s = sizes.activation().lipschitz();
    double byInputs = s * sizes.outgoing() * sizes.inputs() * c;
    double ingoing = sizes.ingoing() + sizes.rootW() * c;
    if (bySupremum) {
      double byU = sizes.rootU() * sizes.rootOfSamples() * sizes.activation().supremum() * a;
      return grown(s * sizes.outgoing() * ingoing, sum * (byU + byInputs));
    }
    double change =
        sum * (sizes.rootU() * sizes.kernel() * a + byInputs)
            + products * s * sizes.rootU() * sizes.inputs() * a * c;
    return grown(s * (sizes.outgoing() + sizes.rootU() * a) * ingoing, change);
  }

  private static double grown(double exponent, double change) {
    return change == 0 ? 0 : ScalarFunctions.exp(exponent) * change;
  }
}
