package org.cotflow.engine;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.LayerFields;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;
import org.cotflow.measure.MeasureSource;

/**
 * The particles in this process, moved in place by a team of threads: the default engine and the
 * reference for the others.
 *
 * <p>The work of a pass over a layer is dealt out in one of two ways. Where the layer's blocks keep
 * all threads busy, a task is a run of blocks with all rows: parameters stream through memory once,
 * and the move is fused into the backward pass. Otherwise a task is one block with a range of rows,
 * and gradient sums of row chunks are added up afterwards, in order. Both follow the order of the
 * numerics contract, so the bits do not depend on the way or the number of threads.
 */
public final class InProcessEngine implements Engine {
  /** Numbers in a part of a stored measure, about: 64 MB. */
  private static final long PART_NUMBERS = 1 << 23;

  /** Numbers of a layer's sum that one thread adds up at a time. */
  private static final int SLICE = 4096;

  private final MeasureShape shape;
  private final ParticleBlock[][] layers;
  private final WorkerTeam team;
  private final RunsOfBlocks runsOfBlocks;
  private final RangesOfRows rangesOfRows;

  /** By layer and block, of the moves since the last {@link #finishMove}. */
  private final double[][][] moveSums;

  /** By layer and block; made when a move first asks for them, and used again. */
  private final double[][][][] registers;

  /** Arrays to use again, by length: rows with and without those that have no adjoints. */
  private final Map<Integer, Deque<double[]>> spare = new HashMap<>();

  /**
   * Draws or reads the particles.
   *
   * @param threads at least 1
   */
  public InProcessEngine(
      MeasureShape shape, MeasureSource source, BlockKernel kernel, int threads) {
    this.shape = shape;
    this.team = new WorkerTeam(threads);
    this.layers = new ParticleBlock[shape.layerCount()][];
    this.moveSums = new double[shape.layerCount()][][];
    this.registers = new double[shape.layerCount()][][][];
    BlockPasses[] passes = new BlockPasses[threads];
    Arrays.setAll(passes, worker -> new BlockPasses(kernel));
    this.runsOfBlocks = new RunsOfBlocks(team, passes);
    this.rangesOfRows = new RangesOfRows(team, kernel);
    team.run(shape.layerCount(), (layer, worker) -> layers[layer] = read(source, layer));
  }

  private ParticleBlock[] read(MeasureSource source, int layer) {
    ParticleBlock[] blocks = new ParticleBlock[shape.blocksIn(layer)];
    int first = shape.firstBlock(layer);
    Iterator<ParticleBlock> given = source.blocks(shape, first, first + blocks.length);
    for (int index = 0; index < blocks.length; index++) {
      blocks[index] = given.next();
    }
    return blocks;
  }

  @Override
  public MeasureShape shape() {
    return shape;
  }

  private boolean blocksKeepAllBusy(int layer) {
    int blocks = layers[layer].length;
    int rounds = (blocks + team.size() - 1) / team.size();
    return rounds * team.size() <= 1.15 * blocks;
  }

  @Override
  public double[] velocity(int layer, double[] states) {
    int rows = states.length / stateDim();
    List<TreeSum.Node> nodes =
        blocksKeepAllBusy(layer)
            ? runsOfBlocks.velocity(layers[layer], states, rows)
            : rangesOfRows.velocity(layers[layer], states, rows);
    return meanOverParticles(layer, nodes);
  }

  @Override
  public double[] pullback(int layer, double[] states, double[] adjoints) {
    int rows = adjoints.length / stateDim();
    List<TreeSum.Node> nodes =
        blocksKeepAllBusy(layer)
            ? runsOfBlocks.pullback(layers[layer], states, adjoints, rows)
            : rangesOfRows.pullback(layers[layer], states, adjoints, rows);
    return meanOverParticles(layer, nodes);
  }

  @Override
  public double[] pullbackAndMove(int layer, double[] states, double[] adjoints, BlockMove move) {
    return meanOverParticles(layer, moveLayer(layer, states, adjoints, move, true));
  }

  @Override
  public void move(int layer, double[] states, double[] adjoints, BlockMove move) {
    moveLayer(layer, states, adjoints, move, false);
  }

  private List<TreeSum.Node> moveLayer(
      int layer, double[] states, double[] adjoints, BlockMove move, boolean wantPullback) {
    int rows = adjoints.length / stateDim();
    double[][] blockSums = new double[layers[layer].length][move.sumCount()];
    BackwardPass pass =
        new BackwardPass(
            states, adjoints, rows, wantPullback, move, registers(layer, move), blockSums);
    List<TreeSum.Node> nodes =
        rows == 0 || blocksKeepAllBusy(layer)
            ? runsOfBlocks.move(layers[layer], pass)
            : rangesOfRows.move(layers[layer], pass);
    moveSums[layer] = blockSums;
    return nodes;
  }

  private double[][][] registers(int layer, BlockMove move) {
    int wanted = move.registerCount();
    if (wanted == 0) {
      return null;
    }
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
    int rows = states.length / stateDim();
    List<TreeSum.Node> nodes = runsOfBlocks.velocityAndJacobian(layers[layer], states, rows);
    double[] both = meanOverParticles(layer, nodes);
    velocities[layer] = Arrays.copyOf(both, states.length);
    jacobians[layer] = Arrays.copyOfRange(both, states.length, both.length);
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

  private double[] meanOverParticles(int layer, List<TreeSum.Node> nodes) {
    int leafCount = layers[layer].length;
    double width = shape.width(layer);
    double[] mean = array(nodes.get(0).sums().length);
    team.run(
        (mean.length + SLICE - 1) / SLICE,
        (slice, worker) -> {
          int from = slice * SLICE;
          int to = Math.min(mean.length, from + SLICE);
          TreeSum.total(leafCount, nodes, from, to, mean);
          for (int i = from; i < to; i++) {
            mean[i] /= width;
          }
        });
    return mean;
  }

  @Override
  public <R extends Serializable> List<R> store(MeasureSink<R> sink) {
    int blockCount = shape.blockCount();
    long wanted = Math.max(1, shape.particleCount() * (2 * stateDim() + 1) / PART_NUMBERS);
    int parts = (int) Math.min(blockCount, wanted);
    List<R> receipts = new ArrayList<>(java.util.Collections.nCopies(parts, null));
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
