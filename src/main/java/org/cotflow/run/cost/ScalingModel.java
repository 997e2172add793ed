package org.cotflow.run.cost;

import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.spark.SparkLayout;

/**
 * Seconds, jobs and bytes of a flow step as functions of sizes and rates (our model, checked in
 * docs/scaling.md). With T particles in all, R rows of which N have adjoints, P_R = T R and P_N = T
 * N pairs, a step computes
 *
 * <pre>
 *   sweep    P_R velocity + P_N (pullback + gradient)                 on Spark; in process fused
 *   newton   E P_R velocityAndJacobian + P_N gradient                 E = 3 evaluations
 *   picard   E P_R velocity + E P_N pullback + P_N gradient           E = 11 and 11
 * </pre>
 *
 * <p>and a move of T p numbers. With S > 1 stages a layer, of a scheme or of substeps, the sweep
 * computes S P_R + (S - 1) P_N velocities, the stages being evaluated again on the way back, S P_N
 * pullbacks and S P_N gradients, never fused, in 3 S - 1 jobs a layer. On Spark a job costs {@code
 * job + tasks task}, bytes cost by the byte, broadcasts to more than one executor twice. The
 * kernels' part is divided by the threads and multiplied by {@link #imbalance}. A flow method of
 * several stages takes all of this once a stage. All is pure arithmetic: no clock, no cluster.
 */
public final class ScalingModel {
  /** Evaluations that Newton's method takes from the second ten steps on. */
  static final double NEWTON_EVALUATIONS = 3;

  /** Evaluations of velocities, and as many of pullbacks, that Picard's iteration takes. */
  static final double PICARD_EVALUATIONS = 11;

  /** Handing one pass over one layer to threads and waiting for them. */
  static final double PASS_SECONDS = 12e-6;

  /** One number of a Jacobian or state on its way through the driver: copied, divided, used. */
  static final double DRIVER_SECONDS_PER_NUMBER = 4e-9;

  private ScalingModel() {}

  /** Seconds of one thread in the passes of a step over all particles. */
  static double kernelSeconds(
      ProblemSize size, Propagation propagation, KernelRates rates, boolean fused) {
    double all = size.particles() * size.rows();
    double leading = size.particles() * size.leadingRows();
    double move = size.particles() * size.parameters() * rates.move();
    return move
        + switch (propagation) {
          case NEWTON ->
              NEWTON_EVALUATIONS * all * rates.velocityAndJacobian() + leading * rates.gradient();
          case PICARD ->
              PICARD_EVALUATIONS * (all * rates.velocity() + leading * rates.pullback())
                  + leading * rates.gradient();
          default -> sweepSeconds(size, rates, fused);
        };
  }

  private static double sweepSeconds(ProblemSize size, KernelRates rates, boolean fused) {
    double all = size.particles() * size.rows();
    double leading = size.particles() * size.leadingRows();
    double stages = size.stages();
    double backward =
        fused && stages == 1 ? rates.gradientWithPullback() : rates.pullback() + rates.gradient();
    return stages * all * rates.velocity()
        + (stages - 1) * leading * rates.velocity()
        + stages * leading * backward;
  }

  /** Passes over a layer that follow each other in a sweep, its move included. */
  private static double passesOfSweep(ProblemSize size) {
    return size.stages() == 1 ? 2 : 3 * size.stages();
  }

  static double jobs(ProblemSize size, Propagation propagation) {
    return switch (propagation) {
      case NEWTON -> NEWTON_EVALUATIONS;
      case PICARD -> 2 * PICARD_EVALUATIONS;
      default -> size.stages() == 1 ? 2.0 * size.depth() : movedLast(size);
    };
  }

  /** K (3 S - 1) jobs for stages and pullbacks, and one for all moves. */
  private static double movedLast(ProblemSize size) {
    return size.depth() * (passesOfSweep(size) - 1) + 1;
  }

  /** How much longer {@code tasks} equal tasks take on so many workers than evenly spread work. */
  static double imbalance(double tasks, double workers) {
    return Math.ceil(tasks / workers) * workers / tasks;
  }

  /** A step on the threads of one process. */
  public static StepCost inProcess(
      ProblemSize size, Propagation propagation, KernelRates rates, int threads) {
    double blocks = size.blocksPerLayer();
    double byRows = blocks * Math.ceil(size.leadingRows() / BlockKernel.ROW_CHUNK);
    double uneven =
        imbalance(blocks, threads) <= 1.15
            ? imbalance(blocks, threads)
            : imbalance(byRows, threads);
    double kernel = kernelSeconds(size, propagation, rates, true) / threads * uneven;
    double passes =
        switch (propagation) {
          case NEWTON -> NEWTON_EVALUATIONS + 1;
          case PICARD -> 2 * PICARD_EVALUATIONS + 1;
          default -> passesOfSweep(size);
        };
    return new StepCost(
            propagation,
            0,
            0,
            0,
            kernel,
            passes * size.depth() * PASS_SECONDS,
            0,
            driverSeconds(size, propagation))
        .times(size.flowStages());
  }

  /**
   * A step on Spark.
   *
   * @param partitions of the RDD, all layers together
   */
  public static StepCost onSpark(
      ProblemSize size,
      Propagation propagation,
      KernelRates rates,
      SparkRates spark,
      Machines machines,
      double partitions) {
    boolean sweep = propagation == Propagation.SWEEP;
    double jobs = jobs(size, propagation);
    double tasks = sweep ? Math.max(1, partitions / size.depth()) : partitions;
    double out = bytesBroadcast(size, propagation);
    double back = bytesReduced(size, propagation, partitions);
    double kernel =
        kernelSeconds(size, propagation, rates, false)
            / machines.cores()
            * imbalance(tasks, machines.cores());
    double hops = machines.executors() > 1 ? 2 : 1;
    return new StepCost(
            propagation,
            jobs,
            out,
            back,
            kernel,
            jobs * (spark.jobSeconds() + (tasks - 1) * spark.taskSeconds()),
            hops * out * spark.secondsPerByteOut() + back * spark.secondsPerByteBack(),
            driverSeconds(size, propagation))
        .times(size.flowStages());
  }

  /** Partitions that the engine would choose, or that suit it, for so many cores. */
  public static double partitions(ProblemSize size, Propagation propagation, double cores) {
    double values = size.particles() * size.parameters();
    double blocks = size.blocksPerLayer();
    return propagation == Propagation.SWEEP
        ? size.depth() * SparkLayout.partitionsOfLayer(values / size.depth(), blocks, cores)
        : SparkLayout.partitionsOfAll(values, blocks * size.depth(), cores);
  }

  /**
   * Bytes of states and adjoints that the driver sends in a step, those for the move included. What
   * a pass has sent, the move reads; only rows of stages are sent for it again.
   */
  static double bytesBroadcast(ProblemSize size, Propagation propagation) {
    double states = size.stateBytes();
    double adjoints = size.adjointBytes();
    double stages = size.stages();
    return switch (propagation) {
      case NEWTON -> NEWTON_EVALUATIONS * states + adjoints;
      case PICARD -> PICARD_EVALUATIONS * (states + adjoints);
      default -> stages == 1 ? states + adjoints : stages * states + (5 * stages - 1) * adjoints;
    };
  }

  /** Bytes of sums that come to the driver, where each partition sends one node a layer. */
  static double bytesReduced(ProblemSize size, Propagation propagation, double partitions) {
    double once =
        switch (propagation) {
          case NEWTON -> NEWTON_EVALUATIONS * (size.stateBytes() + size.jacobianBytes());
          case PICARD -> PICARD_EVALUATIONS * (size.stateBytes() + size.adjointBytes());
          default ->
              size.stages() * size.stateBytes() + (2 * size.stages() - 1) * size.adjointBytes();
        };
    return once * nodesPerLayer(size, propagation, partitions);
  }

  /** Nodes a layer that come to the driver: one where executors merge them. */
  static double nodesPerLayer(ProblemSize size, Propagation propagation, double partitions) {
    double perLayer = Math.max(1, partitions / size.depth());
    double ofOneJob =
        switch (propagation) {
          case NEWTON -> size.stateBytes() + size.jacobianBytes();
          case PICARD -> size.stateBytes();
          default -> size.stateBytes() / size.depth();
        };
    return SparkLayout.mergesOnExecutors(perLayer, ofOneJob * perLayer) ? 1 : perLayer;
  }

  private static double driverSeconds(ProblemSize size, Propagation propagation) {
    double numbers =
        switch (propagation) {
          case NEWTON -> NEWTON_EVALUATIONS * (2 * size.stateBytes() + size.jacobianBytes());
          case PICARD -> 2 * PICARD_EVALUATIONS * size.stateBytes();
          default -> 2 * size.stages() * size.stateBytes();
        };
    return numbers / Double.BYTES * DRIVER_SECONDS_PER_NUMBER;
  }
}
