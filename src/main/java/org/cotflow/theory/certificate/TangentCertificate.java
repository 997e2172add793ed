package org.cotflow.theory.certificate;

import org.cotflow.kernel.Neuron;
import org.cotflow.theory.rounding.Rounding;

/**
 * The same statement as a {@link Certificate}, proved through the tangent kernel of the whole
 * network too: on the ball of radius r
 *
 * <pre>
 *   dissipation &gt;= (2/N) alpha^2 (sqrt(lambda_min(H)) - losses)^2 L,
 * </pre>
 *
 * <p>and at each r the larger of this bound and that of the kernels of the layers counts
 * (docs/math.md section 9, "Both kernels together"). So it never proves less than either. By H it
 * does not need as many particles as samples.
 *
 * @param kernel H at the start
 * @param risk at least L(mu_0)
 * @param bound m_R, rounded down
 * @param loss what the ball takes, and R
 * @param wanted 2 sqrt(L(mu_0) / factor): what the integral of g over the way has to reach
 * @param neededRisk up to which L(mu_0) it would hold
 */
public record TangentCertificate(
    TangentKernel kernel,
    double risk,
    double bound,
    BallLoss loss,
    double wanted,
    double neededRisk) {

  /** Of the start at its scale; empty bounds where lambda_min(H) or that of the readout is 0. */
  public static TangentCertificate of(StartingPoint start, TangentKernel kernel, double scale) {
    double risk = start.risk().upper(scale);
    double factor = start.factor(scale);
    BallBound ball = ball(start, kernel);
    if (ball == null) {
      BallLoss nothing = BallLoss.infinite(BallLoss.By.TANGENT_KERNEL, 0, 0);
      return new TangentCertificate(kernel, risk, 0, nothing, Double.POSITIVE_INFINITY, 0);
    }
    double wanted = 2 * Math.sqrt(risk / factor) * (1 + Rounding.MARGIN);
    BallLoss loss = ball.smallest(wanted);
    double root = Math.max(0, loss.root());
    double reach = ball.farthest().reach();
    return new TangentCertificate(
        kernel,
        risk,
        factor * root * root * (1 - Rounding.MARGIN),
        loss,
        wanted,
        factor * reach * reach / 4 * (1 - 4 * Rounding.MARGIN));
  }

  /** The bound over balls, or null where there is nothing to start from. */
  static BallBound ball(StartingPoint start, TangentKernel kernel) {
    boolean any =
        kernel.smallest() > 0
            && start.smallestReadout() > 0
            && start.multipliers().of(Neuron.U) > 0;
    return any ? start.ball().with(TangentEstimate.of(start, kernel)) : null;
  }

  /** Whether the flow is guaranteed to converge at the rate {@link #bound}. */
  public boolean holds() {
    return bound > 0 && loss.reach() >= wanted;
  }

  public double radius() {
    return loss.radius();
  }

  /** What holds for the steps of gradient descent, where the certificate holds. */
  public DescentGuarantee descent(StartingPoint start, double scale) {
    return DescentGuarantee.of(start, kernel, ball(start, kernel), radius(), wanted, scale);
  }

  /** The way that the flow travels at most; infinite where nothing is proved. */
  public double travelled() {
    return holds() ? radius() : Double.POSITIVE_INFINITY;
  }
}
