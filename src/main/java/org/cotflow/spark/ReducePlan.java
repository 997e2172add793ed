package org.cotflow.spark;

import org.cotflow.measure.MeasureShape;

/**
 * Where the nodes of partitions are merged, and how much then comes to the driver.
 *
 * <p>A task sends, for each layer it holds blocks of, the nodes of the summation tree that its
 * blocks make up: at most 2 log2 of their number. So the driver gets
 *
 * <pre>
 *   8 L nodes    bytes,   nodes = those of all partitions that hold the layers asked for,
 *                         L     = numbers in a node: N d, or N d (1 + d) with Jacobians
 * </pre>
 *
 * which for narrow layers is little more than the 8 L K that the sums themselves take, but grows
 * with the number of partitions for wide ones. A further stage on the executors brings it down to 8
 * L K. That stage costs some 20 ms, as much as a driver needs to take in {@value
 * SparkLayout#WORTHWHILE_BYTES} bytes, hence the rule: on executors where {@link
 * SparkLayout#mergesOnExecutors} says so, or the nodes exceed half of {@link ResultLimit}.
 */
final class ReducePlan {
  private final ResultLimit limit;
  private final boolean always;

  /** Nodes of all layers before each layer. */
  private final long[] nodesBefore;

  /**
   * A plan.
   *
   * @param always whether to merge on executors whatever it costs, for tests
   */
  ReducePlan(MeasureShape shape, BlockPartitions partitions, ResultLimit limit, boolean always) {
    this.limit = limit;
    this.always = always;
    this.nodesBefore = new long[shape.layerCount() + 1];
    int first = 0;
    int partition = 0;
    for (int layer = 0; layer < shape.layerCount(); layer++) {
      int end = first + shape.blocksIn(layer);
      long nodes = 0;
      while (partition < partitions.count() && partitions.fromBlock(partition) < end) {
        int low = Math.max(first, partitions.fromBlock(partition));
        nodes += nodesOf(low - first, Math.min(end, partitions.toBlock(partition)) - first);
        if (partitions.toBlock(partition) > end) {
          break;
        }
        partition++;
      }
      nodesBefore[layer + 1] = nodesBefore[layer] + nodes;
      first = end;
    }
  }

  /** The nodes that the partitions send for the layers [from, to). */
  long nodes(int from, int to) {
    return nodesBefore[to] - nodesBefore[from];
  }

  /** The number of largest nodes that the leaves [low, high) are made up of. */
  static int nodesOf(int low, int high) {
    int count = 0;
    int at = low;
    while (at < high) {
      int size = Integer.highestOneBit(high - at);
      at += at == 0 ? size : Math.min(size, Integer.lowestOneBit(at));
      count++;
    }
    return count;
  }

  /** Whether the nodes of the layers [from, to), of {@code length} numbers each, are merged so. */
  boolean onExecutors(int from, int to, int length) {
    long nodes = nodes(from, to);
    double bytes = (double) Double.BYTES * length * nodes;
    boolean tooMuch = limit.bytes() > 0 && bytes > limit.bytes() / 2;
    return always
        || SparkLayout.mergesOnExecutors((double) nodes / (to - from), bytes)
        || tooMuch && nodes > to - from;
  }

  /** Bytes of sums that come to the driver from a job over the layers [from, to). */
  long driverBytes(int from, int to, int length) {
    long arrays = onExecutors(from, to, length) ? to - from : nodes(from, to);
    return Math.multiplyExact(Math.multiplyExact((long) Double.BYTES, arrays), length);
  }

  /**
   * Stops a job whose result Spark would refuse, before it runs.
   *
   * @throws org.cotflow.base.UserInputException if the results exceed the limit
   */
  void requireFits(int from, int to, int length) {
    limit.require(driverBytes(from, to, length));
  }
}
