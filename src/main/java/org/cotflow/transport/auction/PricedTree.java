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
 * <p>Points are cut at the median of their widest coordinate until leaves are small. Prices of good
 * potentials fall as steeply as costs do, so a node knows the box of its points and an inclined
 * plane above their prices,
 *
 * <pre>
 *   b_j <= 2 sum_k weight_k h_k (y_jk - low_k) + H
 *   r(x, j) >= min over the box of sum_k weight_k ((x_k - y_k)^2 - 2 h_k (y_k - low_k)) - H
 * </pre>
 *
 * <p>with the minimum at y = x + h, put into the box. A search leaves out a node of which all is
 * dearer than what it has, less a margin for rounding, so that its result is the minimum over all
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
  private final double keptMargin;
  private final double[] keptWeight;
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

  /** h of each node. */
  private final double[] halfSlope;

  /** For each place the part of its price that the slope of its leaf explains. */
  private final double[] inclined;

  /** H of each node. */
  private final double[] highest;

  /** By how much the slope of a node rises above that of its parent, at most. */
  private final double[] offset;

  /** What rounding may take off the bound of a node. */
  private final double[] margin;

  /** All prices are 0. */
  PricedTree(PointCloud cloud, Metric metric) {
    this.count = cloud.count();
    this.dimension = cloud.dimension();
    this.metric = metric;
    this.keptMargin = 16 * (dimension + 4) * HALF_ULP;
    this.keptWeight = new double[dimension];
    Arrays.setAll(keptWeight, k -> metric.weight(k) * (1 - keptMargin));
    int leafSize = leafSize(dimension);
    this.order = SpatialOrder.of(cloud, leafSize);
    int leaves = SpatialOrder.leafCount(count, leafSize);
    this.firstLeaf = leaves - 1;
    this.leafStart = SpatialOrder.leafStarts(count, leaves);
    this.price = new double[count];
    this.coordinates = new double[ArraySize.of("the leaves of a tree", leaves, dimension)][];
    this.low = new double[ArraySize.of("the boxes of a tree", firstLeaf + leaves, dimension)];
    this.high = new double[low.length];
    this.halfSlope = new double[low.length];
    this.inclined = new double[count];
    this.highest = new double[firstLeaf + leaves];
    this.offset = new double[firstLeaf + leaves];
    this.margin = new double[firstLeaf + leaves];
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

  /** Sets all prices; slopes stay as they are. */
  void setPrices(double[] prices) {
    System.arraycopy(prices, 0, price, 0, count);
    if (hasBoxes()) {
      fitHighest(0, 0, count);
    }
  }

  /**
   * Fits the slopes of the nodes to the mean slope of prices c(x, y_j) - a.
   *
   * @param partners x for each place, row-major
   */
  void fitSlopes(double[] partners) {
    if (hasBoxes()) {
      sumGaps(partners, 0, 0, count);
      fitHighest(0, 0, count);
    }
  }

  private boolean hasBoxes() {
    return dimension <= LARGEST_NEAR_DIMENSION;
  }

  /** The mean of y_j - x over the points of the node and of those below it. */
  private void sumGaps(double[] partners, int node, int from, int to) {
    int at = node * dimension;
    if (node < firstLeaf) {
      int middle = (from + to) >>> 1;
      sumGaps(partners, 2 * node + 1, from, middle);
      sumGaps(partners, 2 * node + 2, middle, to);
      double left = (double) (middle - from) / (to - from);
      for (int k = 0; k < dimension; k++) {
        halfSlope[at + k] =
            left * halfSlope[(2 * node + 1) * dimension + k]
                + (1 - left) * halfSlope[(2 * node + 2) * dimension + k];
      }
      return;
    }
    int leaf = (node - firstLeaf) * dimension;
    for (int k = 0; k < dimension; k++) {
      double sum = 0;
      for (int place = from; place < to; place++) {
        sum += coordinates[leaf + k][place - from] - partners[place * dimension + k];
      }
      halfSlope[at + k] = sum / (to - from);
    }
  }

  /** Fits H, which {@link #lowerPrice} then follows from below, to the slopes. */
  private void fitHighest(int node, int from, int to) {
    int at = node * dimension;
    double reach = 0;
    for (int k = 0; k < dimension; k++) {
      reach += 2 * metric.weight(k) * Math.abs(halfSlope[at + k]) * (high[at + k] - low[at + k]);
    }
    double top = Double.NEGATIVE_INFINITY;
    for (int place = from; place < to; place++) {
      double value = inclination(node, place);
      if (node >= firstLeaf) {
        inclined[place] = value;
      }
      top = Math.max(top, price[place] - value);
    }
    highest[node] = top;
    margin[node] = keptMargin * (reach + Math.abs(top));
    if (node > 0) {
      offset[node] = offsetInParent(node, (node - 1) / 2);
    }
    if (node < firstLeaf) {
      int middle = (from + to) >>> 1;
      fitHighest(2 * node + 1, from, middle);
      fitHighest(2 * node + 2, middle, to);
      margin[node] += Math.max(margin[2 * node + 1], margin[2 * node + 2]);
    }
  }

  /** The slope's part of the price of a point of the node. */
  private double inclination(int node, int place) {
    int leaf = leafOf(place);
    int within = place - leafStart[leaf];
    int at = node * dimension;
    double sum = 0;
    for (int k = 0; k < dimension; k++) {
      double y = coordinates[leaf * dimension + k][within];
      sum += 2 * metric.weight(k) * halfSlope[at + k] * (y - low[at + k]);
    }
    return sum;
  }

  /** By how much the slope of the child rises above that of the parent within the child's box. */
  private double offsetInParent(int child, int parent) {
    double sum = 0;
    for (int k = 0; k < dimension; k++) {
      int c = child * dimension + k;
      int q = parent * dimension + k;
      double steeper = halfSlope[c] - halfSlope[q];
      sum +=
          2
              * metric.weight(k)
              * (Math.max(0, steeper) * (high[c] - low[c]) - halfSlope[q] * (low[c] - low[q]));
    }
    return sum;
  }

  void lowerPrice(int place, double lowered) {
    double before = price[place] - inclined[place];
    price[place] = lowered;
    if (!hasBoxes()) {
      return;
    }
    int node = firstLeaf + leafOf(place);
    if (before < highest[node]) {
      return;
    }
    double top = Double.NEGATIVE_INFINITY;
    int end = leafStart[node - firstLeaf + 1];
    for (int other = leafStart[node - firstLeaf]; other < end; other++) {
      top = Math.max(top, price[other] - inclined[other]);
    }
    while (top < highest[node]) {
      highest[node] = top;
      margin[node] = Math.max(margin[node], 2 * keptMargin * Math.abs(top));
      if (node == 0) {
        return;
      }
      node = (node - 1) / 2;
      int left = 2 * node + 1;
      top = Math.max(highest[left] + offset[left], highest[left + 1] + offset[left + 1]);
    }
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
    if (hasBoxes()) {
      for (int s = 0; s < count; s++) {
        searches[s].visit(0, searches[s].bound(0));
      }
      return;
    }
    for (int leaf = 0; leaf <= firstLeaf; leaf++) {
      for (int s = 0; s < count; s++) {
        searches[s].scan(leaf);
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
        double half = halfSlope[box + k];
        double nearest = Math.min(Math.max(value + half, low[box + k]), high[box + k]);
        double gap = value - nearest;
        sum += keptWeight[k] * (gap * gap) - 2 * metric.weight(k) * half * (nearest - low[box + k]);
      }
      return sum - highest[node] - margin[node];
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
