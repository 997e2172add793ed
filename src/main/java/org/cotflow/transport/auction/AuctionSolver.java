package org.cotflow.transport.auction;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntToDoubleFunction;
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
 * <p>{@link Auction}s with falling epsilon give permutations s and prices b. The first prices come
 * from a coarser problem: every {@value #RATIO}th point of both clouds in {@link SpatialOrder},
 * solved in the same way, whose row potentials A_i give
 *
 * <pre>
 *   b_j = min over coarse rows i of c(x_i, y_j) - A_i
 * </pre>
 *
 * <p>so that only the finest structure is left to the full auction. Each permutation and each set
 * of prices gives a bound by itself; the best of both are kept, so the interval never widens. Time
 * and memory grow as n log n in few dimensions, n^2 in many.
 *
 * <p>Source of the scaling from coarse to fine: Q. Merigot, "A multiscale approach to optimal
 * transport", Computer Graphics Forum 30, 2011; of falling epsilon: D. P. Bertsekas, 1992 (see
 * {@link Auction}).
 */
public final class AuctionSolver {
  private static final int RATIO = 8;
  private static final int COARSEST = 2048;

  /** By which epsilon falls from auction to auction. */
  private static final double FALL = 0.2;

  /** The first epsilon after a coarser level, as a part of that level's cost. */
  private static final double COARSE_PART = 0.1;

  /** Epsilon as a part of the largest cost below which rounding would stop prices from falling. */
  private static final double SMALLEST_PART = 0x1p-40;

  private static final double HALF_ULP = 0x1p-53;

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
   * The interval.
   *
   * @param source n points of equal mass
   * @param target as many
   * @param team shares out the searches; the result does not depend on its size
   * @param spent asked from time to time whether to stop before {@code accuracy} is reached
   */
  public static SquaredDistance solve(
      PointCloud source,
      PointCloud target,
      Metric metric,
      double accuracy,
      WorkerTeam team,
      BooleanSupplier spent,
      Listener listener) {
    AuctionSolver solver = new AuctionSolver(metric, accuracy, team, spent);
    Level level = solver.new Level(source, target);
    return solver.close(level, listener);
  }

  private SquaredDistance close(Level level, Listener listener) {
    level.improve(listener);
    return new SquaredDistance(
        TransportMethod.AUCTION,
        level.cost,
        Math.min(level.cost, level.lower),
        level.upper,
        level.isAccurate(),
        level.auction.bidCount(),
        0);
  }

  /** One pair of clouds, the full ones or a sample of them. */
  private final class Level {
    private final int count;
    private final PointCloud source;
    private final PointCloud target;

    /** The source points in their spatial order, row-major. */
    private final double[] rows;

    private final PricedTree columns;
    private final Auction auction;
    private final double relativeError;
    private final double absoluteError;

    /** The cost of the best permutation so far, as computed. */
    private double cost = Double.POSITIVE_INFINITY;

    private double lower;
    private double upper = Double.POSITIVE_INFINITY;

    /** What a coarser level says of epsilon here; infinite without one. */
    private double coarseEpsilon = Double.POSITIVE_INFINITY;

    Level(PointCloud source, PointCloud target) {
      this.count = source.count();
      this.source = source;
      this.target = target;
      this.rows = everyIn(SpatialOrder.of(source, PricedTree.LEAF), source, 1).points();
      this.columns = new PricedTree(target, metric);
      this.auction = new Auction(rows, columns, team);
      this.relativeError = CostRows.relativeError(source.dimension());
      this.absoluteError = CostRows.absoluteError(source.dimension());
    }

    boolean isAccurate() {
      return upper - lower <= accuracy * upper;
    }

    /** Auctions until the interval is narrow enough, or time is spent. */
    void improve(Listener listener) {
      CostRows labels = new CostRows(source, target, metric, 0);
      boundAbove(i -> labels.entry(i, i));
      boundAbove(place -> columns.cost(rows, place, place));
      double[] potentials = startingPotentials();
      boundBelow(potentials);
      double floor = SMALLEST_PART * largestCost();
      double epsilon = Math.max(floor, Math.min(FALL * (upper - lower), coarseEpsilon));
      while (!isAccurate()) {
        listener.narrowed(lower, upper);
        if (!auction.run(epsilon, potentials, spent)) {
          return;
        }
        int[] columnOf = auction.columnOf();
        boundAbove(row -> columns.cost(rows, row, columnOf[row]));
        potentials = auction.potentials();
        boundBelow(potentials);
        if (epsilon == floor) {
          return;
        }
        epsilon = Math.max(floor, FALL * epsilon);
      }
      listener.narrowed(lower, upper);
    }

    private double[] startingPotentials() {
      if (count > COARSEST) {
        columns.setPrices(pricesFromSample());
      }
      return auction.potentials();
    }

    private double[] pricesFromSample() {
      Level coarse =
          new Level(
              everyIn(SpatialOrder.of(source, PricedTree.LEAF), source, RATIO),
              everyIn(columns.order(), target, RATIO));
      coarse.improve((lower, upper) -> {});
      coarseEpsilon = COARSE_PART * coarse.cost;
      double[] potentials = coarse.auction.potentials();
      PricedTree coarseRows =
          new PricedTree(PointCloud.uniform(source.dimension(), coarse.rows), metric);
      double[] byPlace = new double[coarse.count];
      Arrays.setAll(byPlace, place -> potentials[coarseRows.order()[place]]);
      coarseRows.setPrices(byPlace);
      double[] points = everyIn(columns.order(), target, 1).points();
      return Auction.leastReducedCosts(points, count, coarseRows, team);
    }

    private double largestCost() {
      double largest = 0;
      for (int row = 0; row < count; row++) {
        largest = Math.max(largest, columns.cost(rows, row, row));
      }
      return largest;
    }

    private void boundAbove(IntToDoubleFunction costOfRow) {
      CompensatedSum sum = new CompensatedSum();
      for (int row = 0; row < count; row++) {
        sum.add(costOfRow.applyAsDouble(row));
      }
      double found = sum.value() / count;
      if (found < cost) {
        cost = found;
        upper = found * (1 + relativeError + 8 * HALF_ULP) + absoluteError;
      }
    }

    /** As {@link DualBound}, which has the rounding. */
    private void boundBelow(double[] potentials) {
      CompensatedSum sum = new CompensatedSum();
      double magnitude = 0;
      double largestPrice = 0;
      for (int place = 0; place < count; place++) {
        double price = columns.price(place);
        sum.add(potentials[place]);
        sum.add(price);
        magnitude += Math.abs(potentials[place]);
        largestPrice = Math.max(largestPrice, Math.abs(price));
      }
      double rounding =
          (relativeError + 8 * HALF_ULP) * (1.5 * magnitude / count + largestPrice) + absoluteError;
      lower = Math.max(lower, sum.value() / count - rounding);
    }
  }

  /** Every {@code stride}th point of the cloud in {@code order}, from the middle of the first. */
  private static PointCloud everyIn(int[] order, PointCloud cloud, int stride) {
    int dimension = cloud.dimension();
    int kept = cloud.count() / stride;
    double[] points = new double[kept * dimension];
    for (int place = 0; place < kept; place++) {
      int index = order[place * stride + stride / 2];
      System.arraycopy(cloud.points(), index * dimension, points, place * dimension, dimension);
    }
    return PointCloud.uniform(dimension, points);
  }
}
