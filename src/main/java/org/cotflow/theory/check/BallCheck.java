package org.cotflow.theory.check;

import java.util.List;
import org.cotflow.theory.check.BallTerms.Loss;
import org.cotflow.theory.interval.Enclosure;

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
  private final List<BallTerms> ofWay;
  private final boolean inputsMove;

  /**
   * @param terms of the ball
   * @param ofWay of which in each panel of the way those count that leave most
   */
  BallCheck(CenterSizes sizes, Claim.Ball ball, BallTerms terms, List<BallTerms> ofWay) {
    this.claim = sizes.claim;
    this.ball = ball;
    this.terms = terms;
    this.ofWay = List.copyOf(ofWay);
    this.inputsMove = sizes.inputsMove();
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
    Enclosure radius = Enclosure.of(ball.radius());
    Loss closest = null;
    double leastMissing = Double.POSITIVE_INFINITY;
    boolean covered = true;
    for (int arc = 0; arc < ball.arcs(); arc++) {
      if (!isReached(arc, radius, ball.inputMoves())) {
        break;
      }
      Loss loss = onArc(terms, arc, radius, ball.inputMoves());
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

  /** Of the c on the arc only those up to {@code most}. */
  private Loss onArc(BallTerms by, int arc, Enclosure radius, double most) {
    if (!inputsMove) {
      return by.along(radius, Enclosure.ZERO);
    }
    Enclosure angle = Enclosure.PI.dividedBy(2.0 * ball.arcs());
    Enclosure a = angle.times(ball.arcs() - arc).sine().times(radius);
    Enclosure c = angle.times(arc + 1.0).sine().times(radius);
    return by.along(a, Enclosure.smallest(c, Enclosure.of(most)));
  }

  /** Whether some c up to {@code most} may be on the arc. */
  private boolean isReached(int arc, Enclosure radius, double most) {
    if (arc == 0 || !inputsMove) {
      return arc == 0;
    }
    Enclosure angle = Enclosure.PI.dividedBy(2.0 * ball.arcs());
    return !(angle.times(arc).sine().times(radius).lo() > most);
  }

  /** What is left of G_0 where a^2 + c^2 = R^2 and c is at most {@code most}, from below. */
  private double rootWithin(BallTerms by, Enclosure radius, double most) {
    double taken = 0;
    for (int arc = 0; arc < ball.arcs() && isReached(arc, radius, most); arc++) {
      Loss loss = onArc(by, arc, radius, most);
      if (loss == null) {
        return Double.NEGATIVE_INFINITY;
      }
      taken = Math.max(taken, loss.total().hi());
    }
    return Enclosure.of(by.start()).minus(MARGIN.times(taken)).lo();
  }

  /** The largest of the roots of the way. */
  private double largestRoot(Enclosure radius, double most) {
    return ofWay.stream().mapToDouble(one -> rootWithin(one, radius, most)).max().orElseThrow();
  }

  /**
   * The way of the flow from 0 to R.
   *
   * @param inputMoves at least C_R
   * @param reach at most the integral of g
   */
  record Way(double inputMoves, double reach) {}

  /** Panel by panel, each with what its end takes; null where nothing is left before R. */
  Way way() {
    Enclosure unit = Enclosure.of(claim.smallestReadout()).times(claim.problem().multiplierU());
    Enclosure readout = Enclosure.of(claim.largestReadout()).dividedBy(unit).sqrt();
    Enclosure panel = Enclosure.of(ball.radius()).dividedBy(ball.panels());
    Enclosure sum = Enclosure.ZERO;
    double moves = 0;
    for (int j = 1; j <= ball.panels(); j++) {
      Enclosure radius = panel.times(j);
      double straight = Math.min(radius.hi(), panel.plus(moves).hi());
      double root = largestRoot(radius, straight);
      if (!(root > 0)) {
        return null;
      }
      double share = share(radius, straight, readout, root);
      double next = Math.min(straight, panel.times(share).plus(moves).hi());
      sum = sum.plus(next < straight ? largestRoot(radius, next) : root);
      moves = next;
    }
    return new Way(Math.min(moves, ball.radius()), sum.times(panel).lo());
  }

  /**
   * The speed of (w, b) over the speed of all parts, from above: chi over the root of all, and chi
   * / sqrt(1 + chi^2) over a root of u.
   */
  private double share(Enclosure a, double c, Enclosure readout, double root) {
    if (!inputsMove) {
      return 0;
    }
    double speed = Double.POSITIVE_INFINITY;
    double ofU = 0;
    for (BallTerms one : ofWay) {
      Enclosure turn = one.turn(a, Enclosure.of(c));
      speed = turn == null ? speed : Math.min(speed, turn.times(readout).hi());
      ofU = Math.max(ofU, one.isOfU() ? rootWithin(one, a, c) : 0);
    }
    if (!(speed < Double.POSITIVE_INFINITY)) {
      return 1;
    }
    double most = Math.min(1, Enclosure.of(speed).dividedBy(root).hi());
    Enclosure chi = ofU > 0 ? Enclosure.of(speed).dividedBy(ofU) : null;
    return chi != null && chi.hi() < 1e9
        ? Math.min(most, chi.dividedBy(chi.squared().plus(1).sqrt()).hi())
        : most;
  }

  /** Whether g(R) is at most what is left of G_0. */
  boolean rootHolds() {
    Enclosure taken =
        Enclosure.of(ball.moves()).plus(ball.states()).plus(ball.jacobians()).times(MARGIN);
    return ball.root() > 0 && ball.root() <= Enclosure.of(ball.start()).minus(taken).lo();
  }

  /** (2/N) m_u alpha^2 lambda_min(B B^T). */
  private Enclosure factor() {
    Claim.Problem problem = claim.problem();
    return Enclosure.of(problem.scale())
        .squared()
        .times(2)
        .dividedBy(problem.samples())
        .times(problem.multiplierU())
        .times(claim.smallestReadout());
  }

  /** Whether m_R is at most the factor times g(R)^2. */
  boolean boundHolds() {
    return ball.bound() > 0
        && ball.bound() <= factor().times(Enclosure.of(ball.root()).squared()).lo();
  }

  /** 2 sqrt(L(0) / factor). */
  private Enclosure wanted() {
    return Enclosure.of(claim.risk()).dividedBy(factor()).sqrt().times(2);
  }

  /** Whether it is at most what is claimed of the integral of g. */
  boolean reachIsEnough() {
    return wanted().hi() <= ball.reach();
  }

  /** Whether it is less than 1 - tau L_R / 2 times that, for the largest step tau. */
  boolean stepsHold(Claim.Steps steps) {
    Enclosure turned = Enclosure.of(steps.largestStep()).times(steps.riskCurvature()).dividedBy(2);
    return steps.largestStep() > 0
        && wanted().hi() < Enclosure.ONE.minus(turned).times(ball.reach()).lo();
  }
}
