package org.cotflow.experiment;

import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.EngineSpec.Propagation;

/**
 * What {@code engine.propagation = auto} becomes. In process, walking the depth is free: sweep. On
 * Spark the cheapest by this model of the seconds of a step, with K layers, P (particle, row) pairs
 * in all layers, state dimension d and the constants below:
 *
 * <pre>
 *   sweep    2 K JOB                      + P (2 ACTIVATION + 9 d FMA)
 *   newton   4 JOB                        + P (5 ACTIVATION + (4 (2 d + d^2) + 4 d) FMA)
 *   picard   2 * 16 JOB                   + P (33 ACTIVATION + (16 * 5 d + 4 d) FMA)
 * </pre>
 *
 * Newton is out of the question where its Jacobians, 8 K rows d^2 bytes, exceed {@value
 * #MOST_JACOBIAN_BYTES}. The rule uses the problem alone, not the cluster: pairs are priced as if
 * {@value #CORES} cores shared them.
 */
final class PropagationChoice {
  /** Bytes of Jacobians that a driver is asked to hold. */
  static final long MOST_JACOBIAN_BYTES = 1L << 28;

  static final int CORES = 16;
  private static final double JOB = 0.015;
  private static final double ACTIVATION = 1.5e-9 / CORES;
  private static final double FMA = 0.03e-9 / CORES;

  private PropagationChoice() {}

  /**
   * The experiment with its propagation chosen.
   *
   * @param stateDim d
   * @param rows samples that travel at a step
   * @param particles of all layers
   */
  static Experiment resolved(Experiment experiment, int stateDim, long rows, long particles) {
    EngineSpec engine = experiment.engine();
    if (engine.propagation() != Propagation.AUTO) {
      return experiment;
    }
    Propagation chosen =
        engine.kind() == Kind.IN_PROCESS
            ? Propagation.SWEEP
            : onSpark(experiment.network().depth(), stateDim, rows, particles);
    return new Experiment(
        experiment.name(),
        experiment.data(),
        experiment.network(),
        experiment.init(),
        experiment.flow(),
        new EngineSpec(
            engine.kind(),
            engine.threads(),
            engine.block(),
            engine.partitions(),
            chosen,
            engine.tolerance()),
        experiment.spark(),
        experiment.output());
  }

  static Propagation onSpark(int depth, int stateDim, long rows, long particles) {
    double d = stateDim;
    double pairs = (double) rows * particles;
    double sweep = 2.0 * depth * JOB + pairs * (2 * ACTIVATION + 9 * d * FMA);
    double newton = 4 * JOB + pairs * (5 * ACTIVATION + (4 * (2 * d + d * d) + 4 * d) * FMA);
    double picard = 32 * JOB + pairs * (33 * ACTIVATION + 84 * d * FMA);
    boolean jacobiansFit = 8.0 * depth * rows * d * d <= MOST_JACOBIAN_BYTES;
    if (jacobiansFit && newton < sweep && newton <= picard) {
      return Propagation.NEWTON;
    }
    return picard < sweep ? Propagation.PICARD : Propagation.SWEEP;
  }
}
