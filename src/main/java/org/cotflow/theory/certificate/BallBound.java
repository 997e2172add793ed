package org.cotflow.theory.certificate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.Rounding;

/**
 * A lower bound of the Polyak-Lojasiewicz constant over the COT ball of radius R around mu_0, in
 * closed form (our derivation, docs/math.md section 9):
 *
 * <pre>
 *   dissipation &gt;= m_R L  on the ball,   m_R = (2/N) m_u alpha^2 lambda_min(B B^T) g(R)^2,
 *   g(R) = G_0 - max over a^2 + c^2 = R^2 of ( moves + states + jacobians )
 * </pre>
 *
 * <p>a and c are what is spent of the radius on u and on (w, b). {@link NormEstimate} and, where
 * sigma' is Lipschitz, {@link JacobianEstimate} each bound G_0 from below and the losses from
 * above; the best result counts.
 *
 * <p>Along the flow more is known. After a way of length r the measure is in the ball of radius r,
 * and (w, b) have moved by no more than
 *
 * <pre>
 *   C_r = integral of chi / sqrt(1 + chi^2),   chi = turn |B| / (g sqrt(m_u lambda_min(B B^T)))
 * </pre>
 *
 * <p>so that g needs only moves with c &lt;= C_r. The way is followed in panels of equal length; at
 * the end of each its largest losses are taken for all of it.
 *
 * <p>Rounding: all terms are sums and products of positive numbers and an exponential, each within
 * a few hundred roundings; a relative margin of 1e-9 covers them. The maximum is taken over cells
 * of directions, each bounded by its largest a and its largest c.
 */
final class BallBound {
  static final int CELLS = 128;
  private static final int BISECTION_STEPS = 24;

  /** Of a way of given length. */
  private static final int PANELS = 16;

  /** Of the shortest way that might be long enough. */
  private static final int FINE_PANELS = 24;

  /** Of the longest way without caps. */
  private static final int LONGEST_PANELS = 36;

  private static final int MOST_PANELS = 1024;
  private static final int REFINEMENTS = 8;
  private static final double LARGEST_RADIUS = 0x1p60;

  /** sin(j pi / (2 CELLS)); cosines are the same backwards. */
  private static final double[] SINES = new double[CELLS + 1];

  static {
    for (int j = 0; j <= CELLS; j++) {
      SINES[j] = StrictMath.sin(j * (StrictMath.PI / 2 / CELLS));
    }
  }

  private final boolean inputsMove;
  private final double readout;
  private final List<BallEstimate> estimates;

  /**
   * @param readout at least |B| / sqrt(m_u lambda_min(B B^T))
   */
  BallBound(
      List<StartingLayer> layers,
      int sampleCount,
      ActivationBounds activation,
      PartMultipliers multipliers,
      double readout) {
    BallSizes sizes = BallSizes.of(layers, sampleCount, activation, multipliers);
    double s = activation.lipschitz();
    AdjointProducts byNorms =
        AdjointProducts.of(layers, layer -> s * layer.outgoing() * layer.ingoing());
    AdjointProducts byJacobians = AdjointProducts.of(layers, StartingLayer::jacobianNorm);
    this.inputsMove = multipliers.w() > 0 || multipliers.b() > 0;
    this.readout = readout;
    List<BallEstimate> all = new ArrayList<>();
    all.add(new NormEstimate(sizes, byNorms, false));
    if (activation.supremum() < Double.POSITIVE_INFINITY) {
      all.add(new NormEstimate(sizes, byNorms, true));
    }
    if (activation.isSmooth()) {
      all.add(new JacobianEstimate(sizes, byJacobians));
    }
    this.estimates = List.copyOf(all);
  }

  BallBound(boolean inputsMove, double readout, List<BallEstimate> estimates) {
    this.inputsMove = inputsMove;
    this.readout = readout;
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

  /** At least sum_{l&gt;0} |DF_l| / K. */
  double sumOfSlopes() {
    return estimates.stream().mapToDouble(one -> one.adjoints().sumOfSlopes()).min().orElseThrow();
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
    return at(radius, radius, by);
  }

  private BallLoss at(double radius, double inputs, BallEstimate by) {
    if (!inputsMove) {
      return by.along(radius, radius, 0);
    }
    BallLoss worst = null;
    for (int cell = 1; cell <= CELLS && radius * SINES[cell - 1] <= inputs; cell++) {
      double c = Math.min(radius * SINES[cell], inputs);
      BallLoss loss = by.along(radius, radius * SINES[CELLS - cell + 1], c);
      if (worst == null || !(loss.total() <= worst.total())) {
        worst = loss;
      }
    }
    return worst;
  }

  /** The end of a way of length R, by the best estimate; as a ball where nothing is left. */
  BallLoss within(double radius) {
    return best(
        one -> {
          BallLoss end = way(radius / PANELS, PANELS, Double.POSITIVE_INFINITY, one);
          return end != null && end.panels() == PANELS ? end : at(radius, one);
        },
        BallLoss::root);
  }

  /**
   * Follows the flow until the integral of g is enough, or nothing is left of g.
   *
   * @param panel the length of a panel
   * @return the end of the last panel at which something is left; null where there is none
   */
  private BallLoss way(double panel, int panels, double wanted, BallEstimate by) {
    BallLoss last = null;
    double inputs = 0;
    double sum = 0;
    for (int j = 1; j <= panels; j++) {
      double radius = j * panel;
      double straight = Math.min(radius, inputs + panel);
      BallLoss loss = at(radius, straight, by);
      if (!(loss.root() > 0)) {
        break;
      }
      double share = share(by, radius, straight, loss.root());
      inputs = Math.min(straight, (inputs + panel * share) * (1 + Rounding.MARGIN));
      if (inputs < straight) {
        loss = at(radius, inputs, by);
      }
      sum += loss.root();
      double said = Math.min(radius, inputs * (1 + Rounding.MARGIN));
      last = loss.atEndOf(j, said, radius / j * sum * (1 - Rounding.MARGIN));
      if (last.reach() >= wanted) {
        break;
      }
    }
    return last;
  }

  /** chi / sqrt(1 + chi^2), rounded up. */
  private double share(BallEstimate by, double a, double c, double root) {
    double chi = inputsMove ? readout * by.turn(a, c) / root : 0;
    return chi < LARGEST_RADIUS ? chi / Math.sqrt(1 + chi * chi) * (1 + Rounding.MARGIN) : 1;
  }

  /** The end of the longest way at which something is left, up to the accuracy of the search. */
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
    double low = high / 2;
    for (int step = 0; step < BISECTION_STEPS; step++) {
      double middle = low + (high - low) / 2;
      if (at(middle, by).root() > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    BallLoss end = way(low / LONGEST_PANELS, MOST_PANELS, Double.POSITIVE_INFINITY, by);
    return end == null ? at(0, by) : end;
  }

  /**
   * The end of the shortest way over which the integral of g is at least {@code wanted}, up to the
   * accuracy of the search, or else the end of the longest.
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
    BallLoss farthest = farthest(by);
    double panel = wanted / by.adjoints().start() / FINE_PANELS;
    if (!(farthest.reach() >= wanted) || !(panel > 0)) {
      return farthest;
    }
    BallLoss best = way(panel, MOST_PANELS, wanted, by);
    if (best == null || best.reach() < wanted) {
      return farthest;
    }
    double low = 0;
    double reachOfLow = 0;
    double high = panel;
    for (int step = 0; step < REFINEMENTS; step++) {
      double part = (wanted - reachOfLow) / (best.reach() - reachOfLow);
      double middle = Math.min(high, (low + (high - low) * part) * (1 + Rounding.MARGIN));
      BallLoss other = way(middle, best.panels(), Double.POSITIVE_INFINITY, by);
      if (other.panels() == best.panels() && other.reach() >= wanted) {
        best = other;
        high = middle;
      } else {
        low = middle;
        reachOfLow = other.reach();
      }
    }
    return best;
  }
}
