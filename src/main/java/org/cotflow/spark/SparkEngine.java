package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.LayerFields;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineCounters;
import org.cotflow.engine.SparkSpec;
import org.cotflow.engine.StepMetrics;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.measure.MeasureSource;
import org.cotflow.spark.SumPass.Wanted;
import org.cotflow.spark.session.SparkSessions;

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
  private final LayerCycle<MapSpec> maps;
  private final BlockPartitions partitions;
  private final Lineage lineage;
  private final LayerTotals totals;
  private final MetricsSource metrics;
  private final RowSender states;
  private final RowSender adjoints;
  private final double[][] movingStates;
  private final double[][] movingAdjoints;
  private final BlockMove[] moves;
  private double[][] finishedSums;
  private String description = "";
  private int evaluations;

  private SparkEngine(
      JavaSparkContext context,
      MeasureShape shape,
      LayerCycle<MapSpec> maps,
      BlockPartitions partitions,
      Lineage lineage,
      LayerTotals totals) {
    this.context = context;
    this.shape = shape;
    this.maps = maps;
    this.partitions = partitions;
    this.lineage = lineage;
    this.totals = totals;
    this.metrics = MetricsSource.register();
    this.states = new RowSender(context, shape.layerCount());
    this.adjoints = new RowSender(context, shape.layerCount());
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
      LayerCycle<MapSpec> maps,
      SparkSpec spec,
      Integer partitions) {
    return start(context, shape, source, maps, spec, partitions, false);
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
      LayerCycle<MapSpec> maps,
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
                    new Mapped<>(
                        source.blocks(shape, cut.fromBlock(partition), cut.toBlock(partition)),
                        HeldBlock::first),
                true);
    Lineage lineage = new Lineage(context, spec.checkpointEvery(), blocks);
    ReducePlan plan =
        new ReducePlan(shape, cut, ResultLimit.of(context.getConf()), reduceOnExecutors);
    LayerTotals totals = new LayerTotals(shape, cut, plan);
    return new SparkEngine(context, shape, maps, cut, lineage, totals);
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
        totals.jobs() + lineage.jobs(),
        states.bytesSent() + adjoints.bytesSent(),
        totals.bytesReduced());
  }

  @Override
  public void report(StepMetrics step) {
    metrics.report(step);
  }

  @Override
  public double[] velocity(int layer, double[] rows) {
    checkNotMoved(layer);
    return overLayer(layer, "forward", Wanted.VELOCITY, states.send(layer, rows), null);
  }

  @Override
  public double[] pullback(int layer, double[] rows, double[] adjointRows) {
    checkNotMoved(layer);
    return overLayer(
        layer,
        "adjoint",
        Wanted.PULLBACK,
        states.send(layer, rows),
        adjoints.send(layer, adjointRows));
  }

  private double[] overLayer(
      int layer, String name, Wanted wanted, SentRows stateRows, SentRows adjointRows) {
    SumPass pass = new SumPass(shape, maps, wanted, 0, stateRows, adjointRows);
    double[] mean =
        described(
            name + ", layer " + layer, () -> sums(lineage.current(), pass, layer, layer + 1)[0]);
    divideInPlace(mean, shape.width(layer));
    return mean;
  }

  @Override
  public double[] pullbackAndMove(int layer, double[] rows, double[] adjointRows, BlockMove move) {
    double[] pulled = pullback(layer, rows, adjointRows);
    move(layer, rows, adjointRows, move);
    return pulled;
  }

  @Override
  public void move(int layer, double[] rows, double[] adjointRows, BlockMove move) {
    checkNotMoved(layer);
    movingStates[layer] =
        rows.length == adjointRows.length ? rows : Arrays.copyOf(rows, adjointRows.length);
    movingAdjoints[layer] = adjointRows;
    moves[layer] = move;
  }

  @Override
  public double[][] finishMove() {
    if (finishedSums == null) {
      finishMoves("update", Wanted.NOTHING, takeMoves(), null, null);
    }
    double[][] sums = finishedSums;
    finishedSums = null;
    return sums;
  }

  @Override
  public LayerFields evaluate(double[][] rows, boolean jacobians) {
    Wanted wanted = jacobians ? Wanted.VELOCITY_AND_JACOBIAN : Wanted.VELOCITY;
    double[][] both = overAllLayers("evaluation ", wanted, rows, null);
    if (!jacobians) {
      return new LayerFields(both, null);
    }
    double[][] velocities = new double[rows.length][];
    double[][] slopes = new double[rows.length][];
    for (int layer = 0; layer < rows.length; layer++) {
      int length = rows[layer].length;
      velocities[layer] = Arrays.copyOf(both[layer], length);
      slopes[layer] = Arrays.copyOfRange(both[layer], length, both[layer].length);
    }
    return new LayerFields(velocities, slopes);
  }

  @Override
  public double[][] pullbacks(double[][] rows, double[][] adjointRows) {
    return overAllLayers("adjoint ", Wanted.PULLBACK, rows, adjointRows);
  }

  /** One job over all layers, after the moves that wait, or together with them. */
  private double[][] overAllLayers(
      String kind, Wanted wanted, double[][] rows, double[][] adjointRows) {
    String name = kind + ++evaluations;
    Broadcast<MoveTable> waiting = isMoving() ? takeMoves() : null;
    boolean pulls = wanted == Wanted.PULLBACK;
    SentRows stateRows = pulls ? states.send(rows) : states.sendNew(rows);
    SentRows sentAdjoints = pulls ? adjoints.sendNew(adjointRows) : null;
    double[][] means;
    if (waiting != null) {
      means = finishMoves("update and " + name, wanted, waiting, stateRows, sentAdjoints);
    } else {
      SumPass pass = new SumPass(shape, maps, wanted, 0, stateRows, sentAdjoints);
      means = described(name, () -> sums(lineage.current(), pass, 0, shape.layerCount()));
    }
    for (int layer = 0; layer < means.length; layer++) {
      divideInPlace(means[layer], shape.width(layer));
    }
    return means;
  }

  private double[][] sums(JavaRDD<HeldBlock> blocks, SumPass pass, int from, int to) {
    int longest = IntStream.range(from, to).map(pass::length).max().orElse(0);
    return totals.of(blocks, pass, from, to, longest);
  }

  private boolean isMoving() {
    return Arrays.stream(moves).anyMatch(Objects::nonNull);
  }

  /** Broadcasts the moves that wait, and of their rows those that no pass has sent. */
  private Broadcast<MoveTable> takeMoves() {
    MoveTable table =
        new MoveTable(states.send(movingStates), adjoints.send(movingAdjoints), moves.clone());
    Arrays.fill(movingStates, null);
    Arrays.fill(movingAdjoints, null);
    Arrays.fill(moves, null);
    lineage.keep(states.bytesHeld() + adjoints.bytesHeld(), states.handOver());
    lineage.keep(0, adjoints.handOver());
    Broadcast<MoveTable> sent = context.broadcast(table);
    lineage.keep(0, List.of(sent));
    return sent;
  }

  /** Makes the moved particles the current ones, in one job with what else is wanted of them. */
  private double[][] finishMoves(
      String name,
      Wanted wanted,
      Broadcast<MoveTable> table,
      SentRows stateRows,
      SentRows adjointRows) {
    int moveSums = table.value().sumCount();
    BlockMove[] moved = table.value().moves();
    SumPass pass = new SumPass(shape, maps, wanted, moveSums, stateRows, adjointRows);
    double[][] sums =
        described(
            name,
            () ->
                lineage.advance(
                    new MovePass(maps, table), next -> sums(next, pass, 0, shape.layerCount())));
    finishedSums = new double[sums.length][];
    double[][] wantedSums = new double[sums.length][];
    for (int layer = 0; layer < sums.length; layer++) {
      int length = sums[layer].length - moveSums;
      wantedSums[layer] = Arrays.copyOf(sums[layer], length);
      finishedSums[layer] =
          moved[layer] == null
              ? HeldBlock.UNMOVED
              : Arrays.copyOfRange(sums[layer], length, sums[layer].length);
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
                          new Mapped<>(blocks, HeldBlock::block));
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

  private void checkNotMoved(int layer) {
    if (moves[layer] != null) {
      throw new IllegalStateException("layer " + layer + " was moved and the move is not finished");
    }
  }

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
    states.release();
    adjoints.release();
    lineage.close();
  }
}
