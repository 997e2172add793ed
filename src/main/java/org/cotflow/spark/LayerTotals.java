package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;

/**
 * Brings the sums of layers to the driver: one job, in which the nodes that tasks made of their
 * blocks are merged on executors where {@link ReducePlan} says so, and here otherwise. The bits are
 * the same in both cases.
 */
final class LayerTotals {
  /** What a task makes of a partition: nodes, from its number and elements. */
  interface PartitionPass<T> extends Serializable {
    List<LayerNode> nodes(int partition, Iterator<T> elements);
  }

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
   * @param pass not called for partitions without blocks of these layers
   * @param length numbers in each node, at most
   * @throws org.cotflow.base.UserInputException if the results exceed Spark's limit
   */
  <T> double[][] of(JavaRDD<T> elements, PartitionPass<T> pass, int from, int to, int length) {
    plan.requireFits(from, to, length);
    int[] ids = partitions.holding(shape, from, to);
    jobs++;
    return plan.onExecutors(from, to, length)
        ? mergedThere(
            elements.mapPartitionsWithIndex((i, held) -> pass.nodes(i, held).iterator(), true),
            from,
            to,
            ids)
        : mergedHere(nodes(elements.rdd(), pass, ids), from, to);
  }

  private double[][] mergedHere(Object[][] nodes, int from, int to) {
    List<List<TreeSum.Node>> byLayer = new ArrayList<>();
    for (int layer = from; layer < to; layer++) {
      byLayer.add(new ArrayList<>());
    }
    for (Object[] ofPartition : nodes) {
      for (Object element : ofPartition) {
        LayerNode node = (LayerNode) element;
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

  private static <T> Object[][] nodes(RDD<T> elements, PartitionPass<T> pass, int[] ids) {
    List<Object> partitions = Arrays.stream(ids).<Object>mapToObj(Integer::valueOf).toList();
    Seq<Object> asked = CollectionConverters.asScala(partitions).toSeq();
    ClassTag<Object[]> type = ClassTag.apply(Object[].class);
    return (Object[][]) elements.context().runJob(elements, new Nodes<>(pass), asked, type);
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

  /**
   * The nodes of a partition as an array. Spark takes such an object as it is; of a lambda, and of
   * each function of its Java API, it reads the bytecode anew for every job.
   */
  private static final class Nodes<T>
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, Object[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final PartitionPass<T> pass;

    Nodes(PartitionPass<T> pass) {
      this.pass = pass;
    }

    @Override
    public Object[] apply(TaskContext task, scala.collection.Iterator<T> elements) {
      return pass.nodes(task.partitionId(), CollectionConverters.asJava(elements)).toArray();
    }
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
