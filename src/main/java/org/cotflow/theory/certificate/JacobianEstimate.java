package org.cotflow.theory.certificate;

import java.util.function.DoubleUnaryOperator;
import org.cotflow.kernel.ScalarFunctions;
import org.cotflow.theory.rounding.Rounding;

/**
 * Jacobians are those of mu_0, measured along its states, and what they change by in the ball is of
 * second order (our derivation, docs/math.md section 9). With J the mean over layers of |DF_k| and
 * kappa that of s2 U_k W4_k^2 / 2, eps bounds how far the state of one sample moves, E all of them
 * together:
 *
 * <pre>
 *   eps &gt;= e^(J + kappa eps + s U sqrt(m_w) c) psi(eps, S_1, e, f, 1)
 *   E   &gt;= e^(J + kappa eps + s U sqrt(m_w) c) psi(E, S, Q, f, 1)
 *   psi(E, S, Q, p, q) = p (sqrt(m_u) (S + s W E) a + s U Q c) + q s sqrt(m_u) (Q + sqrt(m_w) E) a c
 * </pre>
 *
 * <p>eps_rms and E_rms are the right sides with (v, f) for (f, 1), and
 *
 * <pre>
 *   moves     = s (Q + sqrt(m_w) E) c
 *   states    = s W E_rms
 *   jacobians = P / (1 - T) theta_rms
 *   theta_rms = s (v (sqrt(m_u) W a + sqrt(m_w) U c) + f sqrt(m_u m_w) a c)
 *               + s2 X v ((e + sqrt(m_w) eps) c + W eps_rms)
 * </pre>
 *
 * <p>Theta is theta_rms with f for v, and 1 before the last product.
 */
record JacobianEstimate(BallSizes sizes, AdjointProducts adjoints) implements BallEstimate {
  private static final int ITERATIONS = 400;
  private static final double LARGEST = 1e100;

  /** By how much E is enlarged beyond the iterates, so that the inequality itself holds. */
  private static final double ENLARGED = 1 + 1e-5;

  /**
   * What the moves change.
   *
   * @param ofSample eps
   * @param states E
   * @param meanStates E_rms
   * @param adjoints Theta, at least the sum over the layers of how much |DF_l| / K grows
   * @param meanAdjoints theta_rms
   */
  record Change(
      double ofSample, double states, double meanStates, double adjoints, double meanAdjoints) {
    /** Whether anything bounds the states. */
    boolean isFinite() {
      return states < LARGEST && adjoints < LARGEST;
    }
  }

  /** Everything in Frobenius norm over samples, or the largest of one sample. */
  private record Inputs(double kernel, double inputs) {}

  Change change(double a, double c) {
    Inputs ofSample = new Inputs(sizes.feature(), sizes.input());
    double eps = fixedPoint(e -> grown(ofSample, e, e, a, c, sizes.sumOfMoves(), one()));
    if (!(eps < LARGEST)) {
      return new Change(eps, eps, eps, eps, eps);
    }
    Inputs ofAll = new Inputs(sizes.kernel(), sizes.inputs());
    double e = fixedPoint(x -> grown(ofAll, x, eps, a, c, sizes.sumOfMoves(), one()));
    double f = sizes.sumOfMoves();
    double v = sizes.rootMeanSquareOfSums();
    double rms = grown(ofAll, e, eps, a, c, v, f);
    double epsRms = grown(ofSample, eps, eps, a, c, v, f);
    double s = sizes.activation().lipschitz();
    double both = s * sizes.rootU() * sizes.rootW() * a * c;
    double linear =
        s * (sizes.rootU() * sizes.ingoing() * a + sizes.rootW() * sizes.outgoing() * c);
    double moved = (sizes.input() + sizes.rootW() * eps) * c + sizes.ingoing() * epsRms;
    double growth = linear + sizes.activation().curvature() * sizes.cross() * moved;
    return new Change(eps, e, rms, f * growth + one() * both, v * growth + f * both);
  }

  private double one() {
    return sizes.products();
  }

  @Override
  public BallLoss along(double radius, double a, double c) {
    Change change = change(a, c);
    if (!change.isFinite()) {
      return BallLoss.infinite(BallLoss.By.JACOBIANS, radius, adjoints.start());
    }
    double s = sizes.activation().lipschitz();
    return adjoints.loss(
        BallLoss.By.JACOBIANS,
        radius,
        s * (sizes.inputs() + sizes.rootW() * change.states()) * c,
        s * sizes.ingoing() * change.meanStates(),
        change.meanAdjoints());
  }

  @Override
  public double turn(double a, double c) {
    Change change = change(a, c);
    return change.isFinite()
        ? sizes.activation().lipschitz()
            * (sizes.outgoing() + sizes.rootU() * a)
            * (sizes.inputs() + sizes.rootW() * change.states())
            * sizes.growth()
            * ScalarFunctions.exp(change.adjoints())
        : Double.POSITIVE_INFINITY;
  }

  /** A number that is at least its image, which grows with it; infinite where none is found. */
  private static double fixedPoint(DoubleUnaryOperator image) {
    double e = 0;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = image.applyAsDouble(e);
      if (next == 0) {
        return 0;
      }
      if (!(next < LARGEST)) {
        break;
      }
      double candidate = next * ENLARGED;
      if (image.applyAsDouble(candidate) * (1 + Rounding.MARGIN) <= candidate) {
        return sharpened(candidate, image);
      }
      e = next;
    }
    return Double.POSITIVE_INFINITY;
  }

  /** Where the inequality holds, it holds for the image too. */
  private static double sharpened(double valid, DoubleUnaryOperator image) {
    double e = valid;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = image.applyAsDouble(e) * (1 + 4 * Rounding.MARGIN);
      if (!(next < e * (1 - Rounding.MARGIN))) {
        break;
      }
      e = next;
    }
    return e;
  }

  private double grown(
      Inputs of, double e, double eps, double a, double c, double sum, double products) {
    double s = sizes.activation().lipschitz();
    double exponent =
        sizes.jacobian() + sizes.curvature() * eps + s * sizes.outgoing() * sizes.rootW() * c;
    double byU = sizes.rootU() * (of.kernel() + s * sizes.ingoing() * e) * a;
    double byInputs = s * sizes.outgoing() * of.inputs() * c;
    double byBoth = s * sizes.rootU() * (of.inputs() + sizes.rootW() * e) * a * c;
    double change = sum * (byU + byInputs) + products * byBoth;
    return change == 0 ? 0 : ScalarFunctions.exp(exponent) * change;
  }
}
