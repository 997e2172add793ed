package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFunction;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import scala.Tuple2;

/**
 * Merges the nodes of partitions on the executors, up the fixed tree, to one array a layer.
 *
 * <p>Each stage brings together the nodes of runs of 2^s leaves that start at multiples of 2^s,
 * which are nodes of the tree themselves; s grows from stage to stage so that a task merges the
 * results of about {@value SparkLayout#FAN_IN} tasks before it. The last stage adds a whole layer.
 * Before adding, a task sorts the fetched nodes by leaf. So the bits do not depend on the order in
 * which tasks end or Spark delivers their results.
 */
record ExecutorReduce(MeasureShape shape, BlockPartitions partitions) {
  /**
   * The totals of the layers [from, to): for each one element, whose node holds S[0, n).
   *
   * @param nodes what the tasks over the partitions made of their blocks of these layers
   */
  JavaRDD<LayerNode> totals(JavaRDD<LayerNode> nodes, int from, int to) {
    int mostBlocks = 0;
    for (int layer = from; layer < to; layer++) {
      mostBlocks = Math.max(mostBlocks, shape.blocksIn(layer));
    }
    JavaRDD<LayerNode> merged = nodes;
    double perPartition = Math.max(1.0, (double) shape.blockCount() / partitions.count());
    int tasks = nodes.getNumPartitions();
    for (int level = level(perPartition * SparkLayout.FAN_IN);
        level < 31 && 1 << level < mostBlocks;
        level += level(SparkLayout.FAN_IN)) {
      Runs runs = Runs.of(shape, from, to, level);
      tasks = Math.max(1, Math.min(runs.count(), tasks / 2));
      merged = stage(merged, runs, tasks, false);
    }
    Runs layers = Runs.of(shape, from, to, 31);
    return stage(merged, layers, Math.max(1, Math.min(layers.count(), tasks)), true);
  }

  private JavaRDD<LayerNode> stage(
      JavaRDD<LayerNode> nodes, Runs runs, int tasks, boolean wholeLayers) {
    return nodes
        .mapToPair(runs)
        .partitionBy(new Dealer(runs.count(), tasks))
        .mapPartitions(new Merge(shape, runs, wholeLayers));
  }

  private static int level(double leaves) {
    int level = 0;
    while (1L << level < leaves) {
      level++;
    }
    return level;
  }

  /**
   * Runs of leaves, numbered through the layers.
   *
   * @param level s; 31 where a run is a whole layer
   * @param firsts the number of each layer's first run, counted from layer {@code from}; behind
   *     them the number of runs
   */
  private record Runs(int from, int level, int[] firsts)
      implements PairFunction<LayerNode, Integer, LayerNode> {
    private static final long serialVersionUID = 1L;

    static Runs of(MeasureShape shape, int from, int to, int level) {
      int[] firsts = new int[to - from + 1];
      for (int layer = from; layer < to; layer++) {
        int runs = level > 30 ? 1 : ((shape.blocksIn(layer) - 1) >> level) + 1;
        firsts[layer - from + 1] = Math.addExact(firsts[layer - from], runs);
      }
      return new Runs(from, level, firsts);
    }

    int count() {
      return firsts[firsts.length - 1];
    }

    int of(LayerNode node) {
      int within = level > 30 ? 0 : node.node().firstLeaf() >> level;
      return firsts[node.layer() - from] + within;
    }

    @Override
    public Tuple2<Integer, LayerNode> call(LayerNode node) {
      return new Tuple2<>(of(node), node);
    }
  }

  /** Deals runs out to tasks, neighbors to the same task. */
  private static final class Dealer extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int runs;
    private final int tasks;

    Dealer(int runs, int tasks) {
      this.runs = runs;
      this.tasks = tasks;
    }

    @Override
    public int numPartitions() {
      return tasks;
    }

    @Override
    public int getPartition(Object run) {
      return (int) ((long) (Integer) run * tasks / runs);
    }
  }

  /** Adds up the nodes of each run. */
  private record Merge(MeasureShape shape, Runs runs, boolean wholeLayers)
      implements FlatMapFunction<Iterator<Tuple2<Integer, LayerNode>>, LayerNode>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<LayerNode> call(Iterator<Tuple2<Integer, LayerNode>> fetched) {
      List<LayerNode> nodes = new ArrayList<>();
      fetched.forEachRemaining(pair -> nodes.add(pair._2()));
      nodes.sort(
          Comparator.comparingInt(LayerNode::layer)
              .thenComparingInt(node -> node.node().firstLeaf()));
      List<LayerNode> merged = new ArrayList<>();
      for (int first = 0; first < nodes.size(); ) {
        int run = runs.of(nodes.get(first));
        int end = first + 1;
        while (end < nodes.size() && runs.of(nodes.get(end)) == run) {
          end++;
        }
        addMerged(nodes.subList(first, end), merged);
        first = end;
      }
      return merged.iterator();
    }

    private void addMerged(List<LayerNode> ofRun, List<LayerNode> merged) {
      int layer = ofRun.get(0).layer();
      List<TreeSum.Node> nodes = ofRun.stream().map(LayerNode::node).toList();
      if (wholeLayers) {
        double[] total = TreeSum.total(shape.blocksIn(layer), nodes);
        merged.add(new LayerNode(layer, new TreeSum.Node(0, 0, total)));
        return;
      }
      TreeSum tree = new TreeSum();
      nodes.forEach(tree::add);
      tree.nodes().forEach(node -> merged.add(new LayerNode(layer, node)));
    }
  }
}
