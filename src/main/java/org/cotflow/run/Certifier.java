package org.cotflow.run;

import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.flow.FlowSpec;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.network.NetworkSpec;
import org.cotflow.network.NetworkSpec.DepthSchemeKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.theory.KernelTasks;
import org.cotflow.theory.certificate.ActivationBounds;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.StartingPoint;

/** Gives certificates to measures of a problem. */
public final class Certifier {
  private final RunProblem problem;

  /**
   * @throws UserInputException where no certificate can be given to such a problem
   */
  public Certifier(RunProblem problem) {
    requireCertifiable(problem.experiment());
    int samples = problem.data().train().count();
    if (samples > StartingPoint.LARGEST_SAMPLE_COUNT) {
      throw new UserInputException(
          "certify decomposes the kernel of all training samples, at most "
              + StartingPoint.LARGEST_SAMPLE_COUNT
              + "; here are "
              + samples
              + ", so take fewer by data.samples or data.test-fraction");
    }
    this.problem = problem;
  }

  /**
   * The certificate of a measure. Its constants are rounded to the safe side so far that {@link
   * org.cotflow.theory.check} can prove them too.
   *
   * @param particles of the measure, for the velocities
   * @param blockSize of the blocks over which the velocities are summed
   * @param kernels of the same particles
   */
  public Certificate at(ParticleLayers particles, int blockSize, KernelTasks kernels) {
    StartingPoint start =
        StartingPoint.of(
            problem.network(),
            problem.data().train(),
            particles,
            blockSize,
            kernels,
            PartMultipliers.of(problem.experiment().flow(), problem.network().bias()));
    return Certificate.of(start.published(), problem.network().scale());
  }

  /**
   * Checks the keys of an experiment.
   *
   * @throws UserInputException where no certificate can be given to such an experiment
   */
  public static void requireCertifiable(Experiment experiment) {
    NetworkSpec network = experiment.network();
    FlowSpec flow = experiment.flow();
    require(
        network.loss() == LossKind.SQUARED,
        "network.loss is " + Keyword.of(network.loss()),
        "its infimum is not attained at any measure; set squared");
    require(
        experiment.data().classWeights().isEmpty(),
        "data.class-weights is set",
        "the bounds are those of equal weights; set none");
    require(
        ActivationBounds.of(network.activation()).isPresent(),
        "network.activation is " + network.activation().keyword(),
        "its derivative jumps, so that the bounds of second derivatives do not hold; set another");
    require(
        network.depthScheme() == DepthSchemeKind.EULER,
        "network.depth-scheme is " + Keyword.of(network.depthScheme()),
        "the bounds are those of the euler scheme; set euler");
    require(
        network.substeps() == 1,
        "network.substeps is " + network.substeps(),
        "the bounds are those of one step a layer; set 1");
    require(
        flow.trainU(), "flow.train is without u", "the bounds rest on the gradient in u; train it");
    require(
        flow.batch() == null,
        "flow.batch is " + flow.batch(),
        "the flow that is certified is that of all samples; set full");
  }

  private static void require(boolean holds, String setting, String reason) {
    if (!holds) {
      throw new UserInputException("certify: " + setting + ", but " + reason);
    }
  }
}
