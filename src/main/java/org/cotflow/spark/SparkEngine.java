package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.base.UserInputException;
import org.cotflow.depth.BlockMove;
import org.cotflow.engine.Engine;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.measure.MeasureSource;

/**
 * The engine whose particles live on Spark executors.
 *
 * <p>{@link #velocity} and {@link #pullback} are one job each, on the partitions of that layer
 * alone. Moves are put off: {@link #finishMove} is one job over all partitions. With K layers a
 * training step by sweep takes 2 K jobs: K velocities, K - 1 pullbacks, the move.
 *
 * <p>Confined to one thread; the context may serve others.
 */
public final class SparkEngine implements Engine {
  private final JavaSparkContext context;
  private final MeasureShape shape;
  private final Activation activation;
  private final BlockPartitions partitions;
  private final Lineage lineage;
  private final SharedRows shared;
  private final LayerMove[] pending;
  private final List<Broadcast<?>> pendingBroadcasts = new ArrayList<>();
  private long pendingBytes;
  private String description = "";

  private SparkEngine(
      JavaSparkContext context,
      MeasureShape shape,
      Activation activation,
      BlockPartitions partitions,
      Lineage lineage) {
    this.context = context;
    this.shape = shape;
    this.activation = activation;
    this.partitions = partitions;
    this.lineage = lineage;
    this.shared = new SharedRows(context, shape.layerCount());
    this.pending = new LayerMove[shape.layerCount()];
  }

  /**
   * An engine over the particles of {@code source}, which executors draw or read themselves when
   * the first job needs them.
   *
   * @param context started with the settings of {@link SparkSessions}; the engine does not stop it
   * @param partitions null for as many as suit the cluster's cores; more than there are blocks
   *     count as one a block
   */
  public static SparkEngine start(
      JavaSparkContext context,
      MeasureShape shape,
      MeasureSource source,
      Activation activation,
      SparkSpec spec,
      Integer partitions) {
    int count =
        partitions != null
            ? partitions
            : BlockPartitions.suitableCount(shape, context.defaultParallelism());
    BlockPartitions cut = BlockPartitions.of(shape, count);
    JavaRDD<HeldBlock> blocks =
        context
            .parallelize(Collections.nCopies(cut.count(), 0), cut.count())
            .mapPartitionsWithIndex(
                (partition, none) ->
                    held(source.blocks(shape, cut.fromBlock(partition), cut.toBlock(partition))),
                true);
    Lineage lineage = new Lineage(context, spec.checkpointEvery(), blocks);
    return new SparkEngine(context, shape, activation, cut, lineage);
  }

  private static Iterator<HeldBlock> held(Iterator<ParticleBlock> blocks) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public HeldBlock next() {
        return new HeldBlock(blocks.next(), HeldBlock.UNMOVED);
      }
    };
  }

  /** Says what the next jobs are for, such as "step 12"; Spark's own pages show it. */
  public void describe(String text) {
    description = text;
  }

  @Override
  public MeasureShape shape() {
    return shape;
  }

  @Override
  public double[] velocity(int layer, double[] states) {
    checkNotMoved(layer);
    return pass("forward", layer, states, shared.states(layer, states), null);
  }

  @Override
  public double[] pullback(int layer, double[] states, double[] adjoints) {
    checkNotMoved(layer);
    Broadcast<double[]> sent = shared.send(adjoints);
    try {
      return pass("adjoint", layer, adjoints, shared.states(layer, states), sent);
    } finally {
      sent.destroy();
    }
  }

  @Override
  public double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move) {
    LayerMove waiting = putOff(layer, states, adjoints, move);
    return pass("adjoint", layer, adjoints, waiting.states(), waiting.adjoints());
  }

  @Override
  public void move(int layer, double[] states, double[] adjoints, BlockMove move) {
    putOff(layer, states, adjoints, move);
  }

  private LayerMove putOff(int layer, double[] states, double[] adjoints, BlockMove move) {
    checkNotMoved(layer);
    Broadcast<double[]> sent = shared.send(adjoints);
    pendingBroadcasts.add(sent);
    pendingBytes += Double.BYTES * ((long) states.length + adjoints.length);
    int rows = adjoints.length / shape.stateDim();
    pending[layer] = new LayerMove(shared.states(layer, states), sent, rows, move);
    return pending[layer];
  }

  @Override
  public double[][] finishMove() {
    Broadcast<LayerMove.Table> table = context.broadcast(new LayerMove.Table(pending.clone()));
    List<Broadcast<?>> broadcasts = new ArrayList<>(pendingBroadcasts);
    broadcasts.add(table);
    for (int layer = 0; layer < pending.length; layer++) {
      if (pending[layer] != null) {
        shared.handOver(layer, broadcasts);
        pending[layer] = null;
      }
    }
    shared.releaseAll();
    long bytes = pendingBytes;
    pendingBroadcasts.clear();
    pendingBytes = 0;
    MovePass move = new MovePass(activation, table);
    MovePass.Sums sums = new MovePass.Sums(shape.blockSize());
    List<LayerNode> nodes =
        described(
            "update",
            () ->
                lineage.advance(
                    move,
                    broadcasts,
                    bytes,
                    next -> collect(next.mapPartitions(sums), partitions.all())));
    return totals(nodes);
  }

  private double[][] totals(List<LayerNode> nodes) {
    List<List<TreeSum.Node>> byLayer = new ArrayList<>();
    for (int layer = 0; layer < shape.layerCount(); layer++) {
      byLayer.add(new ArrayList<>());
    }
    for (LayerNode node : nodes) {
      byLayer.get(node.layer()).add(node.node());
    }
    double[][] totals = new double[shape.layerCount()][];
    for (int layer = 0; layer < totals.length; layer++) {
      totals[layer] = TreeSum.total(shape.blocksIn(layer), byLayer.get(layer));
    }
    return totals;
  }

  @Override
  public <R extends Serializable> List<R> store(MeasureSink<R> sink) {
    MeasureShape written = shape;
    BlockPartitions cut = partitions;
    JavaRDD<CotflowKryoRegistrator.Opaque> receipts =
        lineage
            .current()
            .mapPartitionsWithIndex(
                (partition, blocks) -> {
                  R receipt =
                      sink.write(
                          written,
                          cut.fromBlock(partition),
                          cut.toBlock(partition),
                          particles(blocks));
                  return List.of(new CotflowKryoRegistrator.Opaque(receipt)).iterator();
                },
                true);
    List<R> inOrder = new ArrayList<>();
    for (CotflowKryoRegistrator.Opaque receipt :
        described("snapshot", () -> collect(receipts, cut.all()))) {
      @SuppressWarnings("unchecked")
      R value = (R) receipt.value();
      inOrder.add(value);
    }
    return inOrder;
  }

  private static Iterator<ParticleBlock> particles(Iterator<HeldBlock> blocks) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public ParticleBlock next() {
        return blocks.next().block();
      }
    };
  }

  private double[] pass(
      String name,
      int layer,
      double[] rows,
      Broadcast<double[]> states,
      Broadcast<double[]> adjoints) {
    int count = rows.length / shape.stateDim();
    LayerPass task = new LayerPass(shape, activation, layer, count, states, adjoints);
    List<TreeSum.Node> nodes =
        described(
            name + ", layer " + layer,
            () -> collect(lineage.current().mapPartitions(task), partitions.holding(shape, layer)));
    double[] mean = TreeSum.total(shape.blocksIn(layer), nodes);
    int width = shape.width(layer);
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= width;
    }
    return mean;
  }

  private void checkNotMoved(int layer) {
    if (pending[layer] != null) {
      throw new IllegalStateException("layer " + layer + " was moved and the move is not finished");
    }
  }

  /** What the tasks of the given partitions return, in the order of partitions. */
  private static <T> List<T> collect(JavaRDD<T> rdd, int[] ids) {
    List<T> results = new ArrayList<>();
    for (List<T> ofPartition : rdd.collectPartitions(ids)) {
      results.addAll(ofPartition);
    }
    return results;
  }

  /** Runs jobs under a description. */
  private <R> R described(String name, Supplier<R> jobs) {
    String full = description.isEmpty() ? name : description + ", " + name;
    context.setJobDescription(full);
    try {
      return jobs.get();
    } catch (Exception failure) { // Spark's are checked, and Scala does not declare them
      throw explained(full, failure);
    } finally {
      context.setJobDescription(null);
    }
  }

  /** A user's error that a task met on an executor is the user's error here too. */
  private static RuntimeException explained(String job, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserInputException) {
        return new UserInputException(cause.getMessage(), failure);
      }
    }
    return new SparkFailureException(job, failure);
  }

  /** Releases what the engine holds on the cluster. The context stays. */
  @Override
  public void close() {
    if (context.sc().isStopped()) {
      return;
    }
    shared.releaseAll();
    for (Broadcast<?> broadcast : pendingBroadcasts) {
      broadcast.destroy();
    }
    pendingBroadcasts.clear();
    lineage.close();
  }
}
