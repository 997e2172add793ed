package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import scala.runtime.AbstractFunction1;

/**
 * Brings the sums of layers to the driver: one job, in which the nodes that tasks made of their
 * blocks are merged on executors where {@link ReducePlan} says so, and here otherwise. The bits are
 * the same in both cases.
 */
final class LayerTotals {
  private final MeasureShape shape;
  private final BlockPartitions partitions;
  private final ReducePlan plan;
  private long jobs;
  private long bytesReduced;

  LayerTotals(MeasureShape shape, BlockPartitions partitions, ReducePlan plan) {
    this.shape = shape;
    this.partitions = partitions;
    this.plan = plan;
  }

  long jobs() {
    return jobs;
  }

  /** Bytes of sums that came to the driver. */
  long bytesReduced() {
    return bytesReduced;
  }

  /**
   * The totals of the layers [from, to), each over the layer's particles.
   *
   * @param nodes the tasks over all partitions; those without blocks of these layers are not run
   * @param length numbers in each node
   * @throws org.cotflow.base.UserInputException if the results exceed Spark's limit
   */
  double[][] of(JavaRDD<LayerNode> nodes, int from, int to, int length) {
    plan.requireFits(from, to, length);
    int[] ids = partitions.holding(shape, from, to);
    jobs++;
    return plan.onExecutors(from, to, length)
        ? mergedThere(nodes, from, to, ids)
        : mergedHere(nodes, from, to, ids);
  }

  private double[][] mergedHere(JavaRDD<LayerNode> nodes, int from, int to, int[] ids) {
    List<List<TreeSum.Node>> byLayer = new ArrayList<>();
    for (int layer = from; layer < to; layer++) {
      byLayer.add(new ArrayList<>());
    }
    for (List<LayerNode> ofPartition : nodes.collectPartitions(ids)) {
      for (LayerNode node : ofPartition) {
        byLayer.get(node.layer() - from).add(node.node());
        count(node);
      }
    }
    double[][] totals = new double[to - from][];
    for (int i = 0; i < totals.length; i++) {
      totals[i] = TreeSum.total(shape.blocksIn(from + i), byLayer.get(i));
    }
    return totals;
  }

  private double[][] mergedThere(JavaRDD<LayerNode> nodes, int from, int to, int[] ids) {
    JavaRDD<LayerNode> asked =
        ids.length == partitions.count()
            ? nodes
            : PartitionPruningRDD.create(nodes.rdd(), new OneOf(ids)).toJavaRDD();
    JavaRDD<LayerNode> merged = new ExecutorReduce(shape, partitions).totals(asked, from, to);
    double[][] totals = new double[to - from][];
    try {
      for (LayerNode total : merged.collect()) {
        totals[total.layer() - from] = total.node().sums();
        count(total);
      }
    } finally {
      // Otherwise the files stay until the driver's next garbage collection.
      merged.rdd().cleanShuffleDependencies(false);
    }
    return totals;
  }

  private void count(LayerNode node) {
    bytesReduced += (long) Double.BYTES * node.node().sums().length;
  }

  /** Whether a partition is one of those. */
  private static final class OneOf extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int[] ids;

    OneOf(int[] ids) {
      this.ids = ids;
    }

    @Override
    public Object apply(Object partition) {
      return Arrays.binarySearch(ids, (Integer) partition) >= 0;
    }
  }
}
