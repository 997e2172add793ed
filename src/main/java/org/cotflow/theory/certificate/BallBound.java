package org.cotflow.theory.certificate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.cotflow.flow.PartMultipliers;

/**
 * A lower bound of the Polyak-Lojasiewicz constant over the COT ball of radius R around mu_0, in
 * closed form (our derivation, docs/math.md section 9):
 *
 * <pre>
 *   dissipation &gt;= m_R L  on the ball,   m_R = (2/N) m_u alpha^2 lambda_min(B B^T) g(R)^2,
 *   g(R) = G_0 - max over a^2 + c^2 = R^2 of ( moves + states + jacobians )
 * </pre>
 *
 * <p>a and c are what is spent of the radius on u and on (w, b). {@link NormEstimate} and {@link
 * JacobianEstimate} each bound G_0 from below and the losses from above; the best result counts.
 *
 * <p>Rounding: all terms are sums and products of positive numbers and an exponential, each within
 * a few hundred roundings; a relative margin of 1e-9 covers them. The maximum is taken over cells
 * of directions, each bounded by its largest a and its largest c.
 */
final class BallBound {
  static final int CELLS = 128;
  private static final int TERNARY_STEPS = 70;
  private static final int BISECTION_STEPS = 150;
  private static final double LARGEST_RADIUS = 0x1p60;

  /** sin(j pi / (2 CELLS)); cosines are the same backwards. */
  private static final double[] SINES = new double[CELLS + 1];

  static {
    for (int j = 0; j <= CELLS; j++) {
      SINES[j] = StrictMath.sin(j * (StrictMath.PI / 2 / CELLS));
    }
  }

  private final boolean inputsMove;
  private final List<BallEstimate> estimates;

  BallBound(
      List<StartingLayer> layers,
      int sampleCount,
      ActivationBounds activation,
      PartMultipliers multipliers) {
    BallSizes sizes = BallSizes.of(layers, sampleCount, activation, multipliers);
    double s = activation.lipschitz();
    AdjointProducts byNorms =
        AdjointProducts.of(layers, layer -> s * layer.outgoing() * layer.ingoing());
    AdjointProducts byJacobians = AdjointProducts.of(layers, StartingLayer::jacobianNorm);
    this.inputsMove = multipliers.w() > 0 || multipliers.b() > 0;
    List<BallEstimate> all = new ArrayList<>();
    all.add(new NormEstimate(sizes, byNorms, false));
    if (activation.supremum() < Double.POSITIVE_INFINITY) {
      all.add(new NormEstimate(sizes, byNorms, true));
    }
    all.add(new JacobianEstimate(sizes, byJacobians));
    this.estimates = List.copyOf(all);
  }

  BallBound(boolean inputsMove, List<BallEstimate> estimates) {
    this.inputsMove = inputsMove;
    this.estimates = List.copyOf(estimates);
  }

  /** G_0: the root at mu_0 itself. */
  double start() {
    return estimates.stream().mapToDouble(one -> one.adjoints().start()).max().orElseThrow();
  }

  /** T: at 1 or more a layer may undo an adjoint at mu_0 already, and nothing is left. */
  double largestSlope() {
    return estimates.stream().mapToDouble(one -> one.adjoints().largestSlope()).min().orElseThrow();
  }

  /**
   * What moves of at most these sizes take, by the best estimate.
   *
   * @param a the most that u moves, root mean square over layers, in the metric
   * @param c the same of (w, b)
   */
  BallLoss along(double a, double c) {
    double radius = Math.sqrt(a * a + c * c);
    return best(one -> one.along(radius, a, c), BallLoss::root);
  }

  /** What the ball of radius R takes and leaves, by the best estimate. */
  BallLoss at(double radius) {
    return best(one -> at(radius, one), BallLoss::root);
  }

  /** Of the losses of greatest merit the one of largest root, the first where there are several. */
  private BallLoss best(Function<BallEstimate, BallLoss> loss, ToDoubleFunction<BallLoss> merit) {
    Comparator<BallLoss> order =
        Comparator.comparingDouble(merit).thenComparingDouble(BallLoss::root);
    BallLoss best = null;
    for (BallEstimate estimate : estimates) {
      BallLoss found = loss.apply(estimate);
      best = best == null || order.compare(found, best) > 0 ? found : best;
    }
    return best;
  }

  /** What each estimate says of the ball of radius R. */
  List<BallLoss> each(double radius) {
    return estimates.stream().map(one -> at(radius, one)).toList();
  }

  /** What each estimate says of moves of these sizes. */
  List<BallLoss> each(double a, double c) {
    double radius = Math.sqrt(a * a + c * c);
    return estimates.stream().map(one -> one.along(radius, a, c)).toList();
  }

  /** The farthest ball of each estimate. */
  List<BallLoss> eachFarthest() {
    return estimates.stream().map(this::farthest).toList();
  }

  private BallLoss at(double radius, BallEstimate by) {
    if (!inputsMove) {
      return by.along(radius, radius, 0);
    }
    BallLoss worst = null;
    for (int cell = 1; cell <= CELLS; cell++) {
      BallLoss loss = by.along(radius, radius * SINES[CELLS - cell + 1], radius * SINES[cell]);
      if (worst == null || !(loss.total() <= worst.total())) {
        worst = loss;
      }
    }
    return worst;
  }

  /** The ball of largest reach R g(R), up to the accuracy of the search. */
  BallLoss farthest() {
    return best(this::farthest, BallLoss::reach);
  }

  private BallLoss farthest(BallEstimate by) {
    if (!(by.adjoints().start() > 0) || by.adjoints().largestSlope() >= 1) {
      return at(0, by);
    }
    double high = 1;
    while (at(high, by).root() > 0 && high < LARGEST_RADIUS) {
      high *= 2;
    }
    while (!(at(high / 2, by).root() > 0) && high > 1 / LARGEST_RADIUS) {
      high /= 2;
    }
    double low = 0;
    for (int step = 0; step < TERNARY_STEPS && low < high; step++) {
      double left = low + (high - low) / 3;
      double right = high - (high - low) / 3;
      if (at(left, by).reach() < at(right, by).reach()) {
        low = left;
      } else {
        high = right;
      }
    }
    return at(high, by);
  }

  /**
   * The smallest ball whose reach is at least {@code wanted}, up to the accuracy of the search, or
   * else the ball of largest reach.
   */
  BallLoss smallest(double wanted) {
    BallLoss farthest = farthest();
    return farthest.reach() >= wanted
        ? best(
            one -> smallest(wanted, one),
            loss -> loss.reach() >= wanted ? loss.root() : Double.NEGATIVE_INFINITY)
        : farthest;
  }

  private BallLoss smallest(double wanted, BallEstimate by) {
    if (wanted == 0) {
      return at(0, by);
    }
    BallLoss best = farthest(by);
    double low = 0;
    for (int step = 0; step < BISECTION_STEPS && best.reach() >= wanted; step++) {
      BallLoss middle = at(low + (best.radius() - low) / 2, by);
      if (middle.radius() == low || middle.radius() == best.radius()) {
        break;
      }
      if (middle.reach() >= wanted) {
        best = middle;
      } else {
        low = middle.radius();
      }
    }
    return best;
  }
}
