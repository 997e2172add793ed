package org.cotflow.transport.auction;

import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.transport.cloud.Metric;
import org.cotflow.transport.cloud.PointCloud;

/**
 * A k-d tree over the points y_j of a cloud, each with a price b_j, that finds the points of least
 * reduced cost
 *
 * <pre>
 *   r(x, j) = c(x, y_j) - b_j
 * </pre>
 *
 * <p>Points are cut at the median of their widest coordinate until leaves are small. A node knows
 * the box of its points and their highest price; a search leaves out a node whose box is too far
 * away for that price, less a margin for rounding, so that its result is the minimum over all
 * points as computed one by one. In few dimensions a search visits some leaves, in many all of
 * them: costs of a leaf are computed coordinate by coordinate over its points, which is what
 * processors with vectors do well.
 *
 * <p>Points are addressed by their <em>place</em> in the tree's order, in which neighbors are close
 * to each other. Prices may only fall between two calls of {@link #setPrices}. Searches may run at
 * the same time as others, not at the same time as changes.
 */
final class PricedTree {
  private static final int NEAR_LEAF = 32;
  private static final int FAR_LEAF = 128;

  /** With more coordinates than this a box is no nearer than another. */
  private static final int LARGEST_NEAR_DIMENSION = 8;

  private static final double HALF_ULP = 0x1p-53;

  private final int count;
  private final int dimension;
  private final Metric metric;
  private final double keptPart;
  private final int[] order;

  /**
   * For each leaf and coordinate the values of the leaf's points: arrays of their own, as the
   * compiler makes vectors of loops only if all arrays are read from the same index.
   */
  private final double[][] coordinates;

  private final double[] price;
  private final int firstLeaf;
  private final int[] leafStart;
  private final double[] low;
  private final double[] high;
  private final double[] highestPrice;

  /** All prices are 0. */
  PricedTree(PointCloud cloud, Metric metric) {
    this.count = cloud.count();
    this.dimension = cloud.dimension();
    this.metric = metric;
    this.keptPart = 1 - 8 * (dimension + 4) * HALF_ULP;
    int leafSize = leafSize(dimension);
    this.order = SpatialOrder.of(cloud, leafSize);
    int leaves = SpatialOrder.leafCount(count, leafSize);
    this.firstLeaf = leaves - 1;
    this.leafStart = SpatialOrder.leafStarts(count, leaves);
    this.price = new double[count];
    this.coordinates = new double[ArraySize.of("the leaves of a tree", leaves, dimension)][];
    this.low = new double[ArraySize.of("the boxes of a tree", firstLeaf + leaves, dimension)];
    this.high = new double[low.length];
    this.highestPrice = new double[firstLeaf + leaves];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (int leaf = 0; leaf < leaves; leaf++) {
      fillLeaf(cloud.points(), leaf);
    }
    for (int node = firstLeaf - 1; node >= 0; node--) {
      widen(node, 2 * node + 1);
      widen(node, 2 * node + 2);
    }
  }

  private void fillLeaf(double[] points, int leaf) {
    int start = leafStart[leaf];
    int size = leafStart[leaf + 1] - start;
    int box = (firstLeaf + leaf) * dimension;
    for (int k = 0; k < dimension; k++) {
      double[] values = new double[size];
      coordinates[leaf * dimension + k] = values;
      for (int s = 0; s < size; s++) {
        double value = points[order[start + s] * dimension + k];
        values[s] = value;
        low[box + k] = Math.min(low[box + k], value);
        high[box + k] = Math.max(high[box + k], value);
      }
    }
  }

  private void widen(int node, int child) {
    for (int k = 0; k < dimension; k++) {
      low[node * dimension + k] = Math.min(low[node * dimension + k], low[child * dimension + k]);
      high[node * dimension + k] =
          Math.max(high[node * dimension + k], high[child * dimension + k]);
    }
  }

  int count() {
    return count;
  }

  /** The index in the cloud of the point at each place; not to be changed. */
  int[] order() {
    return order;
  }

  double price(int place) {
    return price[place];
  }

  void setPrices(double[] prices) {
    System.arraycopy(prices, 0, price, 0, count);
    for (int node = highestPrice.length - 1; node >= 0; node--) {
      highestPrice[node] = highest(node);
    }
  }

  void lowerPrice(int place, double lowered) {
    double before = price[place];
    price[place] = lowered;
    int node = firstLeaf + leafOf(place);
    while (highestPrice[node] == before) {
      double highest = highest(node);
      if (highest == before) {
        return;
      }
      highestPrice[node] = highest;
      if (node == 0) {
        return;
      }
      node = (node - 1) / 2;
    }
  }

  private double highest(int node) {
    if (node < firstLeaf) {
      return Math.max(highestPrice[2 * node + 1], highestPrice[2 * node + 2]);
    }
    double highest = Double.NEGATIVE_INFINITY;
    for (int place = leafStart[node - firstLeaf];
        place < leafStart[node - firstLeaf + 1];
        place++) {
      highest = Math.max(highest, price[place]);
    }
    return highest;
  }

  /** Leaves are cut evenly, so the leaf of a place is found by its share of all places. */
  private int leafOf(int place) {
    int leaf = (int) ((long) place * (firstLeaf + 1) / count);
    while (leafStart[leaf] > place) {
      leaf--;
    }
    while (leafStart[leaf + 1] <= place) {
      leaf++;
    }
    return leaf;
  }

  /** c(x, y) for the point at {@code place}: the bits of {@link CostRows#entry}. */
  double cost(double[] points, int row, int place) {
    int leaf = leafOf(place);
    int within = place - leafStart[leaf];
    double sum = 0;
    for (int k = 0; k < dimension; k++) {
      double difference = points[row * dimension + k] - coordinates[leaf * dimension + k][within];
      sum = Math.fma(difference * metric.weight(k), difference, sum);
    }
    return sum;
  }

  /** The most points of a leaf. */
  static int leafSize(int dimension) {
    return dimension <= LARGEST_NEAR_DIMENSION ? NEAR_LEAF : FAR_LEAF;
  }

  /** One thread's own. */
  Search search() {
    return new Search();
  }

  /**
   * Runs the first {@code count} of searches that were started. In many dimensions all of them read
   * a leaf before the next one, so that it is in the cache.
   */
  void run(Search[] searches, int count) {
    if (dimension <= LARGEST_NEAR_DIMENSION) {
      for (int s = 0; s < count; s++) {
        searches[s].visit(0, searches[s].bound(0));
      }
      return;
    }
    for (int node = firstLeaf; node < highestPrice.length; node++) {
      for (int s = 0; s < count; s++) {
        searches[s].visit(node, searches[s].bound(node));
      }
    }
  }

  /** The points of least reduced cost for one x, best first; ties in the order of the visit. */
  final class Search {
    private final double[] leafCosts = new double[leafSize(dimension)];
    private double[] reduced = new double[0];
    private double[] cost;
    private int[] place;
    private double[] points;
    private int row;
    private int kept;
    private int size;

    private Search() {}

    /** The {@code most} best points for the row {@code row} of {@code from} (row-major). */
    void start(double[] from, int itsRow, int most) {
      points = from;
      row = itsRow;
      kept = most;
      size = 0;
      if (reduced.length < most) {
        reduced = new double[most];
        cost = new double[most];
        place = new int[most];
      }
    }

    int size() {
      return size;
    }

    int place(int rank) {
      return place[rank];
    }

    double cost(int rank) {
      return cost[rank];
    }

    double reduced(int rank) {
      return reduced[rank];
    }

    /** No point of the node has a smaller reduced cost, as computed. */
    private double bound(int node) {
      double sum = 0;
      int box = node * dimension;
      int x = row * dimension;
      for (int k = 0; k < dimension; k++) {
        double value = points[x + k];
        double outside = Math.max(0, Math.max(low[box + k] - value, value - high[box + k]));
        sum += outside * outside * metric.weight(k);
      }
      return sum * keptPart - highestPrice[node];
    }

    private void visit(int node, double bound) {
      if (size == kept && bound >= reduced[size - 1]) {
        return;
      }
      if (node >= firstLeaf) {
        scan(node - firstLeaf);
        return;
      }
      int left = 2 * node + 1;
      double boundLeft = bound(left);
      double boundRight = bound(left + 1);
      if (boundLeft <= boundRight) {
        visit(left, boundLeft);
        visit(left + 1, boundRight);
      } else {
        visit(left + 1, boundRight);
        visit(left, boundLeft);
      }
    }

    private void scan(int leaf) {
      int start = leafStart[leaf];
      int members = leafStart[leaf + 1] - start;
      Arrays.fill(leafCosts, 0, members, 0);
      int from = leaf * dimension;
      int x = row * dimension;
      int k = 0;
      for (; k + 4 <= dimension; k += 4) {
        addFour(k, x + k, from + k);
      }
      for (; k < dimension; k++) {
        addOne(points[x + k], metric.weight(k), coordinates[from + k], leafCosts);
      }
      for (int s = 0; s < members; s++) {
        double value = leafCosts[s] - price[start + s];
        if (size < kept || value < reduced[size - 1]) {
          insert(value, leafCosts[s], start + s);
        }
      }
    }

    private void insert(double value, double itsCost, int itsPlace) {
      int rank = size < kept ? size++ : size - 1;
      while (rank > 0 && reduced[rank - 1] > value) {
        reduced[rank] = reduced[rank - 1];
        cost[rank] = cost[rank - 1];
        place[rank] = place[rank - 1];
        rank--;
      }
      reduced[rank] = value;
      cost[rank] = itsCost;
      place[rank] = itsPlace;
    }

    /** {@link #addOne} for four coordinates one after the other, with one pass over the sums. */
    private void addFour(int k, int x, int from) {
      addFourArrays(
          points[x],
          points[x + 1],
          points[x + 2],
          points[x + 3],
          metric.weight(k),
          metric.weight(k + 1),
          metric.weight(k + 2),
          metric.weight(k + 3),
          coordinates[from],
          coordinates[from + 1],
          coordinates[from + 2],
          coordinates[from + 3],
          leafCosts);
    }
  }

  private static void addOne(double x, double weight, double[] y, double[] sums) {
    for (int s = 0; s < y.length; s++) {
      double difference = x - y[s];
      sums[s] = Math.fma(difference * weight, difference, sums[s]);
    }
  }

  private static void addFourArrays(
      double x0,
      double x1,
      double x2,
      double x3,
      double weight0,
      double weight1,
      double weight2,
      double weight3,
      double[] y0,
      double[] y1,
      double[] y2,
      double[] y3,
      double[] sums) {
    for (int s = 0; s < y0.length; s++) {
      double d0 = x0 - y0[s];
      double d1 = x1 - y1[s];
      double d2 = x2 - y2[s];
      double d3 = x3 - y3[s];
      double sum = Math.fma(d0 * weight0, d0, sums[s]);
      sum = Math.fma(d1 * weight1, d1, sum);
      sum = Math.fma(d2 * weight2, d2, sum);
      sums[s] = Math.fma(d3 * weight3, d3, sum);
    }
  }
}
