package org.cotflow.theory.certificate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.OptionalDouble;
import org.cotflow.theory.rounding.Rounding;

/**
 * Whether the gradient flow from mu_0 is guaranteed to converge, and how fast.
 *
 * <p>If dissipation &gt;= factor g(r)^2 L wherever the flow can be after a way of length r, and the
 * integral of g from 0 to R is at least 2 sqrt(L(mu_0) / factor), then with m_R = factor g(R)^2 for
 * all t
 *
 * <pre>
 *   L(t) &lt;= L(0) e^(-m_R t),     d(mu_t, mu_0) &lt;= R
 * </pre>
 *
 * <p>(docs/math.md section 9). Where sigma' jumps this holds for every solution of the differential
 * inclusion that takes the place of the flow. R is the smallest radius for which the condition
 * holds, since g only decreases in R; where it holds for none, the radius up to which anything is
 * left.
 *
 * @param scale alpha
 * @param risk at least L(mu_0), rounding of the residuals included
 * @param boundAtStart the lower bound of the Polyak-Lojasiewicz constant at mu_0 alone
 * @param bound m_R, rounded down
 * @param loss what the ball takes, and R
 * @param wanted 2 sqrt(L(mu_0) / factor), rounded up: what the integral of g has to reach
 * @param fastestRate at mu_0; Euler steps should stay below one over it
 * @param start what was measured at mu_0
 */
public record Certificate(
    double scale,
    double risk,
    double boundAtStart,
    double bound,
    BallLoss loss,
    double wanted,
    double fastestRate,
    StartingPoint start) {

  /** Of equal angle, over which the worst direction in a ball is taken. */
  public static final int ARCS = BallBound.CELLS;

  /** Risks below this part of the first are rounding errors. */
  private static final double SMALLEST_DECAY = 0x1p-80;

  private static final MathContext THREE_DIGITS_UP = new MathContext(3, RoundingMode.CEILING);

  /** What a certificate fails by. */
  public enum Term {
    KERNEL("lambda_min of the kernels is not above 0: fewer particles than samples, or equal ones"),
    READOUT("lambda_min(B B^T) of the readout is not above 0"),
    DEPTH("a layer at the start may undo an adjoint: its Jacobian has a norm of K or more"),
    KINKS(
        "sigma' jumps, and the layers at the start may undo a mean of adjoints: the norms of their"
            + " Jacobians sum up to more than K"),
    RISK("the prediction at the start does not vanish, so that the risk grows with the scale"),
    MOVES("the kernels change too much when w and b move"),
    STATES("the kernels change too much when the states move"),
    JACOBIANS("the Jacobians grow too much when u moves");

    private final String meaning;

    Term(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }

  /** The certificate at a scale. */
  public static Certificate of(StartingPoint start, double scale) {
    return of(start, scale, start.ball());
  }

  private static Certificate of(StartingPoint start, double scale, BallBound ball) {
    double risk = start.risk().upper(scale);
    double factor = start.factor(scale);
    double wanted = 2 * Math.sqrt(risk / factor) * (1 + Rounding.MARGIN);
    BallLoss loss = Double.isNaN(wanted) ? ball.at(0) : ball.smallest(wanted);
    double root = Math.max(0, loss.root());
    return new Certificate(
        scale,
        risk,
        start.boundAtStart(scale),
        factor * root * root * (1 - Rounding.MARGIN),
        loss,
        wanted,
        start.fastestRate(scale),
        start);
  }

  /** Whether the flow is guaranteed to converge at the rate {@link #bound}. */
  public boolean holds() {
    return bound > 0 && loss.reach() >= wanted;
  }

  public double radius() {
    return loss.radius();
  }

  /** The way that the flow travels at most; infinite where nothing is proved. */
  public double travelled() {
    return holds() ? radius() : Double.POSITIVE_INFINITY;
  }

  /** The part of {@link #risk} that the rounding of the residuals alone makes. */
  public double riskRounding() {
    return start.risk().absoluteRounding(scale);
  }

  /**
   * At least the risk that the flow, or a run that follows it, shows at a flow time: the square of
   * sqrt(L(0) e^(-m_R t)) and the root of {@link #riskRounding}.
   */
  public double guaranteedRisk(double flowTime) {
    double decayed = risk * Math.max(StrictMath.exp(-bound * flowTime), SMALLEST_DECAY);
    double root = Math.sqrt(decayed) + Math.sqrt(riskRounding());
    return root * root * (1 + Rounding.MARGIN);
  }

  /** Up to which L(mu_0) the certificate would hold with this measure; 0 where no risk will do. */
  public double neededRisk() {
    double reach = start.ball().farthest().reach();
    return start.factor(scale) * reach * reach / 4 * (1 - 4 * Rounding.MARGIN);
  }

  /** T = max_k |DF_k| / K; at 1 or more no ball has a bound. */
  public double largestSlope() {
    return start.ball().largestSlope();
  }

  /** sum_{l&gt;0} |DF_l| / K; where sigma' jumps, above 1 no ball has a bound. */
  public double sumOfSlopes() {
    return start.ball().sumOfSlopes();
  }

  /** A step of gradient descent that follows the flow. */
  public double advisedStep() {
    return 0.5 / fastestRate;
  }

  /**
   * What holds for the steps of gradient descent, where the certificate holds.
   *
   * @param kernel of the same start
   */
  public DescentGuarantee descent(TangentKernel kernel) {
    return DescentGuarantee.of(start, kernel, start.ball(), radius(), wanted, scale);
  }

  /** The term that a certificate that does not hold fails by first. */
  public Term failing() {
    BallBound ball = start.ball();
    if (!(start.smallestReadout() > 0)) {
      return Term.READOUT;
    }
    if (ball.largestSlope() >= 1) {
      return Term.DEPTH;
    }
    if (!(ball.start() > 0)) {
      return Term.KERNEL;
    }
    if (undoesMeans()) {
      return Term.KINKS;
    }
    if (smallestScale().isEmpty()) {
      return Term.RISK;
    }
    return mostTakenBy();
  }

  private boolean undoesMeans() {
    return !start.activation().isSmooth() && sumOfSlopes() > 1;
  }

  /** The loss that takes most of the ball, at the radius that comes closest. */
  public Term mostTakenBy() {
    if (largestSlope() >= 1) {
      return Term.DEPTH;
    }
    if (undoesMeans()) {
      return Term.KINKS;
    }
    double most = loss.total() > 0 ? Math.max(loss.moves(), loss.states()) : 0;
    if (loss.jacobians() > most) {
      return Term.JACOBIANS;
    }
    return loss.states() > loss.moves() ? Term.STATES : Term.MOVES;
  }

  /**
   * The smallest scale, of the sign of the present one, at which the certificate holds: rounded up
   * to three digits where it holds there too. The ball does not depend on the scale, the factor
   * grows with alpha^2, and so the condition is a quadratic one in 1/alpha.
   *
   * @return empty where there is none
   */
  public OptionalDouble smallestScale() {
    BallBound ball = start.ball();
    double reach = ball.farthest().reach() * (1 - 2 * Rounding.MARGIN);
    double limit = start.factor(1) * reach * reach / 4;
    double exact = start.risk().smallestScale(limit, scale);
    if (!(limit > 0) || Double.isNaN(exact)) {
      return OptionalDouble.empty();
    }
    double sign = scale < 0 ? -1 : 1;
    double rounded = sign * new BigDecimal(Math.abs(exact)).round(THREE_DIGITS_UP).doubleValue();
    for (double candidate : new double[] {rounded, exact, exact * (1 + 1e-6)}) {
      if (candidate != 0 && of(start, candidate, ball).holds()) {
        return OptionalDouble.of(candidate);
      }
    }
    return OptionalDouble.empty();
  }

  /** The certificate of the same network at another scale. */
  public Certificate atScale(double other) {
    return of(start, other);
  }
}
