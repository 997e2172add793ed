package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.LayerFields;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineCounters;
import org.cotflow.engine.SparkSpec;
import org.cotflow.engine.StepMetrics;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.measure.MeasureSource;
import org.cotflow.spark.LayersPass.Wanted;

/**
 * The engine whose particles live on Spark executors.
 *
 * <p>{@link #velocity} and {@link #pullback} are one job each, on the partitions of that layer
 * alone. Moves are put off: {@link #finishMove} is one job over all partitions. With K layers a
 * training step by sweep takes 2 K jobs: K velocities, K - 1 pullbacks, the move. {@link #evaluate}
 * and {@link #pullbacks} are one job over all layers, and the first of them after a move is that
 * move's job too.
 *
 * <p>Confined to one thread; the context may serve others.
 */
public final class SparkEngine implements Engine {
  private final JavaSparkContext context;
  private final MeasureShape shape;
  private final Activation activation;
  private final BlockPartitions partitions;
  private final Lineage lineage;
  private final LayerTotals totals;
  private final MetricsSource metrics;
  private final SharedRows shared;
  private final double[][] movingStates;
  private final double[][] movingAdjoints;
  private final BlockMove[] moves;
  private double[][] endedMoveSums;
  private long bytesBroadcast;
  private String description = "";
  private int evaluations;

  private SparkEngine(
      JavaSparkContext context,
      MeasureShape shape,
      Activation activation,
      BlockPartitions partitions,
      Lineage lineage,
      LayerTotals totals) {
    this.context = context;
    this.shape = shape;
    this.activation = activation;
    this.partitions = partitions;
    this.lineage = lineage;
    this.totals = totals;
    this.metrics = MetricsSource.register();
    this.shared = new SharedRows(context, shape.layerCount());
    this.movingStates = new double[shape.layerCount()][];
    this.movingAdjoints = new double[shape.layerCount()][];
    this.moves = new BlockMove[shape.layerCount()];
  }

  /**
   * An engine over the particles of {@code source}, which executors draw or read themselves when
   * the first job needs them.
   *
   * @param context started with the settings of {@link SparkSessions}; the engine does not stop it
   * @param partitions null for as many as suit the cluster's cores when layers are walked one by
   *     one; more than there are blocks count as one a block
   */
  public static SparkEngine start(
      JavaSparkContext context,
      MeasureShape shape,
      MeasureSource source,
      Activation activation,
      SparkSpec spec,
      Integer partitions) {
    return start(context, shape, source, activation, spec, partitions, false);
  }

  /** How many partitions suit a solver that evaluates all layers at once. */
  public static int partitionsForAllLayers(JavaSparkContext context, MeasureShape shape) {
    return BlockPartitions.suitableCountForAll(shape, context.defaultParallelism());
  }

  /**
   * As above.
   *
   * @param reduceOnExecutors whether sums are merged there whatever it costs
   */
  static SparkEngine start(
      JavaSparkContext context,
      MeasureShape shape,
      MeasureSource source,
      Activation activation,
      SparkSpec spec,
      Integer partitions,
      boolean reduceOnExecutors) {
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
    ReducePlan plan = ReducePlan.of(shape, cut, context.getConf(), reduceOnExecutors);
    LayerTotals totals = new LayerTotals(shape, cut, plan);
    return new SparkEngine(context, shape, activation, cut, lineage, totals);
  }

  private static Iterator<HeldBlock> held(Iterator<ParticleBlock> blocks) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public HeldBlock next() {
        return HeldBlock.first(blocks.next());
      }
    };
  }

  /**
   * Spark's web pages show the purpose of the next jobs: the text is their job group, and each
   * description names the pass, layer or evaluation.
   */
  @Override
  public void describe(String text) {
    description = text;
    evaluations = 0;
  }

  @Override
  public boolean mayReadSourceAgain() {
    return lineage.beginsAtSource();
  }

  @Override
  public MeasureShape shape() {
    return shape;
  }

  @Override
  public EngineCounters counters() {
    return new EngineCounters(
        totals.jobs() + lineage.jobs(), bytesBroadcast, totals.bytesReduced());
  }

  @Override
  public void report(StepMetrics step) {
    metrics.report(step);
  }

  @Override
  public double[] velocity(int layer, double[] states) {
    checkNotMoved(layer);
    return pass("forward", layer, states.length, shared.states(layer, states), null);
  }

  @Override
  public double[] pullback(int layer, double[] states, double[] adjoints) {
    checkNotMoved(layer);
    Broadcast<double[]> sent = shared.send(adjoints);
    try {
      return pass("adjoint", layer, adjoints.length, shared.states(layer, states), sent);
    } finally {
      sent.destroy();
    }
  }

  @Override
  public double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move) {
    double[] pulled = pullback(layer, states, adjoints);
    move(layer, states, adjoints, move);
    return pulled;
  }

  @Override
  public void move(int layer, double[] states, double[] adjoints, BlockMove move) {
    checkNotMoved(layer);
    movingStates[layer] =
        states.length == adjoints.length ? states : Arrays.copyOf(states, adjoints.length);
    movingAdjoints[layer] = adjoints;
    moves[layer] = move;
  }

  @Override
  public double[][] finishMove() {
    if (endedMoveSums == null) {
      endMoves("update", Wanted.NOTHING, 0, null);
    }
    double[][] sums = endedMoveSums;
    endedMoveSums = null;
    return sums;
  }

  @Override
  public LayerFields evaluate(double[][] states, boolean jacobians) {
    Wanted wanted = jacobians ? Wanted.VELOCITY_AND_JACOBIAN : Wanted.VELOCITY;
    double[][] sums =
        overAllLayers("evaluation " + ++evaluations, wanted, new RowTable(states, null));
    double[][] velocities = new double[states.length][];
    double[][] slopes = jacobians ? new double[states.length][] : null;
    for (int layer = 0; layer < states.length; layer++) {
      divideInPlace(sums[layer], shape.width(layer));
      int length = states[layer].length;
      velocities[layer] = jacobians ? Arrays.copyOf(sums[layer], length) : sums[layer];
      if (jacobians) {
        slopes[layer] = Arrays.copyOfRange(sums[layer], length, sums[layer].length);
      }
    }
    return new LayerFields(velocities, slopes);
  }

  @Override
  public double[][] pullbacks(double[][] states, double[][] adjoints) {
    double[][] sums =
        overAllLayers("adjoint " + ++evaluations, Wanted.PULLBACK, new RowTable(states, adjoints));
    for (int layer = 0; layer < sums.length; layer++) {
      divideInPlace(sums[layer], shape.width(layer));
    }
    return sums;
  }

  /** One job over all layers, after the moves that wait, or together with them. */
  private double[][] overAllLayers(String name, Wanted wanted, RowTable table) {
    Broadcast<RowTable> rows = context.broadcast(table);
    bytesBroadcast += table.bytes();
    try {
      if (isMoving()) {
        return endMoves("update and " + name, wanted, length(table, wanted), rows);
      }
      LayersPass pass = new LayersPass(shape, activation, wanted, 0, rows);
      return described(name, () -> sums(lineage.current(), pass, length(table, wanted)));
    } finally {
      rows.destroy();
    }
  }

  private double[][] sums(JavaRDD<HeldBlock> blocks, LayersPass pass, int length) {
    return totals.of(blocks.mapPartitions(pass), 0, shape.layerCount(), length);
  }

  /** Numbers that are wanted of the layer with the most rows. */
  private int length(RowTable table, Wanted wanted) {
    double[][] rows = wanted == Wanted.PULLBACK ? table.adjoints() : table.states();
    int longest = Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
    int factor = wanted == Wanted.VELOCITY_AND_JACOBIAN ? 1 + shape.stateDim() : 1;
    return Math.multiplyExact(longest, factor);
  }

  private boolean isMoving() {
    return Arrays.stream(moves).anyMatch(move -> move != null);
  }

  /** Makes the moved particles the current ones, in one job together with the requested sums. */
  private double[][] endMoves(String name, Wanted wanted, int length, Broadcast<RowTable> rows) {
    MoveTable table =
        new MoveTable(new RowTable(movingStates.clone(), movingAdjoints.clone()), moves.clone());
    Broadcast<MoveTable> sent = context.broadcast(table);
    bytesBroadcast += table.rows().bytes();
    Arrays.fill(movingStates, null);
    Arrays.fill(movingAdjoints, null);
    Arrays.fill(moves, null);
    shared.releaseAll();
    int moveSums = table.sumCount();
    LayersPass pass = new LayersPass(shape, activation, wanted, moveSums, rows);
    double[][] sums =
        described(
            name,
            () ->
                lineage.advance(
                    new MovePass(activation, sent),
                    List.of(sent),
                    table.rows().bytes(),
                    next -> sums(next, pass, moveSums + length)));
    endedMoveSums = new double[sums.length][];
    double[][] wantedSums = new double[sums.length][];
    for (int layer = 0; layer < sums.length; layer++) {
      boolean moved = table.moves()[layer] != null;
      endedMoveSums[layer] = moved ? Arrays.copyOf(sums[layer], moveSums) : HeldBlock.UNMOVED;
      wantedSums[layer] = Arrays.copyOfRange(sums[layer], moveSums, sums[layer].length);
    }
    return wantedSums;
  }

  private static void divideInPlace(double[] sums, int width) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= width;
    }
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
    for (CotflowKryoRegistrator.Opaque receipt : described("snapshot", receipts::collect)) {
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
      int length,
      Broadcast<double[]> states,
      Broadcast<double[]> adjoints) {
    int count = length / shape.stateDim();
    LayerPass task = new LayerPass(shape, activation, layer, count, states, adjoints);
    bytesBroadcast += (long) Double.BYTES * length;
    double[] mean =
        described(
            name + ", layer " + layer,
            () -> totals.of(lineage.current().mapPartitions(task), layer, layer + 1, length)[0]);
    divideInPlace(mean, shape.width(layer));
    return mean;
  }

  private void checkNotMoved(int layer) {
    if (moves[layer] != null) {
      throw new IllegalStateException("layer " + layer + " was moved and the move is not finished");
    }
  }

  /** Runs jobs under a description. */
  private <R> R described(String name, Supplier<R> jobs) {
    String full = description.isEmpty() ? name : description + ", " + name;
    if (description.isEmpty()) {
      context.setJobDescription(full);
    } else {
      context.setJobGroup(description, full);
    }
    try {
      return jobs.get();
    } catch (Exception failure) { // Spark's are checked, and Scala does not declare them
      throw SparkFailureException.explained(full, failure);
    } finally {
      context.clearJobGroup();
    }
  }

  /** Releases what the engine holds on the cluster. The context stays. */
  @Override
  public void close() {
    if (context.sc().isStopped()) {
      return;
    }
    metrics.close();
    shared.releaseAll();
    lineage.close();
  }
}
