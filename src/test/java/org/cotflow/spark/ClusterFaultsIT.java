package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clusters do to runs: executors, workers and drivers die, tasks throw, disks are full,
 * snapshots damaged. Each run goes on, or stops with one line and is resumed, and ends in the bits
 * of an undisturbed run in process.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {
  private static final int LAST = Integer.MAX_VALUE;
  private static final int WORKER_MEGABYTES = 1024;
  private static final int STEPS = 8;

  /** d = 2; four layers of 64 particles, 50 samples. */
  private static final List<String> PROBLEM =
      List.of(
          "data.input-dim=1",
          "data.output-dim=1",
          "data.samples=50",
          "network.depth=4",
          "network.width=64",
          "engine.block=16",
          "engine.partitions=6",
          "flow.step=0.5",
          "flow.steps=" + STEPS,
          "output.snapshot-every=4");

  private static StandaloneCluster cluster;
  private static Path jar;
  private static JavaSparkContext session;
  @TempDir static Path shared;
  @TempDir Path directory;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = StandaloneCluster.start("faults", 2, WORKER_MEGABYTES);
    jar = SparkSubmit.testJar(shared);
  }

  @AfterAll
  static void stopCluster() {
    endSession();
    cluster.close();
  }

  private static List<String> problem(String... further) {
    List<String> sets = new ArrayList<>(PROBLEM);
    sets.addAll(List.of(further));
    return sets;
  }

  private RunBits undisturbed(List<String> sets) throws IOException {
    return RunBits.train(
        "gaussian", sets, directory.resolve("undisturbed"), EngineFactory.inProcess(1));
  }

  /** One session, with executors on all cores, for all tests whose driver is this process. */
  private static JavaSparkContext driver() throws InterruptedException {
    cluster.awaitWorkers(2);
    if (session == null) {
      Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
      conf.put("spark.driver.host", "127.0.0.1");
      session = SparkSessions.start(TestContexts.spec(cluster.url(), conf), "faults");
    }
    Executors.await(session, 2);
    return session;
  }

  /** Leaves the cores to programs that are submitted. */
  private static void endSession() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  private static EngineFactory engines(
      JavaSparkContext context, int cutEvery, Disturbance disturbance) {
    return (shape, source, activation) ->
        disturbance.disturbed(
            SparkEngine.start(
                context, shape, source, activation, TestContexts.cutEvery(cutEvery), 6));
  }

  @Test
  void sweepSurvivesTheLossOfExecutorsInEveryPass() throws IOException, InterruptedException {
    List<String> sets = problem("engine.propagation=sweep");
    JavaSparkContext context = driver();
    try (Disturbance disturbance =
        new Disturbance(context, cluster)
            .losingAnExecutorAt("step 1", "velocity", "forward")
            .losingAnExecutorAt("step 3", "pullbackAndMove", "adjoint")
            .losingAnExecutorAt("step 5", "finishMove", "update")
            .losingAnExecutorAt("step 8", "store", "snapshot")) {
      RunBits disturbed =
          RunBits.train(
              "gaussian", sets, directory.resolve("run"), engines(context, 20, disturbance));
      assertEquals(
          List.of(
              "step 1, forward, layer 0",
              "step 3, adjoint, layer 3",
              "step 5, update",
              "step 8, snapshot"),
          disturbance.hit());
      undisturbed(sets).assertSame(disturbed, "executors lost");
    }
  }

  @Test
  void stagesSurviveTheLossOfTheirRegisters() throws IOException, InterruptedException {
    List<String> sets = problem("engine.propagation=sweep", "flow.method=rk4", "flow.steps=3");
    JavaSparkContext context = driver();
    try (Disturbance disturbance =
        new Disturbance(context, cluster)
            .losingAnExecutorAt("step 0, stage 3", "velocity", "forward")
            .losingAnExecutorAt("step 1, stage 4", "finishMove", "update")) {
      RunBits disturbed =
          RunBits.train(
              "gaussian", sets, directory.resolve("run"), engines(context, 20, disturbance));
      assertEquals(
          List.of("step 0, stage 3, forward, layer 0", "step 1, stage 4, update"),
          disturbance.hit());
      undisturbed(sets).assertSame(disturbed, "executors lost within a step");
    }
  }

  @Test
  void newtonSurvivesTheLossOfExecutorsOfAWorkerAndOfATask()
      throws IOException, InterruptedException {
    List<String> sets = problem("engine.propagation=newton");
    Path checkpoints = directory.resolve("checkpoints");
    JavaSparkContext context = driver();
    context.setCheckpointDir(checkpoints.toUri().toString());
    try (Disturbance disturbance =
        new Disturbance(context, cluster)
            .losingAnExecutorAt("step 2", "evaluate", "update and evaluation 1")
            .losingAnExecutorAt("step 4", "store", "snapshot")
            .at("step 6", "evaluate", ClusterFaultsIT::replaceAWorker)) {
      EngineFactory engines =
          (shape, source, activation) ->
              engines(context, 2, disturbance)
                  .start(
                      shape,
                      new FailingSource(source, directory.resolve("failed").toString()),
                      activation);
      RunBits disturbed = RunBits.train("gaussian", sets, directory.resolve("run"), engines);
      assertEquals(
          List.of("step 2, update and evaluation 1", "step 4, snapshot"), disturbance.hit());
      assertEquals(Set.of(), disturbance.left());
      assertTrue(Files.exists(directory.resolve("failed")), "no task has failed");
      undisturbed(sets).assertSame(disturbed, "executors, a worker and a task lost");
    } finally {
      context.setCheckpointDir(null);
    }
    try (Stream<Path> left = Files.walk(checkpoints)) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
  }

  private static void replaceAWorker() throws IOException, InterruptedException {
    cluster.killOldestWorker();
    cluster.addWorker(WORKER_MEGABYTES);
  }

  @Test
  @Order(LAST)
  void aKilledDriverIsResumed() throws IOException, InterruptedException {
    endSession();
    Path run = directory.resolve("run");
    List<String> endless = problem("engine.propagation=newton", "flow.steps=1000000");
    Process driver = SparkSubmit.start(directory, options(), jar, train(endless, run));
    long start = System.nanoTime();
    while (snapshots(run).isEmpty() || last(run) < 4) {
      assertTrue(
          driver.isAlive() && System.nanoTime() - start < 600_000_000_000L,
          () -> "no snapshot of step 4; see " + directory);
      Thread.sleep(20);
    }
    driver.destroyForcibly().onExit().join();
    assertTrue(Files.notExists(run.resolve("summary.json")), "the run had come to its end");
    String steps = "flow.steps=" + (RunBits.history(run).size() + 8);
    submit(0, resume(run, steps));
    undisturbed(problem("engine.propagation=newton", steps))
        .assertSame(RunBits.of(run), "the driver was killed");
  }

  /** Until the first cut lost blocks are read again from where the run was resumed. */
  @Test
  void theSnapshotResumedFromStaysWhileItMayBeReadAgain() throws IOException, InterruptedException {
    List<String> sets = problem("engine.propagation=newton");
    Path run = directory.resolve("run");
    RunBits.train(
        "gaussian",
        problem("engine.propagation=newton", "flow.steps=2"),
        run,
        EngineFactory.inProcess(1));
    JavaSparkContext context = driver();
    try (Disturbance disturbance =
        new Disturbance(context, cluster)
            .losingAnExecutorAt("step 6", "evaluate", "update and evaluation 1")) {
      TrainingRun.resume(
          Locations.of(run.toString()),
          null,
          List.of("flow.steps=" + STEPS, "output.snapshot-every=1", "output.keep=1"),
          experiment -> engines(context, 20, disturbance),
          RunMonitor.NONE);
      assertEquals(List.of("step 6, update and evaluation 1"), disturbance.hit());
    }
    undisturbed(sets).assertSame(RunBits.of(run), "an executor lost after a resume");
    assertEquals(List.of(0, STEPS), snapshots(run));
  }

  @Test
  @Order(LAST)
  void aFullDiskStopsTheRunAndADamagedSnapshotIsPassedOver()
      throws IOException, InterruptedException {
    endSession();
    List<String> sets = problem("engine.propagation=newton", "network.width=512");
    Path disk = Files.createDirectories(cluster.directory().resolve("disk"));
    try (FullDisk full = new FullDisk(disk, 1024)) {
      Path run = disk.resolve("run-" + System.nanoTime());
      List<String> half = new ArrayList<>(sets);
      half.add("flow.steps=4");
      RunBits.train("gaussian", half, run, EngineFactory.inProcess(1));
      full.fill(run);
      SparkSubmit.Outcome stopped =
          submit(1, resume(run, "flow.steps=" + STEPS, "engine.kind=spark"));
      List<String> complaints =
          stopped.errors().lines().filter(line -> line.startsWith("cotflow: ")).toList();
      assertEquals(1, complaints.size(), stopped.errors());
      assertTrue(complaints.get(0).contains(full.complaint()), complaints.get(0));
      assertTrue(complaints.get(0).contains("step 8"), complaints.get(0));
      assertTrue(stopped.errors().lines().noneMatch(line -> line.startsWith("\tat ")));
      assertEquals(4, last(run));
      full.empty(run);
      damage(run, 4);
      SparkSubmit.Outcome resumed = submit(0, resume(run));
      assertTrue(
          resumed.errors().lines().anyMatch(line -> line.matches("note: .*step=00000004.*over")),
          resumed.errors());
      undisturbed(sets).assertSame(RunBits.of(run), "the disk was full, a snapshot damaged");
    }
  }

  private static List<Integer> snapshots(Path run) throws IOException {
    if (!Files.exists(run.resolve("config.conf"))) {
      return List.of();
    }
    try (RunDirectory opened = RunDirectory.open(Locations.of(run.toString()))) {
      return opened.snapshots().steps();
    }
  }

  private static int last(Path run) throws IOException {
    List<Integer> steps = snapshots(run);
    return steps.get(steps.size() - 1);
  }

  /** Changes one byte in the midst of a part. */
  private static void damage(Path run, int step) throws IOException {
    Path snapshot = run.resolve("measure").resolve(String.format(Locale.ROOT, "step=%08d", step));
    try (Stream<Path> files = Files.list(snapshot)) {
      Path part =
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(part);
      bytes[bytes.length / 2] ^= 1;
      Files.write(part, bytes);
    }
  }

  private static List<String> train(List<String> sets, Path run) {
    List<String> arguments = new ArrayList<>(List.of("train", "gaussian", "--out", run.toString()));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }

  private static List<String> resume(Path run, String... sets) {
    List<String> arguments = new ArrayList<>(List.of("train", "--resume", run.toString()));
    List.of(sets).forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }

  private static List<String> options() {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", cluster.url(), "--class", "org.cotflow.cli.Main"));
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.put("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    conf.put("spark.driver.host", "127.0.0.1");
    conf.forEach((name, value) -> options.addAll(List.of("--conf", name + "=" + value)));
    return options;
  }

  private SparkSubmit.Outcome submit(int exitCode, List<String> arguments)
      throws IOException, InterruptedException {
    SparkSubmit.Outcome outcome = SparkSubmit.run(directory, options(), jar, arguments);
    assertEquals(exitCode, outcome.exitCode(), outcome.errors());
    return outcome;
  }
}
