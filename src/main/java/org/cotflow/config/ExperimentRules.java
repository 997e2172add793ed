package org.cotflow.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import java.util.List;
import org.cotflow.base.ArraySize;
import org.cotflow.base.Keyword;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.ConfigPath;
import org.cotflow.data.DataSpec;
import org.cotflow.data.source.DataSources;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.EngineSpec.Kind;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.flow.FlowSpec;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapKind;
import org.cotflow.kernel.map.MapName;
import org.cotflow.network.NetworkSpec;

/** Which values of several keys fit together. */
final class ExperimentRules {
  private static final String WIDTH = "network.width";

  private final Experiment experiment;
  private final NetworkSpec network;
  private final ConfigObject root;

  private ExperimentRules(Experiment experiment, ConfigObject root) {
    this.experiment = experiment;
    this.network = experiment.network();
    this.root = root;
  }

  /**
   * Checks an experiment.
   *
   * @param root its configuration, for the place of a wrong value
   * @throws org.cotflow.base.UserInputException naming the first key that does not fit the others
   */
  static void check(Experiment experiment, ConfigObject root) {
    ExperimentRules rules = new ExperimentRules(experiment, root);
    rules.checkWidth();
    rules.checkMap();
    rules.checkPropagation();
    rules.checkCheckpointing();
    rules.checkFlow();
    rules.checkPatience();
    rules.checkTrajectories();
    rules.checkLoss();
  }

  private void require(boolean fits, String path, String message, Object... words) {
    if (!fits) {
      throw ConfigComplaint.of(ConfigPath.at(root, path), path, message.formatted(words));
    }
  }

  private void checkWidth() {
    require(
        !(ConfigPath.at(root, WIDTH) instanceof ConfigList)
            || network.width().size() == network.depth(),
        WIDTH,
        "has %s entries for network.depth = %s; expected one number for all layers or a list of"
            + " %2$s",
        network.width().size(),
        network.depth());
  }

  private void checkMap() {
    List<MapKind> kinds = network.map().stream().map(MapName::kind).toList();
    require(
        !kinds.contains(MapKind.RANDOM_FEATURES) || network.activation() == Activation.COS,
        "network.activation",
        "random features are cosines; expected cos, found %s",
        Keyword.of(network.activation()));
    require(
        network.sites().size() <= 2,
        "network.sites",
        "has %s lengths; expected one or two, as in [8, 8]",
        network.sites().size());
    double count =
        network.sites().stream().mapToDouble(length -> length).reduce(1, (a, b) -> a * b);
    require(
        count <= ArraySize.MOST,
        "network.sites",
        "the sites are more than an array holds numbers, %s; found %s",
        ArraySize.MOST,
        network.sites());
    if (!kinds.contains(MapKind.OWN)) {
      checkBuiltIn(kinds.stream().flatMap(kind -> kind.parts().stream()).distinct().toList());
    }
  }

  /** What built-in maps do not have; a class of the user's own has to be found first. */
  private void checkBuiltIn(List<String> parts) {
    String names = String.join(", ", parts);
    String maps = new LayerCycle<>(network.map()).toString();
    require(
        experiment.flow().train() == null || parts.containsAll(experiment.flow().train()),
        "flow.train",
        "expected a list of different ones of %s, found %s",
        names,
        experiment.flow().train());
    String missing = "the particles of network.map = %s have the parts %s";
    ConfigKeys.ofParts(experiment)
        .forEach((path, part) -> require(parts.contains(part), path, missing, maps, names));
    for (String option : network.mapOptions().own().keySet()) {
      String path = "network.map-options." + option;
      require(false, path, "%s", ConfigKeys.unknown(path));
    }
    require(
        network.mapDigest() == null,
        "network.map-digest",
        "network.map = %s is built in and has no jar; expected null",
        maps);
  }

  private void checkPropagation() {
    Propagation propagation = experiment.engine().propagation();
    boolean allAtOnce = propagation == Propagation.NEWTON || propagation == Propagation.PICARD;
    require(
        !allAtOnce || Discretization.of(network).isResidual(),
        "engine.propagation",
        "%s needs network.depth-scheme = euler and network.substeps = 1, found %s and %s;"
            + " expected sweep or auto",
        Keyword.of(propagation),
        Keyword.of(network.depthScheme()),
        network.substeps());
  }

  private void checkCheckpointing() {
    Integer keepEvery = experiment.engine().keepEvery();
    Propagation propagation = experiment.engine().propagation();
    boolean allAtOnce = propagation == Propagation.NEWTON || propagation == Propagation.PICARD;
    require(
        keepEvery == null
            || keepEvery == 1
            || !allAtOnce && experiment.engine().kind() == Kind.IN_PROCESS,
        "engine.checkpointing",
        "%d applies to engine.kind = in-process with engine.propagation = sweep, found %s and %s;"
            + " expected auto or none",
        keepEvery,
        Keyword.of(experiment.engine().kind()),
        Keyword.of(propagation));
  }

  private void checkFlow() {
    FlowSpec flow = experiment.flow();
    require(
        flow.method() != FlowSpec.Method.ADAPTIVE || flow.batch() == null,
        "flow.batch",
        "flow.method = adaptive controls the error of one flow, and every mini-batch has another;"
            + " expected full, or euler, heun or rk4 as flow.method");
  }

  private void checkPatience() {
    require(
        experiment.flow().stop().patience() == null || experiment.data().validationFraction() > 0,
        "flow.stop.patience",
        "it waits for a smaller risk of a validation part; expected null, or a fraction above 0 as"
            + " data.validation-fraction");
  }

  private void checkTrajectories() {
    for (int layer : experiment.output().trajectories().layers()) {
      require(
          layer < network.depth(),
          "output.trajectories.layers",
          "there is no layer %s; expected layers from 0 to %s",
          layer,
          network.depth() - 1);
    }
  }

  private void checkLoss() {
    boolean crossEntropy = network.loss() == NetworkSpec.LossKind.CROSS_ENTROPY;
    require(
        !crossEntropy || DataSources.task(experiment.data()) != DataSpec.Task.REGRESSION,
        "network.loss",
        "cross-entropy needs classes, but the data are a regression; expected squared");
    require(
        !crossEntropy || !network.outputAverage(),
        "network.output-average",
        "true applies to network.loss = squared, not to cross-entropy");
  }
}
