package org.cotflow.transport.solver;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.transport.auction.AuctionPlan;
import org.cotflow.transport.auction.AuctionSolver;
import org.cotflow.transport.auction.CellSolver;
import org.cotflow.transport.auction.IntervalOptions;
import org.cotflow.transport.cloud.CommonUnits;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Coupling;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.Rearrangement;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;

/**
 * The Wasserstein distance between two clouds:
 *
 * <pre>
 *   W_2^2(mu, nu) = min over plans P with marginals mu and nu of sum_ij P_ij c(x_i, y_j)
 * </pre>
 *
 * <p>Deterministic: the same clouds give the same bits on every machine.
 */
public final class Transport {
  private static final double SHARP = 1e-8;
  private static final int LARGEST_SHARP_COUNT = 2048;

  /** Points after repetition to equal masses, at most. */
  private static final int LARGEST_REPEATED_COUNT = 1 << 22;

  private static final AuctionSolver.Listener SILENT = (lower, upper) -> {};

  private static final SquaredDistance IDENTICAL =
      new SquaredDistance(TransportMethod.IDENTICAL, 0, 0, 0, true, 0, 0);

  private Transport() {}

  /** W_2^2 by the policy's method, with the interval that contains the exact value. */
  public static SquaredDistance squaredDistance(
      PointCloud source, PointCloud target, Metric metric, SolverPolicy policy) {
    return squaredDistance(source, target, metric, policy, here(policy), SILENT);
  }

  /** The cells of large clouds on threads of this process. */
  public static OrderedTasks here(SolverPolicy policy) {
    return OrderedTasks.onThreads(policy.interval().threads());
  }

  /**
   * W_2^2 by the policy's method, with the interval that contains the exact value.
   *
   * @param cells runs the cells of clouds that are cut; they change no bit of the result
   * @param listener hears of every interval on the way, where the method closes one
   */
  public static SquaredDistance squaredDistance(
      PointCloud source,
      PointCloud target,
      Metric metric,
      SolverPolicy policy,
      OrderedTasks cells,
      AuctionSolver.Listener listener) {
    if (policy.solvesExactly(source, target)) {
      return exactPlan(source, target, metric, policy).squaredDistance();
    }
    if (policy.choice() == SolverPolicy.Choice.ENTROPIC) {
      return entropicPlan(source, target, metric, policy).squaredDistance();
    }
    requireSameDimension(source, target);
    metric.requireDimension(source.dimension());
    long equalMasses = CommonUnits.equalMasses(source, target, LARGEST_REPEATED_COUNT);
    return equalMasses > 0 || policy.choice() == SolverPolicy.Choice.INTERVAL
        ? intervalPlan(source, target, metric, policy.interval(), cells, listener).squaredDistance()
        : entropicPlan(source, target, metric, policy).squaredDistance();
  }

  /**
   * A plan by the policy's method: an optimal one, or the permutation of an interval's upper end. A
   * policy that asks for the entropic method gets an optimal plan.
   */
  public static TransportPlan plan(
      PointCloud source, PointCloud target, Metric metric, SolverPolicy policy) {
    requireSameDimension(source, target);
    metric.requireDimension(source.dimension());
    boolean exact =
        policy.choice() == SolverPolicy.Choice.ENTROPIC
            || policy.solvesExactly(source, target)
            || (policy.choice() == SolverPolicy.Choice.BY_SIZE
                && CommonUnits.equalMasses(source, target, LARGEST_REPEATED_COUNT) == 0);
    return exact
        ? exactPlan(source, target, metric, policy).plan()
        : intervalPlan(source, target, metric, policy.interval(), here(policy), SILENT);
  }

  private static TransportPlan intervalPlan(
      PointCloud source,
      PointCloud target,
      Metric metric,
      IntervalOptions options,
      OrderedTasks cells,
      AuctionSolver.Listener listener) {
    int[] targetOf = Rearrangement.between(source, target);
    if (targetOf != null) {
      return new TransportPlan(IDENTICAL, Coupling.ofPermutation(targetOf));
    }
    long count = CommonUnits.equalMasses(source, target, LARGEST_REPEATED_COUNT);
    if (count == 0) {
      throw new UserInputException(
          String.format(
              "%s and %s points: an interval needs equal masses, and these would take more than %s"
                  + " points; use widths with common factors, or the entropic method",
              source.count(), target.count(), LARGEST_REPEATED_COUNT));
    }
    AuctionPlan found =
        auction(
            source.repeated(count / source.totalUnits()),
            target.repeated(count / target.totalUnits()),
            metric,
            options,
            cells,
            listener);
    return new TransportPlan(
        found.squaredDistance(), Coupling.ofRepeated(found.targetOf(), source, target));
  }

  private static AuctionPlan auction(
      PointCloud source,
      PointCloud target,
      Metric metric,
      IntervalOptions options,
      OrderedTasks cells,
      AuctionSolver.Listener listener) {
    long end =
        options.seconds() == null
            ? Long.MAX_VALUE
            : System.nanoTime() + (long) (1e9 * options.seconds());
    BooleanSupplier spent = () -> end != Long.MAX_VALUE && System.nanoTime() - end > 0;
    double accuracy = options.accuracy();
    try (WorkerTeam team = new WorkerTeam(options.threads())) {
      return source.count() > options.largestWhole()
          ? CellSolver.solve(source, target, metric, accuracy, team, cells, spent, listener)
          : AuctionSolver.solve(source, target, metric, accuracy, team, spent, listener);
    }
  }

  /**
   * An optimal plan for any size; {@code policy} only says how many costs are kept in memory. For
   * {@code n = m} points of equal mass the plan is a permutation.
   */
  public static ExactPlan exactPlan(
      PointCloud source, PointCloud target, Metric metric, SolverPolicy policy) {
    requireSameDimension(source, target);
    metric.requireDimension(source.dimension());
    int[] targetOf = Rearrangement.between(source, target);
    if (targetOf != null) {
      return new ExactPlan(
          IDENTICAL,
          Coupling.ofPermutation(targetOf),
          new double[source.count()],
          new double[target.count()]);
    }
    if (source.dimension() == 1) {
      return SortedTransport.solve(source, target, metric);
    }
    CostRows costs = new CostRows(source, target, metric, policy.keptEntries());
    return source.count() == target.count() && source.isUniform() && target.isUniform()
        ? permutation(costs, source, target, metric, policy)
        : byNetworkSimplex(costs, source, target);
  }

  /**
   * Auctions and augmenting paths for more than {@value #LARGEST_SHARP_COUNT} points, which compute
   * few of the costs; with many ties, and for fewer points, the fast dense solver if it is fast for
   * these clouds, otherwise the robust one. Between far clusters the simplex works with prices of
   * the size of the largest costs; if the rounding of these prices is too large, the slower and
   * more accurate shortest paths are used, up to {@value #LARGEST_SHARP_COUNT} points; beyond, the
   * result states the larger error.
   */
  private static ExactPlan permutation(
      CostRows costs, PointCloud source, PointCloud target, Metric metric, SolverPolicy policy) {
    if (source.count() > LARGEST_SHARP_COUNT) {
      IntervalOptions optimal = IntervalOptions.optimal(policy.interval().threads());
      AuctionPlan found = auction(source, target, metric, optimal, here(policy), SILENT);
      if (found.squaredDistance().converged()) {
        return byAuction(costs, found);
      }
    }
    Optional<AssignmentSolver.Assignment> easy = AssignmentSolver.solveIfEasy(costs);
    if (easy.isPresent()) {
      return byAssignment(costs, source, target, easy.get());
    }
    ExactPlan plan = byNetworkSimplex(costs, source, target);
    SquaredDistance squared = plan.squaredDistance();
    return squared.error() <= SHARP * squared.value() || source.count() > LARGEST_SHARP_COUNT
        ? plan
        : byAssignment(costs, source, target, AssignmentSolver.solve(costs));
  }

  /** The entropic plan's potentials and interval, for any size. */
  static EntropicPlan entropicPlan(
      PointCloud source, PointCloud target, Metric metric, SolverPolicy policy) {
    requireSameDimension(source, target);
    metric.requireDimension(source.dimension());
    return EntropicSolver.solve(source, target, metric, policy.keptEntries(), policy.entropic());
  }

  private static ExactPlan byAssignment(
      CostRows costs,
      PointCloud source,
      PointCloud target,
      AssignmentSolver.Assignment assignment) {
    Coupling coupling = Coupling.ofPermutation(assignment.columnOf());
    DualBound bound = DualBound.of(costs, source, target, assignment.price());
    SquaredDistance squared =
        bound.close(
            TransportMethod.ASSIGNMENT, costs, coupling.cost(costs), true, assignment.rowScans());
    return new ExactPlan(squared, coupling, bound.sourcePotentials(), assignment.price());
  }

  private static ExactPlan byAuction(CostRows costs, AuctionPlan found) {
    Coupling coupling = Coupling.ofPermutation(found.targetOf());
    double value = coupling.cost(costs);
    SquaredDistance squared = found.squaredDistance();
    return new ExactPlan(
        new SquaredDistance(
            TransportMethod.ASSIGNMENT,
            value,
            Math.min(value, squared.lower()),
            Math.max(value, squared.upper()),
            true,
            squared.iterations(),
            0),
        coupling,
        found.sourcePotentials(),
        found.targetPotentials());
  }

  private static ExactPlan byNetworkSimplex(CostRows costs, PointCloud source, PointCloud target) {
    CommonUnits masses = CommonUnits.of(source, target);
    NetworkSimplex.Basis basis = NetworkSimplex.solve(costs, masses.supply(), masses.demand());
    DualBound bound = DualBound.of(costs, source, target, basis.prices());
    SquaredDistance squared =
        bound.close(
            TransportMethod.NETWORK_SIMPLEX,
            costs,
            basis.coupling().cost(costs),
            basis.converged(),
            basis.pivots());
    return new ExactPlan(squared, basis.coupling(), bound.sourcePotentials(), basis.prices());
  }

  private static void requireSameDimension(PointCloud source, PointCloud target) {
    if (source.dimension() != target.dimension()) {
      throw new UserInputException(
          String.format(
              "points of dimension %s and %s: distances need the same state dimension",
              source.dimension(), target.dimension()));
    }
  }
}
