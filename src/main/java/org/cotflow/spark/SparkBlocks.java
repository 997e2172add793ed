package org.cotflow.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.spark.session.SparkSessions;

/**
 * The layers of a measure on executors, one layer at a time. Executors read its blocks themselves,
 * and keep them with their prepared views. A sum is one job, whose argument is broadcast.
 */
public final class SparkBlocks implements LayerBlocks.Source {
  private static final int PARTITIONS_PER_CORE = 2;

  private final JavaSparkContext context;
  private final MeasureShape shape;
  private final MeasureSource source;

  /**
   * @param context started with the settings of {@link SparkSessions}
   * @param shape in the blocks that sums go over
   */
  public SparkBlocks(JavaSparkContext context, MeasureShape shape, MeasureSource source) {
    this.context = context;
    this.shape = shape;
    this.source = source;
  }

  /** Each partition may use as much memory as a process. */
  @Override
  public long room(int layer) {
    return InProcessBlocks.ROOM * partitions(alone(layer)).count();
  }

  @Override
  public <T> LayerBlocks<T> of(int layer, double[] states, LayerBlocks.View<T> view) {
    return new Distributed<>(layer, states, view);
  }

  /** One layer as a measure of its own: its nodes are those of the layer's tree. */
  private MeasureShape alone(int layer) {
    return shape.alone(layer);
  }

  /** The cost of a block depends on the rows more than on its size, so all cores are used. */
  private BlockPartitions partitions(MeasureShape alone) {
    int cores = context.defaultParallelism();
    int least = BlockPartitions.suitableCountForAll(alone, cores);
    return BlockPartitions.of(alone, Math.max(least, PARTITIONS_PER_CORE * cores));
  }

  private final class Distributed<T> implements LayerBlocks<T> {
    private final int layer;
    private final BlockPartitions cut;
    private final LayerTotals totals;
    private final Broadcast<double[]> states;
    private final JavaRDD<HeldBlock> blocks;
    private final JavaRDD<T> views;

    Distributed(int layer, double[] states, View<T> view) {
      MeasureShape alone = alone(layer);
      this.layer = layer;
      this.cut = partitions(alone);
      ReducePlan plan = new ReducePlan(alone, cut, ResultLimit.of(context.getConf()), false);
      this.totals = new LayerTotals(alone, cut, plan);
      this.states = context.broadcast(states.clone());
      this.blocks =
          context
              .parallelize(Collections.nCopies(cut.count(), 0), cut.count())
              .mapPartitionsWithIndex(new Read(shape, source, layer, cut)::call, true)
              .persist(StorageLevel.MEMORY_AND_DISK());
      this.views = viewed(blocks, view, this.states).persist(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public double[] sum(Term<T> term, double[] argument, int length) {
      String name = "sums over layer " + layer;
      Broadcast<double[]> sent = context.broadcast(argument.clone());
      try {
        context.setJobDescription(name);
        return totals.of(views, nodes(cut, term, sent), 0, 1, length)[0];
      } catch (Exception failure) { // Spark's are checked, and Scala does not declare them
        throw SparkFailureException.explained(name, failure);
      } finally {
        context.setJobDescription(null);
        sent.destroy();
      }
    }

    @Override
    public void close() {
      views.unpersist(false);
      blocks.unpersist(false);
      states.destroy();
    }
  }

  /** The blocks of a partition, read on the executor. */
  private record Read(MeasureShape shape, MeasureSource source, int layer, BlockPartitions cut)
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    Iterator<HeldBlock> call(int partition, Iterator<Integer> none) {
      int first = shape.firstBlock(layer);
      Iterator<ParticleBlock> read =
          source.blocks(shape, first + cut.fromBlock(partition), first + cut.toBlock(partition));
      List<HeldBlock> held = new ArrayList<>();
      read.forEachRemaining(block -> held.add(HeldBlock.first(block)));
      return held.iterator();
    }
  }

  private static <T> JavaRDD<T> viewed(
      JavaRDD<HeldBlock> blocks, LayerBlocks.View<T> view, Broadcast<double[]> states) {
    return blocks.map(held -> view.of(held.block(), states.value()));
  }

  private static <T> LayerTotals.PartitionPass<T> nodes(
      BlockPartitions cut, LayerBlocks.Term<T> term, Broadcast<double[]> sent) {
    return (partition, held) -> {
      TreeSum tree = new TreeSum();
      for (int block = cut.fromBlock(partition); held.hasNext(); block++) {
        tree.add(block, term.of(held.next(), sent.value()));
      }
      return tree.nodes().stream().map(node -> new LayerNode(0, node)).toList();
    };
  }
}
