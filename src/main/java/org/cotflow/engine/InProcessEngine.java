package org.cotflow.engine;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.cotflow.base.ArraySize;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.LayerFields;
import org.cotflow.engine.TileScheduler.Layer;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.measure.MeasureSource;

/**
 * The particles in this process, moved in place by a team of threads: the default engine and the
 * reference for the others. {@link TileScheduler} shares out the passes; a move is part of the
 * backward pass.
 */
public final class InProcessEngine implements Engine {
  /** Chunks of rows whose gradient sums are held at once, at most. */
  public static final int CHUNKS_AT_ONCE = TileScheduler.WINDOW_CHUNKS;

  /** Numbers in a part of a stored measure, about: 64 MB. */
  private static final long PART_NUMBERS = 1 << 23;

  /**
   * Runs of layers that each thread reads of the source at the start, about: few, because a file is
   * read from the beginning of a row group on, which may hold hundreds of layers.
   */
  private static final int READS_PER_THREAD = 8;

  private final MeasureShape shape;
  private final ParticleBlock[][] layers;
  private final WorkerTeam team;
  private final TileScheduler scheduler;
  private final GradientSums gradients;

  /** By layer and block, of the moves since the last {@link #finishMove}. */
  private final double[][][] moveSums;

  /** By layer and block; made when a move first asks for them, and used again. */
  private final double[][][][] registers;

  /** Arrays to use again, by length: rows with and without those that have no adjoints. */
  private final Map<Integer, Deque<double[]>> spare = new HashMap<>();

  /** The same kernel for all layers. */
  public InProcessEngine(
      MeasureShape shape, MeasureSource source, BlockKernel kernel, int threads) {
    this(shape, source, LayerCycle.everywhere(kernel), threads);
  }

  /**
   * Draws or reads the particles.
   *
   * @param kernels of the layers
   * @param threads at least 1
   */
  public InProcessEngine(
      MeasureShape shape, MeasureSource source, LayerCycle<BlockKernel> kernels, int threads) {
    this.shape = shape;
    this.team = new WorkerTeam(threads);
    this.layers = new ParticleBlock[shape.layerCount()][];
    this.moveSums = new double[shape.layerCount()][][];
    this.registers = new double[shape.layerCount()][][][];
    this.scheduler = new TileScheduler(team, kernels);
    this.gradients = new GradientSums(team);
    try {
      int count = shape.layerCount();
      int runs = Math.min(count, READS_PER_THREAD * threads);
      team.run(
          runs,
          (run, worker) ->
              read(source, (int) ((long) count * run / runs), (int) ((run + 1L) * count / runs)));
    } catch (RuntimeException | Error failure) {
      team.close();
      throw failure;
    }
  }

  /**
   * Bytes that a pass over a layer holds beside states, adjoints, its result and gradients.
   *
   * @param blocks of the layer
   * @param perRow numbers of each row that are added up over the particles
   */
  public static long passBytes(int threads, int blocks, int rows, int stateDim, int perRow) {
    return TileScheduler.passBytes(threads, blocks, rows, stateDim, perRow);
  }

  private void read(MeasureSource source, int fromLayer, int toLayer) {
    Iterator<ParticleBlock> given =
        source.blocks(shape, shape.firstBlock(fromLayer), shape.firstBlock(toLayer));
    for (int layer = fromLayer; layer < toLayer; layer++) {
      layers[layer] = new ParticleBlock[shape.blocksIn(layer)];
      for (int index = 0; index < layers[layer].length; index++) {
        layers[layer][index] = given.next();
      }
    }
  }

  @Override
  public MeasureShape shape() {
    return shape;
  }

  private Layer over(int layer, double[] states, double[] adjoints, int rows) {
    return new Layer(layers[layer], states, adjoints, rows);
  }

  @Override
  public double[] velocity(int layer, double[] states) {
    double[] mean = array(states.length);
    scheduler.run(
        over(layer, states, null, states.length / stateDim()),
        stateDim(),
        false,
        (passes, block, tile, sums) ->
            passes.velocity(layers[layer][block], tile.states(), tile.rows(), sums),
        window -> scheduler.mean(window, 0, stateDim(), shape.width(layer), mean));
    return mean;
  }

  @Override
  public double[] pullback(int layer, double[] states, double[] adjoints) {
    double[] mean = array(adjoints.length);
    scheduler.run(
        over(layer, states, adjoints, adjoints.length / stateDim()),
        stateDim(),
        false,
        (passes, block, tile, sums) ->
            passes.pullback(
                layers[layer][block], tile.states(), tile.adjoints(), tile.rows(), sums),
        window -> scheduler.mean(window, 0, stateDim(), shape.width(layer), mean));
    return mean;
  }

  @Override
  public double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move) {
    double[] mean = array(adjoints.length);
    moveLayer(layer, states, adjoints, move, mean);
    return mean;
  }

  @Override
  public void move(int layer, double[] states, double[] adjoints, BlockMove move) {
    moveLayer(layer, states, adjoints, move, null);
  }

  /**
   * Moves a layer.
   *
   * @param pulled null, or overwritten with the pullback
   */
  private void moveLayer(
      int layer, double[] states, double[] adjoints, BlockMove move, double[] pulled) {
    ParticleBlock[] blocks = layers[layer];
    double[][][] held = registers(layer, move);
    double[][] sumsOfMove = new double[blocks.length][move.sumCount()];
    gradients.begin(blocks.length);
    scheduler.run(
        over(layer, states, adjoints, adjoints.length / stateDim()),
        pulled == null ? 0 : stateDim(),
        true,
        (passes, block, tile, sums) -> {
          double[] pullback = pulled == null ? null : sums;
          double[] gradient = gradients.add(passes, blocks[block], block, tile, pullback);
          if (gradient != null && tile.window().last()) {
            move.applyInPlace(blocks[block], held[block], gradient, sumsOfMove[block]);
          }
        },
        window -> {
          if (pulled != null) {
            scheduler.mean(window, 0, stateDim(), shape.width(layer), pulled);
          }
          if (window.ranges() > 1) {
            gradients.addWaiting(blocks, window);
            if (window.last()) {
              moveByTotals(blocks, move, held, sumsOfMove);
            }
          }
        });
    moveSums[layer] = sumsOfMove;
  }

  private void moveByTotals(
      ParticleBlock[] blocks, BlockMove move, double[][][] held, double[][] sums) {
    team.run(
        blocks.length,
        (block, worker) ->
            move.applyInPlace(blocks[block], held[block], gradients.total(block), sums[block]));
  }

  /** Those of each block of a layer: as many as the move has, or more. */
  private double[][][] registers(int layer, BlockMove move) {
    int wanted = move.registerCount();
    ParticleBlock[] blocks = layers[layer];
    if (registers[layer] == null) {
      registers[layer] = new double[blocks.length][0][];
    }
    for (int index = 0; index < blocks.length; index++) {
      int held = registers[layer][index].length;
      if (held < wanted) {
        registers[layer][index] = Arrays.copyOf(registers[layer][index], wanted);
      }
      for (int register = held; register < wanted; register++) {
        registers[layer][index][register] = new double[blocks[index].values().length];
      }
    }
    return registers[layer];
  }

  @Override
  public double[][] pullbacks(double[][] states, double[][] adjoints) {
    double[][] pulled = new double[states.length][];
    for (int layer = 0; layer < states.length; layer++) {
      pulled[layer] = pullback(layer, states[layer], adjoints[layer]);
    }
    return pulled;
  }

  @Override
  public LayerFields evaluate(double[][] states, boolean jacobians) {
    double[][] velocities = new double[states.length][];
    double[][] slopes = jacobians ? new double[states.length][] : null;
    for (int layer = 0; layer < states.length; layer++) {
      if (jacobians) {
        evaluateWithJacobian(layer, states[layer], velocities, slopes);
      } else {
        velocities[layer] = velocity(layer, states[layer]);
      }
    }
    return new LayerFields(velocities, slopes);
  }

  private void evaluateWithJacobian(
      int layer, double[] states, double[][] velocities, double[][] jacobians) {
    int d = stateDim();
    velocities[layer] = array(states.length);
    jacobians[layer] = new double[ArraySize.of("the Jacobians of a layer", states.length, d)];
    scheduler.run(
        over(layer, states, null, states.length / d),
        d * (1 + d),
        false,
        (passes, block, tile, sums) ->
            passes.velocityAndJacobian(layers[layer][block], tile.states(), tile.rows(), sums),
        window -> {
          scheduler.mean(window, 0, d, shape.width(layer), velocities[layer]);
          scheduler.mean(window, d, d * d, shape.width(layer), jacobians[layer]);
        });
  }

  @Override
  public double[][] finishMove() {
    double[][] sums = new double[moveSums.length][];
    for (int layer = 0; layer < sums.length; layer++) {
      sums[layer] = moveSums[layer] == null ? null : TreeSum.total(moveSums[layer]);
    }
    Arrays.fill(moveSums, null);
    return sums;
  }

  /** With unspecified content. */
  private double[] array(int length) {
    Deque<double[]> held = spare.get(length);
    return held == null || held.isEmpty() ? new double[length] : held.pop();
  }

  @Override
  public void giveBack(double[] rows) {
    Deque<double[]> held = spare.computeIfAbsent(rows.length, length -> new ArrayDeque<>());
    if (held.size() < shape.layerCount()) {
      held.push(rows);
    }
  }

  @Override
  public <R extends Serializable> List<R> store(MeasureSink<R> sink) {
    int blockCount = shape.blockCount();
    long wanted = Math.max(1, shape.numberCount() / PART_NUMBERS);
    int parts = (int) Math.min(blockCount, wanted);
    List<R> receipts = new ArrayList<>(Collections.nCopies(parts, null));
    team.run(
        parts,
        (part, worker) -> {
          int from = (int) ((long) blockCount * part / parts);
          int to = (int) ((long) blockCount * (part + 1) / parts);
          try {
            receipts.set(part, sink.write(shape, from, to, held(from, to)));
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
    return receipts;
  }

  private Iterator<ParticleBlock> held(int from, int to) {
    return shape.blocks(from, to).stream().map(id -> layers[id.layer()][id.index()]).iterator();
  }

  @Override
  public void close() {
    team.close();
  }
}
