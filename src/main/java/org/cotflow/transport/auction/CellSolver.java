package org.cotflow.transport.auction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.cotflow.base.RandomStream;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;

/**
 * An interval that contains W_2^2 between two clouds of n points of equal mass that are too large
 * for auctions over all of them at once: the permutation is improved cell by cell.
 *
 * <p>Of every {@value #RATIO} neighbors of both clouds their mean makes a coarser problem, which
 * {@link AuctionSolver} solves. Its potentials give prices to all points and so the lower bound
 * ({@link CoarsePrices}); its permutation takes the neighbors of a coarse point to those of its
 * partner, which is the first upper bound unless the labels' is better. Then the source is cut into
 * cells of at most {@value #CELL} points, and the points of each cell are matched again, by
 * auctions, with the targets that they have between them. Each sweep cuts along other directions,
 * so that the borders of one are inside the cells of the next. When the gain of a sweep is small
 * and the interval still too wide, {@link AuctionSolver} goes on with the whole problem.
 *
 * <p>The cells of a sweep are independent tasks, and the result does not depend on where they run.
 *
 * <p>Source of the sweeps: J.-D. Benamou, "A domain decomposition method for the polar
 * factorization of vector-valued mappings", SIAM J. Numer. Anal. 32, 1994; their convergence: M.
 * Bonafini, B. Schmitzer, "Domain decomposition for entropy regularized optimal transport", Numer.
 * Math. 149, 2021.
 */
public final class CellSolver {
  private static final int RATIO = 16;
  private static final int CELL = 4096;

  /** Cells between two looks at the clock. */
  private static final int BATCH = 64;

  private static final int LARGEST_SWEEP_COUNT = 20;

  /** The accuracy of a cell, as a part of what is asked for, and at least. */
  private static final double CELL_PART = 0.25;

  private static final double SHARPEST_CELL = 0.002;

  /** The gain of a sweep, as a part of the accuracy, below which there is no other. */
  private static final double SMALLEST_GAIN = 0.05;

  private final int count;
  private final int dimension;
  private final Metric metric;
  private final double accuracy;
  private final Shift shift;
  private final Bounds bounds;
  private final WorkerTeam team;
  private final OrderedTasks tasks;
  private final BooleanSupplier spent;
  private final AuctionSolver.Listener listener;
  private final int[] sourceOrder;
  private final int[] targetOrder;

  /** Both clouds in their spatial orders. */
  private final PointCloud source;

  private final PointCloud target;
  private final CostRows costs;

  /** The place of the target of each place of the source. */
  private int[] targetOf;

  private double cost;
  private double lower;
  private double[] potentials;
  private double[] prices;
  private long iterations;

  private CellSolver(
      PointCloud source,
      Shift shift,
      Metric metric,
      double accuracy,
      WorkerTeam team,
      OrderedTasks tasks,
      BooleanSupplier spent,
      AuctionSolver.Listener listener) {
    this.count = source.count();
    this.dimension = source.dimension();
    this.metric = metric;
    this.accuracy = accuracy;
    this.shift = shift;
    this.bounds = Bounds.of(count, dimension);
    this.team = team;
    this.tasks = tasks;
    this.spent = spent;
    this.listener = listener;
    this.sourceOrder = SpatialOrder.of(source, RATIO);
    this.targetOrder = SpatialOrder.of(shift.target(), RATIO);
    this.source = inOrder(source, sourceOrder);
    this.target = inOrder(shift.target(), targetOrder);
    this.costs = new CostRows(this.source, this.target, metric, 0);
  }

  /**
   * The interval and its plan.
   *
   * @param source n points of equal mass
   * @param target as many
   * @param accuracy as for {@link AuctionSolver#solve}
   * @param team shares out what concerns all points; the result does not depend on its size
   * @param tasks runs the cells
   * @param spent asked from time to time whether to stop before {@code accuracy} is reached
   */
  public static AuctionPlan solve(
      PointCloud source,
      PointCloud target,
      Metric metric,
      double accuracy,
      WorkerTeam team,
      OrderedTasks tasks,
      BooleanSupplier spent,
      AuctionSolver.Listener listener) {
    Shift shift =
        Shift.between(source, target, metric, CostRows.meanOfLabels(source, target, metric));
    CellSolver solver =
        new CellSolver(source, shift, metric, accuracy, team, tasks, spent, listener);
    solver.startCoarse();
    solver.sweepUntilGainStops();
    AuctionPlan plan = solver.plan(source);
    if (solver.isAccurate() || spent.getAsBoolean()) {
      return plan;
    }
    AuctionSolver.Listener both =
        (low, high) ->
            listener.narrowed(
                Math.max(low, plan.squaredDistance().lower()),
                Math.min(high, plan.squaredDistance().upper()));
    return plan.with(AuctionSolver.solve(source, target, metric, accuracy, team, spent, both));
  }

  private void startCoarse() {
    int[] places = new int[count];
    Arrays.setAll(places, place -> place);
    PointCloud coarseSource = CoarsePrices.coarse(places, source, RATIO);
    PointCloud coarseTarget = CoarsePrices.coarse(places, target, RATIO);
    AuctionPlan coarse =
        AuctionSolver.solve(
            coarseSource, coarseTarget, metric, cellAccuracy(), team, spent, (low, high) -> {});
    iterations = coarse.squaredDistance().iterations();
    targetOf = new int[count];
    int whole = coarseSource.count() * RATIO;
    Arrays.setAll(
        targetOf,
        place -> place < whole ? coarse.targetOf()[place / RATIO] * RATIO + place % RATIO : place);
    cost = costOf(targetOf);
    startLabeled();
    boundBelow(coarseSource.points(), coarse, coarseTarget.points());
    report();
  }

  private void startLabeled() {
    int[] placeOf = new int[count];
    for (int place = 0; place < count; place++) {
      placeOf[targetOrder[place]] = place;
    }
    int[] labeled = new int[count];
    Arrays.setAll(labeled, place -> placeOf[sourceOrder[place]]);
    double labelCost = costOf(labeled);
    if (labelCost < cost) {
      targetOf = labeled;
      cost = labelCost;
    }
  }

  private void boundBelow(double[] coarseSource, AuctionPlan coarse, double[] coarseTarget) {
    double[] targets =
        CoarsePrices.gathered(
            coarseTarget, dimension, coarse.targetOf().length, i -> coarse.targetOf()[i]);
    CoarsePrices found =
        CoarsePrices.of(
            coarseSource, coarse.sourcePotentials(), targets, target.points(), metric, team);
    prices = found.price();
    PricedTree columns = new PricedTree(target, metric);
    int[] order = columns.order();
    double[] byPlace = new double[count];
    Arrays.setAll(byPlace, place -> prices[order[place]]);
    columns.setPrices(byPlace);
    columns.fitSlopes(
        CoarsePrices.gathered(found.partners(), dimension, count, place -> order[place]));
    potentials = Auction.leastReducedCosts(source.points(), count, columns, team).value();
    lower = Math.max(0, bounds.below(potentials, j -> prices[j]));
  }

  private void sweepUntilGainStops() {
    double cellAccuracy = Math.max(accuracy, SHARPEST_CELL);
    for (int sweep = 0; sweep < LARGEST_SWEEP_COUNT && !isAccurate(); sweep++) {
      double before = cost;
      if (!sweep(sweep, cellAccuracy)) {
        return;
      }
      if (sweep > 0 && before - cost < SMALLEST_GAIN * Math.max(accuracy, SHARPEST_CELL) * cost) {
        return;
      }
      cellAccuracy = cellAccuracy();
    }
  }

  private double cellAccuracy() {
    return Math.max(CELL_PART * accuracy, SHARPEST_CELL);
  }

  /** Matches all cells again; false where time was spent before. */
  private boolean sweep(int number, double cellAccuracy) {
    int[] order = SpatialOrder.of(turned(number), CELL);
    int cells = SpatialOrder.leafCount(count, CELL);
    int[] starts = SpatialOrder.leafStarts(count, cells);
    for (int first = 0; first < cells; first += BATCH) {
      if (spent.getAsBoolean()) {
        return false;
      }
      int end = Math.min(cells, first + BATCH);
      List<Cell> batch = new ArrayList<>();
      for (int cell = first; cell < end; cell++) {
        batch.add(cell(order, starts[cell], starts[cell + 1], cellAccuracy));
      }
      List<int[]> found = tasks.results("cells of a layer", batch);
      for (int cell = first; cell < end; cell++) {
        apply(order, starts[cell], found.get(cell - first));
      }
      cost = Math.min(cost, costOf(targetOf));
      report();
      if (isAccurate()) {
        return true;
      }
    }
    return true;
  }

  private Cell cell(int[] order, int from, int to, double cellAccuracy) {
    return new Cell(
        CoarsePrices.gathered(source.points(), dimension, to - from, i -> order[from + i]),
        CoarsePrices.gathered(
            target.points(), dimension, to - from, i -> targetOf[order[from + i]]),
        dimension,
        metric,
        cellAccuracy);
  }

  private void apply(int[] order, int from, int[] found) {
    int[] former = new int[found.length];
    Arrays.setAll(former, i -> targetOf[order[from + i]]);
    for (int i = 0; i < found.length; i++) {
      targetOf[order[from + i]] = former[found[i]];
    }
    iterations += found.length;
  }

  /**
   * Points of a cell and the targets that they have, pair by pair. The result is their permutation,
   * which costs no more.
   */
  private record Cell(
      double[] source, double[] target, int dimension, Metric metric, double accuracy)
      implements OrderedTasks.Task<int[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] call() {
      try (WorkerTeam alone = new WorkerTeam(1)) {
        return AuctionSolver.solve(
                PointCloud.uniform(dimension, source),
                PointCloud.uniform(dimension, target),
                metric,
                accuracy,
                alone,
                () -> false,
                (low, high) -> {})
            .targetOf();
      }
    }
  }

  /** The source in other axes, the images of p reflections, and so small that it stays finite. */
  private PointCloud turned(int number) {
    RandomStream random = new RandomStream(number, RandomStream.Purpose.TRANSPORT);
    double[] points = new double[count * dimension];
    Arrays.setAll(points, i -> source.points()[i] / dimension);
    double[] normal = new double[dimension];
    for (int reflection = 0; reflection < dimension; reflection++) {
      random.normals(0, reflection, normal);
      reflect(points, normal);
    }
    return PointCloud.uniform(dimension, points);
  }

  private void reflect(double[] points, double[] normal) {
    double squared = 0;
    for (double part : normal) {
      squared += part * part;
    }
    for (int at = 0; at < points.length; at += dimension) {
      double along = 0;
      for (int k = 0; k < dimension; k++) {
        along += normal[k] * points[at + k];
      }
      for (int k = 0; k < dimension; k++) {
        points[at + k] -= 2 * along / squared * normal[k];
      }
    }
  }

  private double costOf(int[] permutation) {
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < count; i++) {
      sum.add(costs.entry(i, permutation[i]));
    }
    return sum.value() / count;
  }

  private double lower() {
    return Math.min(upper(), shift.lower(lower));
  }

  private double upper() {
    return shift.upper(bounds.above(cost));
  }

  private boolean isAccurate() {
    return upper() - lower() <= accuracy * upper();
  }

  private void report() {
    listener.narrowed(lower(), upper());
  }

  private AuctionPlan plan(PointCloud original) {
    int[] byPoint = new int[count];
    double[] sourcePotentials = new double[count];
    double[] targetPotentials = new double[count];
    for (int place = 0; place < count; place++) {
      byPoint[sourceOrder[place]] = targetOrder[targetOf[place]];
      sourcePotentials[sourceOrder[place]] = potentials[place];
      targetPotentials[targetOrder[place]] = prices[place];
    }
    shift.toOriginal(original, metric, sourcePotentials, targetPotentials);
    double value = shift.cost() + cost;
    SquaredDistance squared =
        new SquaredDistance(
            TransportMethod.AUCTION,
            value,
            Math.min(value, lower()),
            Math.max(value, upper()),
            isAccurate(),
            iterations,
            0);
    return new AuctionPlan(squared, byPoint, sourcePotentials, targetPotentials);
  }

  private static PointCloud inOrder(PointCloud cloud, int[] order) {
    return PointCloud.uniform(
        cloud.dimension(),
        CoarsePrices.gathered(
            cloud.points(), cloud.dimension(), cloud.count(), place -> order[place]));
  }
}
