package org.cotflow.sweep.trial;

import java.io.IOException;
import org.cotflow.base.Locations;
import org.cotflow.config.Experiment;
import org.cotflow.measure.InitSpec;

/** Where runs start from, in words that mean the same to every process that may do them. */
public final class StartingPlace {
  private StartingPlace() {}

  /** The experiment with the path of {@code init.from}, if it has one, made absolute. */
  public static Experiment qualified(Experiment experiment) throws IOException {
    InitSpec init = experiment.init();
    if (init.from() == null) {
      return experiment;
    }
    int path = init.from().indexOf(':') + 1;
    String from =
        init.from().substring(0, path) + Locations.of(init.from().substring(path)).absolute();
    return new Experiment(
        experiment.name(),
        experiment.data(),
        experiment.network(),
        new InitSpec(init.uStd(), init.wStd(), init.bStd(), init.tied(), init.seed(), from),
        experiment.flow(),
        experiment.engine(),
        experiment.spark(),
        experiment.output(),
        experiment.diagnostics());
  }
}
