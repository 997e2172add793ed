package org.cotflow.run.certificate;

import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.config.Experiment;
import org.cotflow.data.ClassWeights;
import org.cotflow.flow.FlowSpec;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.network.NetworkSpec;
import org.cotflow.network.NetworkSpec.DepthSchemeKind;
import org.cotflow.network.NetworkSpec.LossKind;
import org.cotflow.network.NetworkSpec.Positions;
import org.cotflow.theory.certificate.StartingPoint;

/** Which experiments and runs certificates can be given to. */
public final class Certifiable {
  /** Steps between two tries where a run ends with a certificate and nothing is set. */
  private static final int USUAL_STEPS = 10;

  private Certifiable() {}

  /** Flow steps between two tries during a run; null for none. */
  public static Integer every(Experiment experiment) {
    Integer given = experiment.diagnostics().certifyEvery();
    return given == null && experiment.flow().stop().certified() ? (Integer) USUAL_STEPS : given;
  }

  /**
   * Checks an experiment and its number of training samples.
   *
   * @throws UserInputException where no certificate can be given to it
   */
  public static void require(Experiment experiment, int samples) {
    require(experiment);
    if (samples > StartingPoint.LARGEST_SAMPLE_COUNT) {
      throw new UserInputException(
          "certify decomposes the kernel of all training samples, at most "
              + StartingPoint.LARGEST_SAMPLE_COUNT
              + "; here are "
              + samples
              + ", so take fewer by data.samples or data.test-fraction");
    }
  }

  /**
   * Checks the keys of an experiment.
   *
   * @throws UserInputException where no certificate can be given to such an experiment
   */
  public static void require(Experiment experiment) {
    NetworkSpec network = experiment.network();
    FlowSpec flow = experiment.flow();
    require(
        network.loss() == LossKind.SQUARED,
        "network.loss is " + Keyword.of(network.loss()),
        "no measure attains its infimum, so that the flow travels without end and no ball holds it"
            + " (docs/math.md section 9, Refused); set squared");
    require(
        experiment.data().classWeights().equals(ClassWeights.NONE),
        "data.class-weights is set",
        "the bounds are those of equal weights; set none");
    require(
        network.maps().isUniform() && network.maps().first().ofNeurons(),
        "network.map is " + network.maps().map(MapSpec::name),
        "a certificate needs bounds of phi and of its first two derivatives over a ball of"
            + " particles, which only neuron and random-features have; set one of them");
    require(
        network.positions() == Positions.NONE,
        "network.positions is " + Keyword.of(network.positions()),
        "the bounds are those of an embedding without them; set none");
    require(
        network.depthScheme() == DepthSchemeKind.EULER,
        "network.depth-scheme is " + Keyword.of(network.depthScheme()),
        "the bounds are those of the euler scheme; set euler");
    require(
        network.substeps() == 1,
        "network.substeps is " + network.substeps(),
        "the bounds are those of one step a layer; set 1");
    String linear = Neuron.layout(1).names().get(Neuron.U);
    require(
        flow.trains(linear),
        "flow.train is without " + linear,
        "the bounds rest on the gradient in it; train it");
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
