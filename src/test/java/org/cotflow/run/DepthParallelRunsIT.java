package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.engine.SparkSpec;
import org.cotflow.flow.StepRecord;
import org.cotflow.run.store.RunSummary;
import org.cotflow.spark.SparkEngine;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs that evaluate all layers at once: jobs, residuals, bits, and the sweep's risk. */
class DepthParallelRunsIT {
  private static final double TOLERANCE = 1e-12;
  private static JavaSparkContext context;
  @TempDir Path directory;

  @BeforeAll
  static void startContext() {
    context = SparkSessions.start(new SparkSpec("local[2]", 20, Map.of()), "test");
  }

  @AfterAll
  static void stopContext() {
    context.stop();
  }

  /** The rows of a run and what it ended with. */
  private record Run(List<StepRecord> rows, RunSummary summary) {}

  /** A run of strong networks on random data; without partitions in process. */
  private Run run(
      String name, String propagation, int depth, int width, int steps, Integer partitions)
      throws IOException {
    List<String> sets =
        List.of(
            "network.depth=" + depth,
            "network.width=" + width,
            "network.state-dim=2",
            "network.embedding=identity",
            "network.readout=identity",
            "init.u.std=1",
            "data.samples=" + (steps > 100 ? 25 : 250),
            "flow.steps=" + steps,
            "flow.step=0.1",
            "engine.block=" + (width > 200 ? 128 : 32),
            "engine.propagation=" + propagation);
    Map<String, Object> out = Map.of("output.dir", directory.resolve(name).toString());
    RunProblem problem = RunProblem.of(ExperimentConfig.load("gaussian", sets, out, false));
    EngineFactory engines =
        partitions == null
            ? EngineFactory.inProcess(2)
            : (shape, source, activation) ->
                SparkEngine.start(
                    context,
                    shape,
                    source,
                    activation,
                    problem.experiment().spark(),
                    partitions == 0
                        ? SparkEngine.partitionsForAllLayers(context, shape)
                        : partitions);
    List<StepRecord> rows = new ArrayList<>();
    RunMonitor monitor =
        new RunMonitor() {
          @Override
          public void row(StepRecord row) {
            rows.add(row);
          }
        };
    return new Run(rows, TrainingRun.start(problem, engines, monitor).summary());
  }

  /** Counts the jobs of steps from the tenth on, by their descriptions. */
  private static final class Jobs extends SparkListener {
    private int count;

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
      String text = String.valueOf(job.properties().getProperty("spark.job.description"));
      boolean ofStep = text.matches("step \\d\\d+, .*") && !text.endsWith("snapshot");
      count += ofStep || text.equals("null") ? 1 : 0;
    }

    synchronized int take() {
      int taken = count;
      count = 0;
      return taken;
    }
  }

  private static void assertWithinTolerance(Run run, int depth) {
    for (StepRecord row : run.rows()) {
      assertTrue(row.solver().converged(), "step " + row.step());
      double floor = 8.0 * depth * Math.ulp(1.0) * 20;
      assertTrue(row.solver().residual() <= Math.max(TOLERANCE, floor), row.toString());
    }
  }

  @Test
  void jobsPerStepDoNotGrowWithDepth() throws Exception {
    Jobs jobs = new Jobs();
    context.sc().addSparkListener(jobs);
    int steps = 13;
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int depth : new int[] {32, 128, 512}) {
      Run run = run("jobs" + depth, "newton", depth, 256, steps, 0);
      context.sc().listenerBus().waitUntilEmpty(300_000);
      double perStep = (double) jobs.take() / (steps - 10 + 1);
      assertTrue(perStep >= 1 && perStep <= 5, depth + " layers: " + perStep + " jobs a step");
      // Summed up by the run itself over the same steps but the last.
      assertEquals(perStep, run.summary().sparkJobsPerStep(), 1.5);
      least = Math.min(least, perStep);
      most = Math.max(most, perStep);
      assertWithinTolerance(run, depth);
    }
    context.sc().removeSparkListener(jobs);
    assertTrue(most - least <= 1, least + " to " + most + " jobs a step");
  }

  @ParameterizedTest
  @ValueSource(strings = {"newton", "picard"})
  void theSameBitsInProcessAndOnSparkWhateverThePartitions(String propagation) throws IOException {
    Run expected = run(propagation, propagation, 8, 70, 4, null);
    for (int partitions : new int[] {1, 5, 24}) {
      Run run = run(propagation + partitions, propagation, 8, 70, 4, partitions);
      assertEquals(expected.summary().measureDigest(), run.summary().measureDigest());
      assertEquals(expected.rows(), run.rows());
    }
  }

  @Test
  void after300StepsTheRiskIsTheSweeps() throws IOException {
    double expected = run("sweep", "sweep", 16, 32, 300, null).summary().risk();
    for (String propagation : List.of("newton", "picard")) {
      Run run = run(propagation, propagation, 16, 32, 300, null);
      assertEquals(expected, run.summary().risk(), 1e-10 * expected);
      assertWithinTolerance(run, 16);
    }
  }
}
