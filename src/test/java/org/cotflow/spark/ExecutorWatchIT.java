package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.Engine;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.RunBits;
import org.cotflow.spark.session.ExecutorWatch;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that is gone ends what waits for it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExecutorWatchIT {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(3), new int[] {5, 7}, 16);
  private static final RandomMeasure SOURCE = new RandomMeasure(7);

  @TempDir static Path shared;
  private static Process hanging;

  /** The signal's limit passes while other tests run. */
  @BeforeAll
  static void signalAProgramThatHangs() throws IOException, InterruptedException {
    try (StandaloneCluster cluster = StandaloneCluster.start("hanging", 1, 1024)) {
      hanging = training(cluster, shared.resolve("hanging"));
    }
    hanging
        .toHandle()
        .destroy(); // Process.destroy would end its input too, and with it the process
  }

  /** Has stored at least step 2 and does not end by itself. */
  private static Process training(StandaloneCluster cluster, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> options = new ArrayList<>(List.of("--class", "org.cotflow.cli.Main"));
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.put("spark.executor.extraClassPath", StandaloneCluster.jars());
    conf.put("spark.master", cluster.url());
    conf.put("spark.driver.host", "127.0.0.1");
    conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    Path run = directory.resolve("run");
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--out", run.toString()));
    for (String set :
        List.of(
            "data.samples=20",
            "network.depth=2",
            "network.width=8",
            "flow.steps=1000000",
            "output.snapshot-every=2")) {
      arguments.addAll(List.of("--set", set));
    }
    Process process =
        SparkSubmit.start(directory, options, SparkSubmit.testJar(directory), arguments);
    while (!Files.exists(run.resolve("measure").resolve("step=00000004"))) {
      assertTrue(process.isAlive(), () -> "no snapshot of step 4; see " + directory);
      Thread.sleep(20);
    }
    return process;
  }

  /** The step at hand has its executor and ends. */
  @Test
  void aSignalLeavesASnapshotWithoutTheMaster() throws IOException, InterruptedException {
    Path directory = shared.resolve("headless");
    try (StandaloneCluster cluster = StandaloneCluster.start("headless", 1, 1024)) {
      Process process = training(cluster, directory);
      cluster.killMaster();
      process.toHandle().destroy();
      SparkSubmit.Outcome outcome = SparkSubmit.outcome(directory, process);
      SparkSubmit.assertStopped(outcome.exitCode(), outcome.errors(), directory.resolve("run"));
    }
  }

  /** The step at hand waits for executors that nobody starts. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aSignalEndsAProgramThatHangs() throws IOException, InterruptedException {
    Path directory = shared.resolve("hanging");
    SparkSubmit.Outcome outcome = SparkSubmit.outcome(directory, hanging);
    assertEquals(SparkSubmit.TERMINATED, outcome.exitCode(), outcome.errors());
    String line =
        "cotflow: the step at hand took more than 120 s after the signal; the last snapshot stays";
    assertTrue(outcome.errors().lines().anyMatch(line::equals), outcome.errors());
    assertTrue(RunBits.newestSnapshot(directory.resolve("run")) >= 2);
  }

  private static Map<String, String> conf() {
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put(ExecutorWatch.WAIT, "3s");
    return conf;
  }

  @Test
  void aJobWithoutExecutorsEndsWithItsReason() throws IOException, InterruptedException {
    StandaloneCluster cluster = StandaloneCluster.start("gone", 1, 1024);
    String url = cluster.url();
    try (JavaSparkContext context = SparkSessions.start(TestContexts.spec(url, conf()), "gone");
        Engine engine =
            SparkEngine.start(
                context,
                SHAPE,
                SOURCE,
                MapSpec.neuron(Activation.TANH),
                TestContexts.cutEvery(2),
                2)) {
      Executors.await(context, 1);
      double[] inputs = RandomMeasure.rows(6, 3, 4);
      TrainingStep.run(engine, inputs, 0.5);
      cluster.close();
      SparkFailureException failure =
          assertThrows(SparkFailureException.class, () -> TrainingStep.run(engine, inputs, 0.5));
      assertTrue(
          failure.getMessage().contains("no executor of " + url + " for 3s"), failure.getMessage());
    } finally {
      cluster.close();
    }
    UserInputException noAnswer =
        assertThrows(
            UserInputException.class,
            () -> SparkSessions.start(TestContexts.spec(url, conf()), "gone").close());
    assertEquals(
        "spark.master = " + url + " gave no answer or ended the session at once; is it running?",
        noAnswer.getMessage());
  }
}
