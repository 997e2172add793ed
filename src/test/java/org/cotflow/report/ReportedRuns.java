package org.cotflow.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;

/** Small runs to report on: twelve steps of moons. */
public final class ReportedRuns {
  private ReportedRuns() {}

  public static Path train(Path place, String... sets) throws IOException {
    train(place.toString(), sets);
    return place;
  }

  public static void train(String place, String... sets) throws IOException {
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
