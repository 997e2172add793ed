package org.cotflow.run.cost;

import org.cotflow.config.Experiment;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.EngineSpec;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.EngineSpec.Propagation;

/**
 * The choice for {@code engine.propagation = auto}. In process it is sweep, because layer by layer
 * costs nothing extra there. Schemes other than one Euler step per layer use sweep on every engine,
 * because no other solver supports them. On Spark up to {@value #SHALLOW} layers are walked too;
 * deeper networks take the one of fewest seconds by {@link ScalingModel}, with {@link
 * KernelRates#nominal} rates and a nominal latency of {@value #JOB} s a job.
 *
 * <p>Newton is excluded if its Jacobians, 8 K rows d^2 bytes, exceed {@value #MOST_JACOBIAN_BYTES}.
 * The rule uses the problem alone, not the cluster: pairs are priced as if {@value #CORES} cores
 * shared them.
 */
public final class PropagationChoice {
  /** The most bytes of Jacobians for a driver. */
  static final long MOST_JACOBIAN_BYTES = 1L << 28;

  static final int CORES = 16;

  /**
   * Up to this depth Spark walks too, in at most 32 jobs a step, to the bits of a run in process.
   */
  static final int SHALLOW = 16;

  static final double JOB = 0.015;

  private PropagationChoice() {}

  /**
   * The experiment with its propagation chosen.
   *
   * @param stateDim d
   * @param rows samples that travel at a step
   * @param particles of all layers
   */
  public static Experiment resolved(
      Experiment experiment, int stateDim, long rows, long particles) {
    EngineSpec engine = experiment.engine();
    if (engine.propagation() != Propagation.AUTO) {
      return experiment;
    }
    Propagation chosen =
        engine.kind() == Kind.IN_PROCESS || !Discretization.of(experiment.network()).isResidual()
            ? Propagation.SWEEP
            : onSpark(experiment.network().depth(), stateDim, rows, particles);
    return experiment.withEngine(engine.withPropagation(chosen));
  }

  static Propagation onSpark(int depth, int stateDim, long rows, long particles) {
    if (depth <= SHALLOW) {
      return Propagation.SWEEP;
    }
    ProblemSize size = new ProblemSize(depth, particles, stateDim, rows, rows, 1);
    double sweep = seconds(size, Propagation.SWEEP);
    double newton = seconds(size, Propagation.NEWTON);
    double picard = seconds(size, Propagation.PICARD);
    boolean jacobiansFit = size.jacobianBytes() <= MOST_JACOBIAN_BYTES;
    if (jacobiansFit && newton < sweep && newton <= picard) {
      return Propagation.NEWTON;
    }
    return picard < sweep ? Propagation.PICARD : Propagation.SWEEP;
  }

  private static double seconds(ProblemSize size, Propagation propagation) {
    KernelRates rates = KernelRates.nominal(size.stateDim());
    return ScalingModel.jobs(size, propagation) * JOB
        + ScalingModel.kernelSeconds(size, propagation, rates, false) / CORES;
  }
}
