package org.cotflow.theory.certificate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
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
 * <p>so that g needs only moves with c &lt;= C_r. With a g that bounds all parts together, as that
 * of {@link TangentEstimate}, chi itself takes the place of chi / sqrt(1 + chi^2). The way is
 * followed in panels of equal length; at the end of each its largest losses are taken for all of
 * it.
 *
 * <p>A proof rests on one estimate, or on several of which in each panel the largest g counts.
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
  private final List<List<BallEstimate>> proofs;

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
    this.inputsMove = multipliers.of(Neuron.W) > 0 || multipliers.of(Neuron.B) > 0;
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
    this.proofs = alone(all);
  }

  BallBound(boolean inputsMove, double readout, List<BallEstimate> estimates) {
    this(inputsMove, readout, estimates, alone(estimates));
  }

  private BallBound(
      boolean inputsMove,
      double readout,
      List<BallEstimate> estimates,
      List<List<BallEstimate>> proofs) {
    this.inputsMove = inputsMove;
    this.readout = readout;
    this.estimates = List.copyOf(estimates);
    this.proofs = List.copyOf(proofs);
  }

  private static List<List<BallEstimate>> alone(List<BallEstimate> estimates) {
    return estimates.stream().map(List::of).toList();
  }

  /** The same with one more estimate, in a first proof that rests on all, and by itself. */
  BallBound with(BallEstimate further) {
    List<BallEstimate> all = new ArrayList<>(estimates);
    all.add(further);
    List<List<BallEstimate>> each = new ArrayList<>();
    each.add(List.copyOf(all));
    each.addAll(alone(all));
    return new BallBound(inputsMove, readout, all, each);
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
    return best(estimates, one -> one.along(radius, a, c), BallLoss::root);
  }

  /** What the ball of radius R takes and leaves, by the best estimate. */
  BallLoss at(double radius) {
    return best(estimates, one -> at(radius, one), BallLoss::root);
  }

  /** Of the losses of greatest merit the one of largest root, the first where there are several. */
  private static <T> BallLoss best(
      List<T> of, Function<T, BallLoss> loss, ToDoubleFunction<BallLoss> merit) {
    Comparator<BallLoss> order =
        Comparator.comparingDouble(merit).thenComparingDouble(BallLoss::root);
    BallLoss best = null;
    for (T one : of) {
      BallLoss found = loss.apply(one);
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

  /** The farthest ball of each proof. */
  List<BallLoss> eachFarthest() {
    return proofs.stream().map(this::farthest).toList();
  }

  private BallLoss at(double radius, List<BallEstimate> proof) {
    return best(proof, one -> at(radius, one), BallLoss::root);
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
        proofs,
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
  private BallLoss way(double panel, int panels, double wanted, List<BallEstimate> proof) {
    BallLoss last = null;
    double inputs = 0;
    double sum = 0;
    for (int j = 1; j <= panels; j++) {
      double radius = j * panel;
      double straight = Math.min(radius, inputs + panel);
      List<BallLoss> losses = proof.stream().map(one -> at(radius, straight, one)).toList();
      BallLoss loss = best(losses, one -> one, BallLoss::root);
      if (!(loss.root() > 0)) {
        break;
      }
      double share = share(proof, losses, radius, straight);
      inputs = Math.min(straight, (inputs + panel * share) * (1 + Rounding.MARGIN));
      if (inputs < straight) {
        double moved = inputs;
        loss = best(proof, one -> at(radius, moved, one), BallLoss::root);
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

  /**
   * The part of a panel that (w, b) move by at most: chi / sqrt(1 + chi^2) with the largest g that
   * bounds the speed of u, or chi with the largest of all.
   *
   * @param losses of each estimate of the proof, at least one of which leaves something
   */
  private double share(List<BallEstimate> proof, List<BallLoss> losses, double a, double c) {
    if (!inputsMove) {
      return 0;
    }
    double turn = Double.POSITIVE_INFINITY;
    double ofU = 0;
    double ofAll = 0;
    for (int i = 0; i < losses.size(); i++) {
      turn = Math.min(turn, readout * proof.get(i).turn(a, c));
      ofAll = Math.max(ofAll, losses.get(i).root());
      ofU = Math.max(ofU, proof.get(i).boundsU() ? losses.get(i).root() : 0);
    }
    double chi = turn / ofU;
    double slope = chi < LARGEST_RADIUS ? chi / Math.sqrt(1 + chi * chi) : 1;
    double whole = turn / ofAll;
    return Math.min(1, (whole < slope ? whole : slope) * (1 + Rounding.MARGIN));
  }

  /** The end of the longest way at which something is left, up to the accuracy of the search. */
  BallLoss farthest() {
    return best(proofs, this::farthest, BallLoss::reach);
  }

  private BallLoss farthest(List<BallEstimate> by) {
    if (!(at(0, by).root() > 0)) {
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
    List<BallLoss> ends = eachFarthest();
    BallLoss farthest = best(ends, one -> one, BallLoss::reach);
    return farthest.reach() >= wanted
        ? best(
            eachSmallest(wanted, ends),
            one -> one,
            loss -> loss.reach() >= wanted ? loss.root() : Double.NEGATIVE_INFINITY)
        : farthest;
  }

  /** Of each proof. */
  List<BallLoss> eachSmallest(double wanted, List<BallLoss> ends) {
    List<BallLoss> each = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      each.add(smallest(wanted, proofs.get(i), ends.get(i)));
    }
    return each;
  }

  private BallLoss smallest(double wanted, List<BallEstimate> by, BallLoss farthest) {
    if (wanted == 0) {
      return at(0, by);
    }
    double start = by.stream().mapToDouble(one -> one.adjoints().start()).max().orElseThrow();
    double panel = wanted / start / FINE_PANELS;
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
