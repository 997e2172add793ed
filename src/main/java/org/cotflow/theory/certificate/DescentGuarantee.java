package org.cotflow.theory.certificate;

import org.cotflow.kernel.ScalarFunctions;
import org.cotflow.theory.rounding.Rounding;

/**
 * What is guaranteed for gradient descent itself, omega &lt;- omega - tau m G in exact arithmetic,
 * and not for the flow alone (our derivation, docs/math.md section 9, "Steps of gradient descent").
 * With L_R at least the second derivative of the risk along every line in the ball of radius R, in
 * the metric, and 2 sqrt(L(0) / factor) less than 1 - tau L_R / 2 times the integral of g up to R,
 *
 * <pre>
 *   L_{n+1} &lt;= (1 - m_R tau (1 - tau L_R / 2)) L_n,     sum_n |mu_{n+1} - mu_n| &lt;= R.
 * </pre>
 *
 * <p>The ball is that of the distance under which particles keep their labels.
 *
 * @param loss what the ball takes, and R
 * @param bound m_R
 * @param curvature L_R
 * @param largestStep every tau up to this is guaranteed
 */
public record DescentGuarantee(BallLoss loss, double bound, double curvature, double largestStep) {
  private static final int RADII = 24;

  /**
   * Of a certificate that holds.
   *
   * @param ball the bound over balls that it rests on
   * @param smallest the smallest radius for which the flow is certified
   * @param wanted 2 sqrt(L(0) / factor)
   * @param kernel for the first part of L_R
   */
  static DescentGuarantee of(
      StartingPoint start,
      TangentKernel kernel,
      BallBound ball,
      double smallest,
      double wanted,
      double scale) {
    double farthest = Math.max(smallest, ball.farthest().radius());
    double nearest = Math.max(smallest, farthest * 0x1p-40);
    double ratio = farthest / nearest;
    DescentGuarantee best = null;
    for (int index = 0; index <= RADII; index++) {
      double part = (double) index / RADII;
      double radius = nearest * ScalarFunctions.exp(part * StrictMath.log(ratio));
      DescentGuarantee one = at(start, kernel, ball.within(radius), wanted, scale);
      best = best == null || one.largestStep > best.largestStep ? one : best;
    }
    return best;
  }

  private static DescentGuarantee at(
      StartingPoint start, TangentKernel kernel, BallLoss loss, double wanted, double scale) {
    double root = Math.max(0, loss.root());
    double bound = start.factor(scale) * root * root * (1 - Rounding.MARGIN);
    double curvature = Rounding.up(RiskCurvature.of(start, kernel).over(loss.radius(), scale));
    double room = 1 - wanted / loss.reach() - 4 * Rounding.MARGIN;
    double step = room > 0 && curvature < Double.POSITIVE_INFINITY ? 2 * room / curvature : 0;
    return new DescentGuarantee(loss, bound, curvature, step * (1 - 4 * Rounding.MARGIN));
  }

  /** Whether gradient descent with these steps is guaranteed to converge. */
  public boolean holdsFor(double step) {
    return step > 0 && step <= largestStep;
  }

  /** The part of the risk that every step takes away at least. */
  public double decrease(double step) {
    return Math.max(0, bound * step * (1 - step * curvature / 2) * (1 - 1e-6));
  }

  /** The factor by which every step reduces the risk, rounded up. */
  public double reduction(double step) {
    return Math.min(1, 1 - decrease(step) + 0x1p-50);
  }
}
