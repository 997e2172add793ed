package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.store.RunSummary;
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

  @TempDir static Path shared;
  @TempDir Path directory;
  private static MiniHadoop hadoop;
  private static Path jar;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    hadoop = MiniHadoop.start(shared.resolve("hadoop"), 2, 8, 4096);
    jar = SparkSubmit.testJar(shared);
  }

  @AfterAll
  static void stop() {
    hadoop.close();
  }

  private Process submit(
      String name, String mode, int attempts, int executors, List<String> arguments)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", mode));
    options.addAll(List.of("--class", "org.cotflow.cli.Main", "--name", name));
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.yarn.jars", "local:" + StandaloneCluster.sparkHome().resolve("jars") + "/*");
    conf.put("spark.yarn.maxAppAttempts", "" + attempts);
    conf.put("spark.executor.instances", "" + executors);
    conf.put("spark.executor.memory", "512m");
    conf.put("spark.driver.memory", "512m");
    conf.put("spark.yarn.am.memory", "512m");
    conf.put("spark.yarn.report.interval", "200");
    conf.put("spark.yarn.scheduler.heartbeat.interval-ms", "200");
    conf.put("spark.yarn.appMasterEnv.SPARK_LOCAL_IP", "127.0.0.1");
    conf.put("spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1");
    for (String jvm : List.of("driver", "executor")) {
      conf.put("spark." + jvm + ".extraJavaOptions", TestContexts.quickStart());
      conf.put("spark." + jvm + ".extraClassPath", StandaloneCluster.jars());
    }
    conf.put("spark.yarn.am.extraJavaOptions", TestContexts.quickStart());
    conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    Path place = Files.createDirectories(directory.resolve(name));
    return SparkSubmit.start(
        place, options, jar, arguments, Map.of(SparkSubmit.HADOOP_CONF, hadoop.site().toString()));
  }

  private SparkSubmit.Outcome outcome(String name, Process submitted)
      throws IOException, InterruptedException {
    return SparkSubmit.outcome(directory.resolve(name), submitted);
  }

  private static List<String> train(String run, List<String> sets) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--continue"));
    arguments.addAll(List.of("--out", run));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }

  private static List<String> problem(String... further) {
    List<String> sets =
        new ArrayList<>(List.of("data.samples=20", "network.depth=2", "network.width=8"));
    sets.addAll(List.of(further));
    return sets;
  }

  private static String run(String name) {
    return hadoop.files() + "/runs/" + name;
  }

  private static ApplicationReport report(String name) throws IOException, YarnException {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(hadoop.conf());
      client.start();
      return client.getApplications().stream()
          .filter(application -> application.getName().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private void assertEndedLikeInProcess(String name, List<String> sets, SparkSubmit.Outcome outcome)
      throws IOException, YarnException {
    assertEquals(0, outcome.exitCode(), outcome.errors());
    ApplicationReport report = report(name);
    assertEquals(
        FinalApplicationStatus.SUCCEEDED,
        report.getFinalApplicationStatus(),
        report.getDiagnostics());
    RunBits expected =
        RunBits.train("moons", sets, directory.resolve(name + "-here"), EngineFactory.inProcess(1));
    assertEquals(expected.digest(), RunSummary.read(Locations.of(run(name))).measureDigest(), name);
  }

  /** The driver runs in a container; its second attempt goes on with what the first has stored. */
  @Test
  @Order(1)
  void aKilledDriverGoesOnInItsSecondAttempt() throws Exception {
    List<String> sets = problem("flow.steps=24", "output.snapshot-every=2");
    Process submitted = submit("killed", "cluster", 2, 1, train(run("killed"), sets));
    Location measure = Locations.of(run("killed")).resolve("measure");
    Location early = measure.resolve("step=00000002");
    long begin = System.nanoTime();
    while (!measure.exists() || !early.exists()) {
      assertTrue(
          submitted.isAlive() && System.nanoTime() - begin < PATIENCE_NANOS,
          () -> "no snapshot of step 2; see " + directory);
      Thread.sleep(20);
    }
    Processes.kill("org.apache.spark.deploy.yarn.ApplicationMaster");
    assertTrue(!Locations.of(run("killed")).resolve("summary.json").exists(), "it had ended");
    assertEndedLikeInProcess("killed", sets, outcome("killed", submitted));
    assertEquals(2, report("killed").getCurrentApplicationAttemptId().getAttemptId());
    String log = Files.readString(directory.resolve("killed").resolve("submit.err"));
    assertTrue(log.lines().noneMatch(line -> line.startsWith("\tat ")), log);
  }

  /** An exit code other than 0 is a failure whose line the user finds in the diagnostics. */
  @Test
  @Order(2)
  void whatWentWrongStandsInTheDiagnostics() throws Exception {
    Map<String, List<String>> wrong = new LinkedHashMap<>();
    wrong.put(
        "exit code 1: no run came to its end; run 0: network\\.state-dim is 1.*",
        wrong("sweep", "engine.kind=in-process", "sweep.network.state-dim=[1]"));
    wrong.put("exit code 2: .*flow\\.stepss.*", wrong("train", "flow.stepss=3"));
    wrong.put(
        "exit code 3: .*diverged.*",
        wrong("train", "engine.kind=in-process", "network.activation=relu", "flow.step=1e200"));
    Map<String, Process> submitted = new LinkedHashMap<>();
    for (List<String> arguments : wrong.values()) {
      String name = "wrong" + submitted.size();
      submitted.put(name, submit(name, "cluster", 1, 1, arguments));
    }
    List<String> expected = List.copyOf(wrong.keySet());
    for (String name : submitted.keySet()) {
      SparkSubmit.Outcome outcome = outcome(name, submitted.get(name));
      assertNotEquals(0, outcome.exitCode(), outcome.output());
      ApplicationReport report = report(name);
      assertEquals(FinalApplicationStatus.FAILED, report.getFinalApplicationStatus());
      Predicate<String> says =
          line -> line.matches(".*" + expected.get(Integer.parseInt(name.substring(5))));
      assertTrue(report.getDiagnostics().lines().anyMatch(says), report.getDiagnostics());
    }
  }

  private static List<String> wrong(String command, String... sets) {
    List<String> arguments = new ArrayList<>(List.of(command, "moons"));
    problem(sets).forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }

  /** The last test: a node is gone afterwards. */
  @Test
  @Order(3)
  void oneNodeIsEnoughInClientMode() throws Exception {
    hadoop.stopNode(1);
    List<String> sets = problem("flow.steps=2");
    Process submitted = submit("client", "client", 1, 1, train(run("client"), sets));
    assertEndedLikeInProcess("client", sets, outcome("client", submitted));
  }
}
