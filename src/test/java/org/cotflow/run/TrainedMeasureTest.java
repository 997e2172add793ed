package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.data.DataPart;
import org.cotflow.data.FeatureRows;
import org.cotflow.data.source.DataSources;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.StepRecord;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training as a program does it: experiment in, results as values out. */
class TrainedMeasureTest {
  private static final String[] SMALL = {
    "network.depth=3", "network.width=8", "flow.steps=12", "output.record-every=5"
  };

  @TempDir Path directory;

  @Test
  void theExampleOfTheReadme() {
    Experiment experiment =
        ExperimentConfig.load("moons", "network.depth=4", "network.width=32", "flow.steps=50");
    TrainedMeasure trained = TrainedMeasure.of(experiment);

    double accuracy = trained.summary().testAccuracy();
    List<Double> risks = trained.history().stream().map(StepRecord::risk).toList();
    Prediction prediction = trained.predict(new FeatureRows(1, new double[] {0.5, -0.5}));
    double[] outputs = prediction.values();

    assertTrue(accuracy > 0.7, "accuracy " + accuracy);
    assertEquals(51, risks.size());
    assertTrue(risks.get(50) < risks.get(0));
    assertEquals(2, outputs.length);
    assertTrue(outputs[1] > outputs[0], "the point is below the lower half circle's top");
    assertEquals(128, trained.measure().shape().particleCount());
  }

  @Test
  void theNumbersAreThoseOfARunDirectory() throws IOException {
    Experiment inMemory = ExperimentConfig.load("diabetes", SMALL);
    TrainedMeasure trained = TrainedMeasure.of(inMemory);
    Experiment onDisk =
        ExperimentConfig.load(
            "diabetes",
            List.of(SMALL),
            Map.of("output.dir", directory.resolve("run").toString()),
            false);
    RunSummary summary =
        TrainingRun.start(RunProblem.of(onDisk), EngineFactory.inProcess(2), RunMonitor.NONE)
            .summary();
    assertEquals(TrainingLoop.End.ALL_STEPS, trained.end());
    assertEquals(summary.measureDigest(), trained.summary().measureDigest());
    assertEquals(summary.risk(), trained.summary().risk());
    assertEquals(summary.testR2(), trained.summary().testR2());
    assertEquals(List.of(0, 5, 10, 12), trained.history().stream().map(StepRecord::step).toList());
  }

  @Test
  void thePartsOfItsDataHaveTheMetricsOfTheSummary() {
    Experiment experiment = ExperimentConfig.load("moons", SMALL);
    TrainedMeasure trained = TrainedMeasure.of(experiment);
    Prediction test = trained.predict(DataSources.part(experiment.data(), DataPart.TEST, null));
    assertEquals(trained.summary().testRisk(), test.metrics().risk());
    assertEquals(trained.summary().testAccuracy(), test.metrics().accuracy());
    assertNull(test.probabilities());
  }

  @Test
  void aMonitorMayEndIt() {
    Experiment experiment = ExperimentConfig.load("gaussian", SMALL);
    int[] reached = {0};
    RunMonitor monitor =
        new RunMonitor() {
          @Override
          public void at(int step) {
            reached[0] = step;
          }

          @Override
          public boolean interrupted() {
            return reached[0] == 4;
          }
        };
    TrainedMeasure trained =
        TrainedMeasure.of(RunProblem.of(experiment), EngineFactory.inProcess(1), monitor);
    assertEquals(TrainingLoop.End.INTERRUPTED, trained.end());
    assertNull(trained.summary());
    assertEquals(4, reached[0]);
    assertEquals(24, trained.measure().shape().particleCount());
  }
}
