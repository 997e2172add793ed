package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.config.UserErrors;
import org.cotflow.data.FeatureRows;
import org.cotflow.depth.Discretization;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.EngineSpec.Propagation;
import org.cotflow.flow.StepRecord;
import org.cotflow.format.NpzReader;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.StoredMeasure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemes in depth as a configuration asks for them. */
class DepthSchemeRunsTest {
  private static final String[] STRONG = {
    "data.samples=20",
    "data.test-fraction=0",
    "network.depth=3",
    "network.width=12",
    "init.u.std=1.5",
    "network.activation=gelu"
  };
  private static final double[] POINTS = {0.4, -0.7, 1.3, 0.2, -0.9, -1.1};

  @TempDir Path directory;

  private static Experiment experiment(String... sets) {
    List<String> all = new ArrayList<>(List.of(STRONG));
    all.addAll(List.of(sets));
    return ExperimentConfig.load("gaussian", all.toArray(String[]::new));
  }

  private static double[] predictions(String scheme, int substeps) {
    TrainedMeasure untrained =
        TrainedMeasure.of(
            experiment(
                "network.depth-scheme=" + scheme,
                "network.substeps=" + substeps,
                "flow.steps=0",
                "engine.threads=1"));
    return untrained.predict(new FeatureRows(3, POINTS)).values();
  }

  /** The order is the slope of log error against log of the number of sub-slices. */
  @ParameterizedTest
  @CsvSource({"euler, 1, 32", "midpoint, 2, 16", "rk4, 4, 4"})
  void orderOfPredictions(String scheme, int order, int coarsest) {
    double[] limit = predictions("rk4", 256);
    double[] errors = new double[4];
    for (int i = 0; i < errors.length; i++) {
      double[] found = predictions(scheme, coarsest << i);
      for (int j = 0; j < found.length; j++) {
        errors[i] = Math.max(errors[i], Math.abs(found[j] - limit[j]));
      }
    }
    double slope = 0;
    for (int i = 0; i < errors.length; i++) {
      slope += (i - 1.5) * StrictMath.log(errors[i]) / StrictMath.log(2) / 5;
    }
    assertEquals(-order, slope, 0.1);
  }

  /** dL/dt at the start, from risks after one step each, against the recorded dissipation. */
  @ParameterizedTest
  @CsvSource({"euler, 1", "euler, 3", "midpoint, 1", "midpoint, 2", "rk4, 1", "rk4, 3"})
  void theDissipationIsTheSlopeOfTheRisk(String scheme, int substeps) {
    double tau = 0.004;
    double[] weights = {-25.0 / 12, 4, -3, 4.0 / 3, -0.25};
    double slope = 0;
    double dissipation = 0;
    for (int i = 0; i < weights.length; i++) {
      List<StepRecord> rows =
          TrainedMeasure.of(
                  experiment(
                      "network.depth-scheme=" + scheme,
                      "network.substeps=" + substeps,
                      "flow.steps=1",
                      "flow.step=" + Math.max(1, i) * tau,
                      "flow.multipliers.w=2",
                      "flow.multipliers.b=0.5",
                      "engine.threads=1"))
              .history();
      slope += weights[i] / tau * rows.get(i == 0 ? 0 : 1).risk();
      dissipation = rows.get(0).dissipation();
    }
    assertTrue(dissipation > 1e-3);
    assertEquals(1, -slope / dissipation, 1e-7);
  }

  @Test
  void predictionsUseTheRunsScheme() throws IOException {
    Path run = directory.resolve("run");
    String[] sets = {"network.depth-scheme=rk4", "network.substeps=3", "flow.steps=2"};
    List<String> all = new ArrayList<>(List.of(STRONG));
    all.addAll(List.of(sets));
    RunBits.train("gaussian", all, run, EngineFactory.inProcess(1));
    NetworkFile file = NetworkFile.read(Locations.of(run.toString()));
    assertEquals(Discretization.of(experiment(sets).network()), file.discretization());
    String meta =
        NpzReader.read(Locations.of(run.resolve("network.npz").toString()))
            .texts()
            .get("meta")
            .get(0);
    assertTrue(meta.contains("\"depthScheme\": \"rk4\""), meta);
    assertTrue(meta.contains("\"substeps\": 3"), meta);
    Path points = directory.resolve("points.csv");
    Files.writeString(points, "x0,x1\n0.4,-0.7\n1.3,0.2\n-0.9,-1.1\n");
    Prediction prediction =
        Prediction.of(
            StoredMeasure.open(run.toString(), null),
            points.toString(),
            EngineFactory.inProcess(1));
    double[] inMemory =
        TrainedMeasure.of(experiment(sets)).predict(new FeatureRows(3, POINTS)).values();
    assertArrayEquals(inMemory, prediction.values());
    assertNotEquals(predictions("euler", 1)[0], prediction.values()[0]);
  }

  @Test
  void autoWalksWhatNothingElseSolves() {
    String[] deep = {"engine.kind=spark", "network.depth=128", "network.width=256"};
    Experiment euler = RunProblem.of(experiment(deep)).experiment();
    assertNotEquals(Propagation.SWEEP, euler.engine().propagation());
    for (String set : List.of("network.substeps=2", "network.depth-scheme=midpoint")) {
      Experiment other = RunProblem.of(experiment(deep[0], deep[1], deep[2], set)).experiment();
      assertEquals(Propagation.SWEEP, other.engine().propagation());
    }
  }

  @Test
  void stagesThatNoArrayHoldsAreRefused() {
    String line =
        UserErrors.line(() -> RunProblem.of(experiment("network.substeps=" + Integer.MAX_VALUE)));
    assertTrue(line.startsWith("network.substeps = 2147483647 gives each layer"), line);
  }
}
