package org.cotflow.transport.auction;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;

/**
 * An interval that contains W_2^2 between two clouds of n points of equal mass, however large, and
 * closes while the solver works:
 *
 * <pre>
 *   (1/n) (sum_i a_i + sum_j b_j) - rounding  <=  W_2^2  <=  (1/n) sum_i c(x_i, y_s(i)) + rounding
 * </pre>
 *
 * <p>{@link Auction}s with falling epsilon give permutations s and prices b, and {@link
 * AugmentingPaths} the optimal ones where the accuracy asks for them. The first prices come from a
 * coarser problem, of every {@value #RATIO} points of both clouds in {@link SpatialOrder} their
 * mean (in many dimensions one of them, as means would draw the cloud together), solved in the same
 * way, whose row potentials A_i give
 *
 * <pre>
 *   b_j = min over coarse rows i of c(x_i, y_j) - A_i
 * </pre>
 *
 * <p>so that only the finest structure is left to the full auction. A target far away is shifted
 * first: {@link Shift}. Each permutation and each set of prices gives a bound by itself; the best
 * of both are kept, so the interval never widens. Time and memory grow as n log n in few
 * dimensions, n^2 in many.
 *
 * <p>Source of the scaling from coarse to fine: Q. Merigot, "A multiscale approach to optimal
 * transport", Computer Graphics Forum 30, 2011; of falling epsilon: D. P. Bertsekas, 1992 (see
 * {@link Auction}).
 */
public final class AuctionSolver {
  private static final int RATIO = 4;
  private static final int COARSEST = 1024;

  /** By which epsilon falls from auction to auction. */
  private static final double FALL = 0.2;

  /** The first epsilon after a coarser level, as a part of that level's cost, is not below this. */
  private static final double COARSE_PART = 0.01;

  /** Bids for each row without epsilon, which bring prices near at little cost. */
  private static final int FREE_BIDS = 2;

  /** An accuracy below this asks for the optimal permutation. */
  private static final double NEARLY_EXACT = 1e-6;

  /** Epsilon as a part of the largest cost below which rounding would stop prices from falling. */
  private static final double SMALLEST_PART = 0x1p-40;

  private final Metric metric;
  private final double accuracy;
  private final WorkerTeam team;
  private final BooleanSupplier spent;

  private AuctionSolver(Metric metric, double accuracy, WorkerTeam team, BooleanSupplier spent) {
    this.metric = metric;
    this.accuracy = accuracy;
    this.team = team;
    this.spent = spent;
  }

  /** Receives each interval that is narrower than the ones before. */
  public interface Listener {
    void narrowed(double lower, double upper);
  }

  /**
   * The interval and its plan.
   *
   * @param source n points of equal mass
   * @param target as many
   * @param accuracy the relative width of the interval at which to stop; 0 for the optimal
   *     permutation, whose interval is as wide as rounding
   * @param team shares out the searches; the result does not depend on its size
   * @param spent asked from time to time whether to stop before {@code accuracy} is reached
   */
  public static AuctionPlan solve(
      PointCloud source,
      PointCloud target,
      Metric metric,
      double accuracy,
      WorkerTeam team,
      BooleanSupplier spent,
      Listener listener) {
    AuctionSolver solver = new AuctionSolver(metric, accuracy, team, spent);
    double labelCost = CostRows.meanOfLabels(source, target, metric);
    Shift shift = Shift.between(source, target, metric, labelCost);
    Level level = solver.new Level(source, shift, true);
    level.improve((lower, upper) -> listener.narrowed(shift.lower(lower), shift.upper(upper)));
    return level.plan();
  }

  /** One pair of clouds, the full ones or a coarser image of them. */
  private final class Level {
    private final int count;
    private final PointCloud source;
    private final PointCloud target;
    private final Shift shift;

    /** Whether point i of both clouds is the same particle. */
    private final boolean labeled;

    private final int[] rowOrder;

    /** The source points in their spatial order, row-major. */
    private final double[] rows;

    private final PricedTree columns;

    /** The target points in the order of the tree, row-major. */
    private final double[] columnsInOrder;

    private final Matching matching;
    private final Auction auction;
    private final AugmentingPaths paths;
    private final Bounds bounds;

    /** The cost of the best permutation so far, as computed, and the permutation of places. */
    private double cost = Double.POSITIVE_INFINITY;

    private final int[] best;
    private double[] potentials;
    private double lower;
    private double upper = Double.POSITIVE_INFINITY;
    private boolean optimal;

    /** What a coarser level says of epsilon here; infinite without one. */
    private double coarseEpsilon = Double.POSITIVE_INFINITY;

    Level(PointCloud source, Shift shift, boolean labeled) {
      this.count = source.count();
      this.source = source;
      this.target = shift.target();
      this.shift = shift;
      this.labeled = labeled;
      this.rowOrder = SpatialOrder.of(source, PricedTree.leafSize(source.dimension()));
      this.rows = gathered(source.points(), count, place -> rowOrder[place]);
      this.columns = new PricedTree(target, metric);
      int[] order = columns.order();
      this.columnsInOrder = gathered(target.points(), count, place -> order[place]);
      this.matching = new Matching(count);
      Candidates candidates = new Candidates(count);
      this.auction = new Auction(rows, columns, matching, candidates, team);
      this.paths = new AugmentingPaths(rows, columns, matching, candidates);
      this.best = new int[count];
      this.bounds = Bounds.of(count, source.dimension());
    }

    boolean isAccurate() {
      return shift.upper(upper) - shift.lower(lower) <= accuracy * shift.upper(upper);
    }

    AuctionPlan plan() {
      int[] targetOf = new int[count];
      double[] sourcePotentials = new double[count];
      double[] targetPotentials = new double[count];
      for (int place = 0; place < count; place++) {
        targetOf[rowOrder[place]] = columns.order()[best[place]];
        sourcePotentials[rowOrder[place]] = potentials[place];
        targetPotentials[columns.order()[place]] = columns.price(place);
      }
      shift.toOriginal(source, metric, sourcePotentials, targetPotentials);
      double value = shift.cost() + cost;
      SquaredDistance squared =
          new SquaredDistance(
              TransportMethod.AUCTION,
              value,
              Math.min(value, shift.lower(lower)),
              Math.max(value, shift.upper(upper)),
              optimal || isAccurate(),
              auction.bidCount() + paths.scans(),
              0);
      return new AuctionPlan(squared, targetOf, sourcePotentials, targetPotentials);
    }

    /** Works until the interval is narrow enough, or time is spent. */
    void improve(Listener listener) {
      boundAbove(place -> place);
      if (labeled) {
        matchLabels();
        boundAbove(matching::columnOf);
      }
      boundBelow();
      if (count > COARSEST && !isAccurate()) {
        listener.narrowed(lower, upper);
        setPricesFromCoarse();
        boundBelow();
      }
      double floor = Math.max(Double.MIN_NORMAL, SMALLEST_PART * largestCost());
      double epsilon = Math.max(floor, Math.min(FALL * (upper - lower), coarseEpsilon));
      if (!isAccurate() && auction.run(0, potentials, (long) FREE_BIDS * count, spent)) {
        boundBelow();
      }
      while (!isAccurate()) {
        listener.narrowed(lower, upper);
        if (!auction.run(epsilon, potentials, Long.MAX_VALUE, spent)) {
          boundUnfinished();
          listener.narrowed(lower, upper);
          return;
        }
        boundAbove(matching::columnOf);
        columns.fitSlopes(gathered(rows, count, matching::rowOf));
        boundBelow();
        if (epsilon == floor || (accuracy < NEARLY_EXACT && isOptimal(listener))) {
          return;
        }
        epsilon = Math.max(floor, FALL * epsilon);
      }
      listener.narrowed(lower, upper);
    }

    private void matchLabels() {
      int[] placeOf = new int[count];
      for (int place = 0; place < count; place++) {
        placeOf[columns.order()[place]] = place;
      }
      for (int row = 0; row < count; row++) {
        matching.give(placeOf[rowOrder[row]], row);
      }
    }

    /** Whether augmenting paths led to the optimal permutation. */
    private boolean isOptimal(Listener listener) {
      if (!auction.run(0, potentials, (long) FREE_BIDS * count, spent)) {
        return false;
      }
      for (int row = 0; row < count; row++) {
        if (matching.columnOf(row) == Matching.NONE
            && (spent.getAsBoolean() || !paths.augment(row))) {
          return false;
        }
      }
      boundAbove(matching::columnOf);
      boundBelow();
      listener.narrowed(lower, upper);
      optimal = true;
      return true;
    }

    /** The bounds of an auction that time cut short: rows without a column get the free ones. */
    private void boundUnfinished() {
      int[] columnOf = new int[count];
      int column = 0;
      for (int row = 0; row < count; row++) {
        columnOf[row] = matching.columnOf(row);
        if (columnOf[row] == Matching.NONE) {
          while (matching.rowOf(column) != Matching.NONE) {
            column++;
          }
          columnOf[row] = column++;
        }
      }
      boundAbove(row -> columnOf[row]);
      boundBelow();
    }

    private void setPricesFromCoarse() {
      PointCloud coarseTarget = CoarsePrices.coarse(columns.order(), target, RATIO);
      PointCloud coarseSource = CoarsePrices.coarse(rowOrder, source, RATIO);
      Level coarse = new Level(coarseSource, Shift.none(coarseTarget), false);
      coarse.improve((coarseLower, coarseUpper) -> {});
      boundByGroups(coarse);
      coarseEpsilon =
          Math.max(COARSE_PART, 0.5 * accuracy) * coarse.cost + 0.5 * accuracy * shift.cost();
      CoarsePrices prices =
          CoarsePrices.of(
              coarse.rows,
              coarse.potentials,
              gathered(coarse.columnsInOrder, coarse.count, row -> coarse.best[row]),
              columnsInOrder,
              metric,
              team);
      columns.setPrices(prices.price());
      columns.fitSlopes(prices.partners());
    }

    /** The points of a coarse one go to those of its partner. */
    private void boundByGroups(Level coarse) {
      int[] columnOf = new int[count];
      Arrays.setAll(columnOf, row -> row);
      for (int row = 0; row < coarse.count; row++) {
        int from = coarse.rowOrder[row] * RATIO;
        int to = coarse.columns.order()[coarse.best[row]] * RATIO;
        for (int member = 0; member < RATIO; member++) {
          columnOf[from + member] = to + member;
        }
      }
      boundAbove(row -> columnOf[row]);
    }

    private double largestCost() {
      double largest = 0;
      for (int row = 0; row < count; row++) {
        largest = Math.max(largest, columns.cost(rows, row, row));
      }
      return largest;
    }

    private void boundAbove(IntUnaryOperator columnOf) {
      CompensatedSum sum = new CompensatedSum();
      for (int row = 0; row < count; row++) {
        sum.add(columns.cost(rows, row, columnOf.applyAsInt(row)));
      }
      double found = sum.value() / count;
      if (found < cost) {
        cost = found;
        upper = bounds.above(found);
        Arrays.setAll(best, columnOf);
      }
    }

    private double[] gathered(double[] points, int rows, IntUnaryOperator index) {
      return CoarsePrices.gathered(points, source.dimension(), rows, index);
    }

    /** Also sets the potentials. */
    private void boundBelow() {
      potentials = auction.potentials();
      lower = Math.max(lower, bounds.below(potentials, columns::price));
    }
  }
}
