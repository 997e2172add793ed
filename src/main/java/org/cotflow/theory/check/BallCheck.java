package org.cotflow.theory.check;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The inequalities of a ball, evaluated in intervals from what is claimed at its center
 * (docs/math.md section 9). All sizes are the largest over the layers.
 *
 * <p>The worst case over the directions a^2 + c^2 = R^2 is taken over arcs of equal angle, each
 * with its largest a and its largest c.
 */
final class BallCheck {
  /** The margin that the losses are raised by before they count. */
  private static final Enclosure MARGIN = Enclosure.ONE.plus(Enclosure.of(1e-9));

  private static final int ITERATIONS = 2000;

  private final Claim claim;
  private final Claim.Ball ball;
  private final int layerCount;
  private final boolean byJacobians;
  private final Enclosure rootU;
  private final Enclosure rootW;
  private final double s;
  private final double outgoing;
  private final double ingoing;
  private final double inputs;
  private final double cross;
  private final Enclosure kernel;
  private final Enclosure jacobian;
  private final Enclosure curvature;
  private final Enclosure sumOfMoves;
  private final Enclosure meanOfSums;
  private Enclosure start = Enclosure.ZERO;
  private Enclosure largestTerm = Enclosure.ZERO;
  private Enclosure largestSlope = Enclosure.ZERO;

  BallCheck(Claim claim) {
    this.claim = claim;
    this.ball = claim.ball();
    this.layerCount = claim.layers().size();
    this.byJacobians = ball.estimate().equals("jacobians");
    this.rootU = Enclosure.of(claim.problem().multiplierU()).sqrt();
    this.rootW = Enclosure.of(claim.problem().multiplierW()).sqrt();
    this.s = claim.lipschitz();
    this.outgoing = largest(Claim.Layer::outgoing);
    this.ingoing = largest(Claim.Layer::ingoing);
    this.inputs = largest(Claim.Layer::inputs);
    this.cross = largest(Claim.Layer::cross);
    this.kernel = Enclosure.of(largest(Claim.Layer::largestKernel)).sqrt();
    this.jacobian = mean(layer -> Enclosure.of(layer.jacobianNorm()));
    this.curvature =
        mean(layer -> Enclosure.of(layer.outgoing()).times(layer.ingoingSquare()))
            .times(claim.curvature())
            .dividedBy(2);
    this.sumOfMoves = Enclosure.of(layerCount - 1).dividedBy(layerCount).sqrt().orZero();
    this.meanOfSums = layerCount == 1 ? Enclosure.ZERO : summation();
    adjoints();
  }

  private double largest(ToDoubleFunction<Claim.Layer> size) {
    return claim.layers().stream().mapToDouble(size).max().orElseThrow();
  }

  private Enclosure mean(Function<Claim.Layer, Enclosure> size) {
    Enclosure sum = Enclosure.ZERO;
    for (Claim.Layer layer : claim.layers()) {
      sum = sum.plus(size.apply(layer));
    }
    return sum.dividedBy(layerCount);
  }

  /** v = 1 / (2 K sin(pi / (4 K - 2))). */
  private Enclosure summation() {
    Enclosure sine = Enclosure.PI.dividedBy(4.0 * layerCount - 2).sine();
    return Enclosure.ONE.dividedBy(sine.times(2.0 * layerCount));
  }

  /** G_0, max P_k sqrt(lambda_min(K_k)) and T. */
  private void adjoints() {
    Enclosure product = Enclosure.ONE;
    Enclosure sum = Enclosure.ZERO;
    List<Claim.Layer> layers = claim.layers();
    for (int k = layerCount - 1; k >= 0; k--) {
      Claim.Layer layer = layers.get(k);
      Enclosure term = product.squared().times(layer.smallestKernel()).orZero();
      sum = sum.plus(term);
      largestTerm = Enclosure.largest(largestTerm, term.sqrt());
      Enclosure norm =
          byJacobians
              ? Enclosure.of(layer.jacobianNorm())
              : Enclosure.of(s).times(layer.outgoing()).times(layer.ingoing());
      Enclosure slope = norm.dividedBy(layerCount);
      largestSlope = Enclosure.largest(largestSlope, slope);
      product = product.times(Enclosure.ONE.minus(slope).orZero()).orZero();
    }
    start = sum.dividedBy(layerCount).sqrt();
  }

  /** G_0 from below. */
  double start() {
    return start.lo();
  }

  /** T is proved to be below 1. */
  boolean slopesAreSmall() {
    return largestSlope.hi() < 1;
  }

  /** What moves of at most a and c take, each from above. */
  private record Loss(double moves, double states, double jacobians) {
    Enclosure total() {
      return Enclosure.of(moves).plus(states).plus(jacobians);
    }

    /** By how much a claim falls short of it, relatively; 0 where it does not. */
    static double missing(double proved, double claimed) {
      return proved <= Math.nextDown(claimed * (1 + 1e-9))
          ? 0
          : claimed > 0 ? proved / claimed - 1 : Double.POSITIVE_INFINITY;
    }
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
    if (Loss.missing(closest.moves(), ball.moves()) > 0) {
      return "moves";
    }
    if (Loss.missing(closest.states(), ball.states()) > 0) {
      return "states";
    }
    if (Loss.missing(closest.jacobians(), ball.jacobians()) > 0) {
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
    if (claim.problem().multiplierW() == 0 && claim.problem().multiplierB() == 0) {
      return along(radius, Enclosure.ZERO);
    }
    Enclosure angle = Enclosure.PI.dividedBy(2.0 * ball.arcs());
    Enclosure a = angle.times(ball.arcs() - arc).sine().times(radius);
    Enclosure c = angle.times(arc + 1.0).sine().times(radius);
    return along(a, c);
  }

  /** Null where no bound of the states is found. */
  private Loss along(Enclosure a, Enclosure c) {
    Enclosure change = byJacobians ? ofJacobians(a, c) : ofNorms(a, c, sumOfMoves, one());
    if (change == null) {
      return null;
    }
    Enclosure rms =
        byJacobians
            ? grown(change, a, c, meanOfSums, sumOfMoves)
            : ofNorms(a, c, meanOfSums, sumOfMoves);
    Enclosure byInputs = rootW.times(change).plus(inputs).times(c);
    Enclosure byStates = rms.times(ingoing);
    Enclosure growth =
        rootU.times(ingoing).times(a).plus(rootW.times(outgoing).times(c)).times(meanOfSums);
    Enclosure both = sumOfMoves.times(rootU).times(rootW).times(a).times(c);
    Enclosure slopes = growth.plus(both).times(s);
    if (byJacobians) {
      slopes =
          slopes.plus(
              byInputs.plus(byStates).times(meanOfSums).times(cross).times(claim.curvature()));
    }
    Enclosure jacobians = largestTerm.times(slopes.dividedBy(Enclosure.ONE.minus(largestSlope)));
    return new Loss(byInputs.times(s).hi(), byStates.times(s).hi(), jacobians.hi());
  }

  /** 0 in a network of one layer, whose states before the layer never move. */
  private Enclosure one() {
    return layerCount > 1 ? Enclosure.ONE : Enclosure.ZERO;
  }

  private Enclosure ofNorms(Enclosure a, Enclosure c, Enclosure sum, Enclosure products) {
    Enclosure byInputs = c.times(s).times(outgoing).times(inputs);
    Enclosure in = rootW.times(c).plus(ingoing);
    if (ball.estimate().equals("supremum") && claim.supremum() != null) {
      Enclosure byU =
          rootU
              .times(Enclosure.of(claim.problem().samples()).sqrt())
              .times(claim.supremum())
              .times(a);
      return in.times(s).times(outgoing).exp().times(sum).times(byU.plus(byInputs)).orZero();
    }
    Enclosure first = rootU.times(kernel).times(a).plus(byInputs).times(sum);
    Enclosure second = rootU.times(inputs).times(s).times(a).times(c).times(products);
    Enclosure out = rootU.times(a).plus(outgoing);
    return out.times(in).times(s).exp().times(first.plus(second)).orZero();
  }

  /** A number E with E >= the right side at E; null where none is found. */
  private Enclosure ofJacobians(Enclosure a, Enclosure c) {
    double e = 0;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double next = grown(Enclosure.of(e), a, c, sumOfMoves, one()).hi();
      double tried = next * (1 + 1e-12);
      if (!(next < Double.POSITIVE_INFINITY)) {
        return null;
      }
      if (grown(Enclosure.of(tried), a, c, sumOfMoves, one()).hi() <= tried) {
        return Enclosure.of(tried);
      }
      e = next;
    }
    return null;
  }

  private Enclosure grown(
      Enclosure e, Enclosure a, Enclosure c, Enclosure sum, Enclosure products) {
    Enclosure exponent =
        jacobian.plus(curvature.times(e)).plus(rootW.times(s).times(outgoing).times(c));
    Enclosure byU = kernel.plus(e.times(s).times(ingoing)).times(rootU).times(a);
    Enclosure byInputs = c.times(s).times(outgoing).times(inputs);
    Enclosure byBoth = rootW.times(e).plus(inputs).times(rootU).times(s).times(a).times(c);
    Enclosure change = sum.times(byU.plus(byInputs)).plus(products.times(byBoth));
    return exponent.exp().times(change).orZero();
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
    Enclosure way =
        Enclosure.of(claim.risk()).dividedBy(Enclosure.of(ball.bound())).sqrt().times(2);
    return way.hi() <= ball.travelled();
  }
}
