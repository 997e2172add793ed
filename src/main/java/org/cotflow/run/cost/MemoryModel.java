package org.cotflow.run.cost;

import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.engine.WorkerTeam;
import org.cotflow.kernel.BlockKernel;

/**
 * Heap that a run needs, in bytes (our model, checked in docs/scaling.md): what is alive at the
 * worst moment, without the garbage that a collector lets lie.
 *
 * <p>In process this is reading the data, when they are held twice (three times where samples with
 * gaps are dropped), or a step. A sweep holds, with states of all layers kept (q = 1) or of every
 * q-th only,
 *
 * <pre>
 *   (K + 1) R d   or   (K/q + q + 1) R d   numbers of states,     N d of adjoints,
 *   4 C d of the rows that go through the layers afterward,       the samples once
 * </pre>
 *
 * R the rows of a step, N those with adjoints, C a chunk of the others. The first adjoints have an
 * array of their own, the next take the place of the last states, which are not needed any more;
 * where R is larger than N, they have two of their own. A pass holds the sums of its tiles ({@link
 * InProcessEngine#passBytes}). A snapshot takes {@value #ROW_GROUPS} row groups of Parquet a
 * thread.
 *
 * <p>The heap is what is alive and room for the collector. It was found by bisection:
 * docs/benchmarks.md has the cases.
 */
public final class MemoryModel {
  /** Classes and buffers of a process without Spark. */
  static final double PROCESS = 20e6;

  /** Of a Spark driver, or of an executor; on a local master both are in one process. */
  static final double SPARK_PROCESS = 16e6;

  /** Room that the collector needs beside what is alive, and what it needs in any case. */
  private static final double COLLECTOR = 0.05;

  private static final double SPARE = 30e6;

  /** The part of the young generation in which large arrays find no place, at most. */
  private static final double YOUNG = 80e6;

  private static final int ROW_GROUPS = 2;
  private static final double ROW_GROUP = 8 << 20;

  private MemoryModel() {}

  /**
   * What the driver's side of a step keeps: trajectories and, by propagation, the steps that warm
   * starts are made of, and Jacobians.
   */
  static double trajectoryBytes(ProblemSize size, Propagation propagation) {
    double states = size.stateBytes();
    double adjoints = size.adjointBytes();
    return switch (propagation) {
      case NEWTON -> 6 * states + adjoints + 2 * size.jacobianBytes();
      case PICARD -> 6 * states + 5 * adjoints;
      default -> 2 * states + stageBytes(size);
    };
  }

  /** Stage states, velocities and cotangents of one layer, of which a residual network has none. */
  private static double stageBytes(ProblemSize size) {
    return size.stages() == 1 ? 0 : 4 * size.stages() * size.adjointBytes() / size.depth();
  }

  /** What a sweep in process keeps of states and adjoints. */
  private static double sweptBytes(ProblemSize size) {
    HeldSamples held = size.held();
    int q = Math.min(held.keepEvery(), size.depth());
    double kept = q == 1 ? size.depth() + 1.0 : Math.ceil((double) size.depth() / q) + q + 1;
    double adjoints = held.rows() > size.leadingRows() ? 3 : 1;
    double rows = kept * held.rows() + adjoints * size.leadingRows() + 4 * held.chunkRows();
    return 8 * rows * size.stateDim() + stageBytes(size);
  }

  /** Heap to give a process of which so much is alive at a time. */
  public static double heap(double aliveBytes) {
    return aliveBytes * (1 + COLLECTOR) + Math.min(YOUNG, aliveBytes / 3) + SPARE;
  }

  /**
   * The distance of the layers whose states a run keeps, in process and by sweeps; 1 elsewhere. If
   * the configuration leaves it open, all are kept where the heap suffices, else those of every
   * sqrt(K)-th layer, which takes the fewest.
   */
  public static int keepEvery(EngineSpec engine, ProblemSize size, double heapBytes) {
    if (engine.kind() != EngineSpec.Kind.IN_PROCESS || engine.propagation() != Propagation.SWEEP) {
      return 1;
    }
    if (engine.keepEvery() != null) {
      return Math.min(engine.keepEvery(), size.depth());
    }
    int count = WorkerTeam.size(engine.threads());
    double all = inProcess(size.keepingEvery(1), Propagation.SWEEP, count);
    return heap(all) <= heapBytes ? 1 : fewest(size.depth());
  }

  /** The distance of kept layers with which the fewest arrays are held; 1 for shallow networks. */
  public static int fewest(int depth) {
    int root = (int) Math.ceil(Math.sqrt(depth));
    return (depth + root - 1) / root + root < depth ? root : 1;
  }

  /** A process that holds all particles and moves them in place. */
  public static double inProcess(ProblemSize size, Propagation propagation, int threads) {
    boolean byRows = ScalingModel.imbalance(size.blocksPerLayer(), threads) > 1.15;
    double layer = size.parameterBytes() / size.depth() * (size.largest() / size.parameters());
    double chunks = Math.ceil(size.stages() * size.leadingRows() / BlockKernel.ROW_CHUNK);
    double gradients =
        byRows
            ? layer * Math.min(chunks, InProcessEngine.CHUNKS_AT_ONCE + 1)
            : 2.0 * threads * size.block() * size.largest() * Double.BYTES;
    double particles = (1 + size.registers()) * size.parameterBytes();
    double states =
        propagation == Propagation.SWEEP ? sweptBytes(size) : trajectoryBytes(size, propagation);
    HeldSamples held = size.held();
    double samples = Double.BYTES * held.columns();
    double step =
        particles
            + gradients
            + states
            + passBytes(size, propagation, threads)
            + Double.BYTES * held.beside()
            + Math.min(ROW_GROUPS * size.parameterBytes(), threads * ROW_GROUPS * ROW_GROUP);
    return PROCESS + samples + Math.max((held.readings() - 1) * samples, step);
  }

  /** What the widest pass over a layer holds for its sums. */
  private static double passBytes(ProblemSize size, Propagation propagation, int threads) {
    double rows = propagation == Propagation.SWEEP ? size.held().rows() : size.rows();
    double d = size.stateDim();
    return InProcessEngine.passBytes(
        threads,
        bounded(size.blocksPerLayer()),
        bounded(rows),
        size.stateDim(),
        bounded(propagation == Propagation.NEWTON ? d * (1 + d) : d));
  }

  private static int bounded(double count) {
    return (int) Math.min(count, 1 << 28);
  }

  /**
   * One executor: two generations of its particles during a move, the registers, which they share,
   * and what its tasks work on.
   */
  public static double executor(ProblemSize size, Propagation propagation, Machines machines) {
    double particles = (2 + size.registers()) * size.parameterBytes() / machines.executors();
    double layerSums =
        (propagation == Propagation.NEWTON
                ? size.stateBytes() + size.jacobianBytes()
                : size.stateBytes())
            / size.depth();
    double broadcasts = 2 * (size.stateBytes() + 2 * size.stages() * size.adjointBytes());
    return SPARK_PROCESS + particles + 3.0 * machines.coresEach() * layerSums + broadcasts;
  }

  /**
   * The driver.
   *
   * @param moves whose states and adjoints are kept for recomputation: up to {@code
   *     spark.checkpoint-every} on a cluster, 1 on a local master
   */
  public static double driver(
      ProblemSize size, Propagation propagation, double partitions, int moves) {
    double sums =
        ScalingModel.bytesReduced(size, propagation, partitions)
            / Math.max(1, ScalingModel.jobs(size, propagation));
    double moved = 2.0 * (1 + moves) * size.stages() * size.adjointBytes();
    double broadcasts = 2 * size.stateBytes() + moved;
    return SPARK_PROCESS + trajectoryBytes(size, propagation) + 2 * sums + broadcasts;
  }
}
