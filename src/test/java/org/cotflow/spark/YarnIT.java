package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.store.RunSummary;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.ThreadRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real YARN on the loopback takes the program, restarts it, and reports how it ended. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class YarnIT {
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  @TempDir Path directory;
  private static YarnCluster yarn;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    yarn = YarnCluster.start(Path.of("target", "yarn").toAbsolutePath());
  }

  @AfterAll
  static void stop() throws IOException {
    if (yarn != null) {
      yarn.close();
    }
  }

  private Process submit(String name, String mode, int attempts, List<String> arguments)
      throws IOException {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.yarn.maxAppAttempts", "" + attempts);
    conf.put("spark.executor.instances", "1");
    conf.put("spark.yarn.am.memory", "512m");
    conf.put("spark.yarn.report.interval", "200");
    conf.put("spark.yarn.scheduler.heartbeat.interval-ms", "200");
    conf.put("spark.ui.enabled", "false");
    for (String jvm : List.of("driver", "executor")) {
      conf.put("spark." + jvm + ".extraJavaOptions", TestContexts.quickStart());
      conf.put("spark." + jvm + ".extraClassPath", StandaloneCluster.jars());
    }
    conf.put("spark.yarn.am.extraJavaOptions", TestContexts.quickStart());
    Path place = Files.createDirectories(directory.resolve(name));
    return yarn.submit(place, name, mode, conf, arguments);
  }

  private SparkSubmit.Outcome outcome(String name, Process submitted)
      throws IOException, InterruptedException {
    return SparkSubmit.outcome(directory.resolve(name), submitted);
  }

  private static List<String> call(String command, List<String> sets) {
    List<String> arguments = new ArrayList<>(List.of(command, "moons"));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }

  private static List<String> continued(String command, List<String> sets) {
    List<String> arguments = call(command, sets);
    arguments.add("--continue");
    return arguments;
  }

  private static List<String> problem(String... further) {
    List<String> sets =
        new ArrayList<>(List.of("data.samples=20", "network.depth=2", "network.width=8"));
    sets.addAll(List.of(further));
    return sets;
  }

  private static void await(Process submitted, String what, Callable<Boolean> there)
      throws Exception {
    long begin = System.nanoTime();
    while (!there.call()) {
      assertTrue(submitted.isAlive() && System.nanoTime() - begin < PATIENCE_NANOS, "no " + what);
      Thread.sleep(20);
    }
  }

  private void assertSucceeded(String name, int attempts, SparkSubmit.Outcome outcome)
      throws IOException, YarnException {
    assertEquals(0, outcome.exitCode(), outcome.errors());
    ApplicationReport report = yarn.report(name);
    assertEquals(
        FinalApplicationStatus.SUCCEEDED,
        report.getFinalApplicationStatus(),
        report.getDiagnostics());
    assertEquals(attempts, report.getCurrentApplicationAttemptId().getAttemptId());
  }

  /**
   * For cluster mode. A driver in client mode may print what Spark 4.2 throws where its application
   * master closes the channel before it answers the last request.
   */
  private static void assertNoStackTrace(SparkSubmit.Outcome outcome) {
    assertTrue(
        outcome.errors().lines().noneMatch(line -> line.startsWith("\tat ")), outcome.errors());
  }

  private void assertTrainedLikeInProcess(String name, List<String> sets) throws IOException {
    RunBits expected =
        RunBits.train("moons", sets, directory.resolve(name + "-here"), EngineFactory.inProcess(1));
    assertEquals(expected.digest(), RunSummary.read(yarn.directory(name)).measureDigest(), name);
  }

  /**
   * The driver runs in a container. The first is told to end, long before a snapshot is due, and
   * leaves one of the step at hand; the second is killed. Each next attempt goes on with what the
   * one before has stored.
   */
  @Test
  @Order(1)
  void aDriverThatEndsGoesOnInItsNextAttempt() throws Exception {
    List<String> sets = problem("flow.steps=40", "output.snapshot-every=25");
    Process submitted = submit("run", "cluster", 3, continued("train", sets));
    Location run = yarn.directory("run");
    Location begun = run.resolve("measure").resolve("step=00000000");
    await(submitted, "first snapshot", begun::exists);
    yarn.terminateDriver("run");
    await(submitted, "snapshot", () -> RunBits.newestSnapshot(run) > 0);
    int toldAt = RunBits.newestSnapshot(run);
    assertTrue(toldAt < 25, "a snapshot was due: step " + toldAt);
    await(submitted, "later snapshot", () -> RunBits.newestSnapshot(run) > toldAt);
    yarn.killDriver("run");
    assertTrue(!run.resolve("summary.json").exists(), "it had ended");
    SparkSubmit.Outcome outcome = outcome("run", submitted);
    assertSucceeded("run", 3, outcome);
    assertNoStackTrace(outcome);
    String errors = yarn.errors("run");
    assertTrue(
        errors.contains("stopped at step %s;".formatted(toldAt)), "see the containers' logs");
    assertTrue(errors.contains("exit code 143: stopped by a signal"), "see the containers' logs");
    assertTrainedLikeInProcess("run", sets);
  }

  /** The runs that were done are not repeated, and the tables are those of threads. */
  @Test
  @Order(2)
  void aKilledSweepGoesOnInItsSecondAttempt() throws Exception {
    List<String> sets = problem("flow.steps=30", "sweep.network.depth=[2,3]");
    sets.add("sweep.init.seed=range(16)");
    Process submitted = submit("sweep", "cluster", 2, continued("sweep", sets));
    Location sweep = yarn.directory("sweep");
    Location results = sweep.resolve("results");
    await(submitted, "result of four runs", () -> results.list().size() >= 4);
    yarn.killDriver("sweep");
    assertTrue(!sweep.resolve("runs.csv").exists(), "it had ended");
    Map<Location, String> done = new HashMap<>();
    for (Location result : results.list()) {
      if (result.name().endsWith(".json")) { // not one that was being written
        done.put(result, result.readText());
      }
    }
    SparkSubmit.Outcome outcome = outcome("sweep", submitted);
    assertSucceeded("sweep", 2, outcome);
    assertNoStackTrace(outcome);
    for (Map.Entry<Location, String> result : done.entrySet()) {
      assertEquals(result.getValue(), result.getKey().readText(), "done again, with other times");
    }
    Location here = Locations.of(directory.resolve("here").toString());
    ExperimentSweep.of(ExperimentSource.load("moons", sets, Map.of(), false))
        .run(here, ThreadRunner.of(1), SweepMonitor.NONE);
    for (String table : List.of("runs.csv", "laws.csv", "runs.parquet")) {
      assertArrayEquals(bytes(here.resolve(table)), bytes(sweep.resolve(table)), table);
    }
  }

  private static byte[] bytes(Location file) throws IOException {
    try (InputStream in = file.openRead()) {
      return in.readAllBytes();
    }
  }

  /**
   * An exit code other than 0 is a failure whose line the user finds in the diagnostics. What needs
   * no session succeeds too.
   */
  @Test
  @Order(3)
  void whatWentWrongStandsInTheDiagnostics() throws Exception {
    Map<String, List<String>> wrong = new LinkedHashMap<>();
    wrong.put(
        "exit code 1: no run came to its end; run 0: network\\.state-dim is 1.*",
        call("sweep", problem("engine.kind=in-process", "sweep.network.state-dim=[1]")));
    wrong.put("exit code 2: .*flow\\.stepss.*", call("train", problem("flow.stepss=3")));
    wrong.put(
        "exit code 3: .*diverged.*",
        call(
            "train",
            problem("engine.kind=in-process", "network.activation=relu", "flow.step=1e200")));
    Map<String, Process> submitted = new LinkedHashMap<>();
    for (List<String> arguments : wrong.values()) {
      String name = "wrong" + submitted.size();
      submitted.put(name, submit(name, "cluster", 1, arguments));
    }
    List<String> sets = problem("engine.kind=in-process", "flow.steps=2");
    Process right = submit("here", "cluster", 1, call("train", sets));
    List<String> expected = List.copyOf(wrong.keySet());
    for (String name : submitted.keySet()) {
      SparkSubmit.Outcome outcome = outcome(name, submitted.get(name));
      assertNotEquals(0, outcome.exitCode(), outcome.output());
      ApplicationReport report = yarn.report(name);
      assertEquals(FinalApplicationStatus.FAILED, report.getFinalApplicationStatus());
      Predicate<String> says =
          line -> line.matches(".*" + expected.get(Integer.parseInt(name.substring(5))));
      assertTrue(report.getDiagnostics().lines().anyMatch(says), report.getDiagnostics());
    }
    assertSucceeded("here", 1, outcome("here", right));
    assertTrainedLikeInProcess("here", sets);
  }

  /** The last test: one node takes no containers afterwards. */
  @Test
  @Order(4)
  void oneNodeIsEnoughInClientMode() throws Exception {
    yarn.emptyOneNode();
    List<String> sets = problem("flow.steps=2");
    Process submitted = submit("client", "client", 1, continued("train", sets));
    assertSucceeded("client", 1, outcome("client", submitted));
    assertTrainedLikeInProcess("client", sets);
  }
}
