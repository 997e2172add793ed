package org.cotflow.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.experiment.EngineFactory;
import org.cotflow.experiment.ExperimentConfig;
import org.cotflow.experiment.RunMonitor;
import org.cotflow.experiment.RunProblem;
import org.cotflow.experiment.TrainingRun;

/** Small runs to report on: twelve steps of moons. */
final class ReportedRuns {
  private ReportedRuns() {}

  static Path train(Path place, String... sets) throws IOException {
    train(place.toString(), sets);
    return place;
  }

  static void train(String place, String... sets) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "flow.steps=12",
                "data.samples=40",
                "network.width=16",
                "engine.propagation=sweep",
                "output.dir=\"" + place + "\""));
    all.addAll(List.of(sets));
    TrainingRun.start(
        RunProblem.of(ExperimentConfig.load("moons", all.toArray(String[]::new))),
        EngineFactory.inProcess(1),
        RunMonitor.NONE);
  }
}
