package org.cotflow.analysis;

import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.flow.FlowSpec;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.NetworkSpec;
import org.cotflow.network.NetworkSpec.DepthSchemeKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.run.RunProblem;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.certificate.ActivationBounds;
import org.cotflow.theory.certificate.Certificate;
import org.cotflow.theory.certificate.StartingPoint;

/**
 * An experiment and its convergence certificate.
 *
 * @param problem data read, network drawn
 */
public record Certification(RunProblem problem, Certificate certificate) {
  /**
   * Measures the initial particles at the training samples, in this process.
   *
   * @throws UserInputException where no certificate can be given to such an experiment
   */
  public static Certification of(Experiment experiment) {
    requireCertifiable(experiment);
    RunProblem problem = RunProblem.of(experiment);
    int samples = problem.data().train().count();
    if (samples > StartingPoint.LARGEST_SAMPLE_COUNT) {
      throw new UserInputException(
          "certify decomposes the kernel of all training samples, at most "
              + StartingPoint.LARGEST_SAMPLE_COUNT
              + "; here are "
              + samples
              + ", so take fewer by data.samples or data.test-fraction");
    }
    MeasureShape shape = problem.shape();
    MeasureShape sums = ParticleSums.shape(shape);
    try (Engine engine =
        EngineFactory.inProcess(experiment.engine().threads())
            .start(shape, problem.initial(), problem.network().activation())) {
      StartingPoint start =
          StartingPoint.of(
              problem.network(),
              problem.data().train(),
              engine,
              sums,
              new InProcessBlocks(sums, problem.initial()),
              PartMultipliers.of(experiment.flow(), problem.network().bias()));
      return new Certification(problem, Certificate.of(start, problem.network().scale()));
    }
  }

  private static void requireCertifiable(Experiment experiment) {
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
