package org.cotflow.run.cost;

import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.engine.InProcessEngine;
import org.cotflow.kernel.BlockKernel;

/**
 * Heap that a run needs, in bytes (our model, checked in docs/scaling.md): what is alive at the
 * worst moment of a step, without the garbage that a collector lets lie.
 */
public final class MemoryModel {
  /** Classes and buffers of a process without Spark. */
  static final double PROCESS = 20e6;

  /** Of a Spark driver, or of an executor; on a local master both are in one process. */
  static final double SPARK_PROCESS = 16e6;

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

  /** A process that holds all particles and moves them in place. */
  public static double inProcess(ProblemSize size, Propagation propagation, int threads) {
    boolean byRows = ScalingModel.imbalance(size.blocksPerLayer(), threads) > 1.15;
    double layer = size.parameterBytes() / size.depth();
    double chunks = Math.ceil(size.stages() * size.leadingRows() / BlockKernel.ROW_CHUNK);
    double gradients =
        byRows
            ? layer * Math.min(chunks, InProcessEngine.CHUNKS_AT_ONCE + 1)
            : 2.0 * threads * size.block() * size.parameters() * Double.BYTES;
    double particles = (1 + size.registers()) * size.parameterBytes();
    return PROCESS + particles + gradients + trajectoryBytes(size, propagation);
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
