package org.cotflow.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.format.Json;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.NetworkSpec.DepthSchemeKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.run.RunProblem;
import org.cotflow.theory.ActivationBounds;
import org.cotflow.theory.BallLoss;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.theory.Certificate;
import org.cotflow.theory.StartingLayer;
import org.cotflow.theory.StartingPoint;

/**
 * An experiment and its convergence certificate.
 *
 * @param problem data read, network drawn
 */
public record Certification(RunProblem problem, Certificate certificate) {
  /** Particles whose activations at all samples are in memory at once, at most. */
  private static final int SUM_BLOCK = 256;

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
    MeasureShape sums =
        new MeasureShape(shape.stateDim(), shape.widths(), Math.min(SUM_BLOCK, shape.blockSize()));
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
    if (experiment.network().loss() != LossKind.SQUARED) {
      throw refused(
          "network.loss",
          Keyword.of(experiment.network().loss()),
          "the inequality between gradient and risk is that of the squared loss; set squared");
    }
    if (ActivationBounds.of(experiment.network().activation()).isEmpty()) {
      throw refused(
          "network.activation",
          experiment.network().activation().keyword(),
          "it is not bounded; set tanh, sigmoid or cos");
    }
    if (experiment.network().depthScheme() != DepthSchemeKind.EULER) {
      throw refused(
          "network.depth-scheme",
          Keyword.of(experiment.network().depthScheme()),
          "the bounds are those of the euler scheme; set euler");
    }
    if (experiment.network().substeps() != 1) {
      throw refused(
          "network.substeps",
          String.valueOf(experiment.network().substeps()),
          "the bounds are those of one step a layer; set 1");
    }
    if (!experiment.flow().trainU()) {
      throw refused("flow.train", "without u", "the bounds rest on the gradient in u; train it");
    }
    if (experiment.flow().batch() != null) {
      throw refused(
          "flow.batch",
          experiment.flow().batch().toString(),
          "the flow that is certified is that of all samples; set full");
    }
  }

  private static UserInputException refused(String key, String value, String reason) {
    return new UserInputException("certify: " + key + " is " + value + ", but " + reason);
  }

  /**
   * The certificate as JSON.
   *
   * @param findings of the search for larger networks; empty where there was none
   * @param run what a run came to, or null
   */
  public String json(List<CertificateSearch.Finding> findings, CertifiedRun run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("experiment", problem.experiment().name());
    object.put("holds", certificate.holds());
    object.put("bound", certificate.bound());
    object.put("radius", certificate.radius());
    object.put("boundAtStart", certificate.boundAtStart());
    object.put("risk", certificate.risk());
    object.put("travelled", certificate.travelled());
    object.put("scale", certificate.scale());
    OptionalDouble smallest = certificate.smallestScale();
    object.put("smallestScale", smallest.isPresent() ? smallest.getAsDouble() : null);
    object.put("failing", certificate.holds() ? null : Keyword.of(certificate.failing()));
    object.put("advisedStep", certificate.advisedStep());
    object.put("loss", lossObject(certificate.loss()));
    List<Map<String, Object>> layers = new ArrayList<>();
    certificate.start().layers().forEach(layer -> layers.add(layerObject(layer)));
    object.put("layers", layers);
    Map<String, Object> found = new LinkedHashMap<>();
    findings.forEach(finding -> found.put(finding.key(), finding.smallest()));
    object.put("holdsFor", found);
    object.put("runKeepsIt", run == null ? null : run.holds());
    return Json.render(object);
  }

  private static Map<String, Object> lossObject(BallLoss loss) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("moves", loss.moves());
    object.put("states", loss.states());
    object.put("jacobians", loss.jacobians());
    object.put("root", loss.root());
    return object;
  }

  private static Map<String, Object> layerObject(StartingLayer layer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("layer", layer.layer());
    object.put("width", layer.width());
    object.put("smallestKernel", layer.smallestKernel());
    object.put("largestKernel", layer.largestKernel());
    object.put("outgoing", layer.outgoing());
    object.put("ingoing", layer.ingoing());
    object.put("inputs", layer.inputs());
    object.put("jacobianNorm", layer.jacobianNorm());
    return object;
  }
}
