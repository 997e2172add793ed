package org.cotflow.theory.check;

import org.cotflow.theory.check.BallTerms.Loss;

/**
 * The inequalities of a ball, evaluated in intervals from what is claimed at its center
 * (docs/math.md section 9).
 *
 * <p>The worst case over the directions a^2 + c^2 = R^2 is taken over arcs of equal angle, each
 * with its largest a and its largest c.
 */
final class BallCheck {
  /** The margin that the losses are raised by before they count. */
  private static final Enclosure MARGIN = Enclosure.ONE.plus(Enclosure.of(1e-9));

  private final Claim claim;
  private final Claim.Ball ball;
  private final BallTerms terms;
  private final boolean inputsMove;

  BallCheck(CenterSizes sizes, Claim.Ball ball, BallTerms terms) {
    this.claim = sizes.claim;
    this.ball = ball;
    this.terms = terms;
    this.inputsMove = sizes.inputsMove();
  }

  /** Whether the way is at most the radius. */
  boolean radiusHolds() {
    return ball.radius() >= 0 && ball.travelled() <= ball.radius();
  }

  /** Whether G_0 is proved. */
  boolean startHolds() {
    return ball.start() > 0 && ball.start() <= terms.start();
  }

  /** By how much a claim falls short of a loss, relatively; 0 where it does not. */
  private static double missing(double proved, double claimed) {
    return proved <= Math.nextDown(claimed * (1 + 1e-9))
        ? 0
        : claimed > 0 ? proved / claimed - 1 : Double.POSITIVE_INFINITY;
  }

  /**
   * The first of moves, states and jacobians that the claim puts too low; null where the worst case
   * over all arcs is covered.
   */
  String wrongLoss() {
    Enclosure allowed =
        Enclosure.of(ball.moves()).plus(ball.states()).plus(ball.jacobians()).times(MARGIN);
    Loss closest = null;
    double leastMissing = Double.POSITIVE_INFINITY;
    boolean covered = true;
    for (int arc = 0; arc < ball.arcs(); arc++) {
      Loss loss = onArc(arc);
      covered &= loss != null && loss.total().hi() <= allowed.lo();
      double off = loss == null ? Double.POSITIVE_INFINITY : distance(loss);
      if (closest == null || off < leastMissing) {
        closest = loss;
        leastMissing = off;
      }
    }
    if (closest == null) {
      return "states";
    }
    if (missing(closest.moves(), ball.moves()) > 0) {
      return "moves";
    }
    if (missing(closest.states(), ball.states()) > 0) {
      return "states";
    }
    if (missing(closest.jacobians(), ball.jacobians()) > 0) {
      return "jacobians";
    }
    return covered ? null : "moves";
  }

  private double distance(Loss loss) {
    return Math.abs(loss.moves() - ball.moves())
        + Math.abs(loss.states() - ball.states())
        + Math.abs(loss.jacobians() - ball.jacobians());
  }

  private Loss onArc(int arc) {
    Enclosure radius = Enclosure.of(ball.radius());
    if (!inputsMove) {
      return terms.along(radius, Enclosure.ZERO);
    }
    Enclosure angle = Enclosure.PI.dividedBy(2.0 * ball.arcs());
    Enclosure a = angle.times(ball.arcs() - arc).sine().times(radius);
    Enclosure c = angle.times(arc + 1.0).sine().times(radius);
    return terms.along(a, c);
  }

  /** Whether g(R) is at most what is left of G_0. */
  boolean rootHolds() {
    Enclosure taken =
        Enclosure.of(ball.moves()).plus(ball.states()).plus(ball.jacobians()).times(MARGIN);
    return ball.root() > 0 && ball.root() <= Enclosure.of(ball.start()).minus(taken).lo();
  }

  /** Whether m_R is at most the factor times g(R)^2. */
  boolean boundHolds() {
    Claim.Problem problem = claim.problem();
    Enclosure factor =
        Enclosure.of(problem.scale())
            .squared()
            .times(2)
            .dividedBy(problem.samples())
            .times(problem.multiplierU())
            .times(claim.smallestReadout());
    return ball.bound() > 0
        && ball.bound() <= factor.times(Enclosure.of(ball.root()).squared()).lo();
  }

  /** Whether 2 sqrt(L(0)/m_R) is at most what is claimed of it. */
  boolean wayHolds() {
    return way().hi() <= ball.travelled();
  }

  private Enclosure way() {
    return Enclosure.of(claim.risk()).dividedBy(Enclosure.of(ball.bound())).sqrt().times(2);
  }

  /** Whether 2 sqrt(L(0)/m_R) &lt; R (1 - tau L_R / 2) for the largest step tau. */
  boolean stepsHold(Claim.Steps steps) {
    Enclosure turned = Enclosure.of(steps.largestStep()).times(steps.riskCurvature()).dividedBy(2);
    return steps.largestStep() > 0
        && way().hi() < Enclosure.ONE.minus(turned).times(ball.radius()).lo();
  }
}
