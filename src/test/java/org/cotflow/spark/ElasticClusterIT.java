package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.storage.RDDInfo;
import org.cotflow.JavaRuntimes;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Executors come and go, run another Java, have a part of a worker's cores, run a task twice; the
 * master starts a driver again: runs have the bits of an undisturbed run in process.
 */
class ElasticClusterIT {
  private static final int STEPS = 8;
  private static final int PARTITIONS = 6;

  /** d = 2; three layers of 64 particles, 50 samples. */
  private static final List<String> PROBLEM =
      List.of(
          "data.input-dim=1",
          "data.output-dim=1",
          "data.samples=50",
          "network.depth=3",
          "network.width=64",
          "engine.block=16",
          "engine.partitions=" + PARTITIONS,
          "engine.propagation=newton",
          "flow.step=0.5",
          "output.snapshot-every=50");

  private static StandaloneCluster cluster;
  private static RunBits undisturbed;

  @TempDir static Path shared;
  @TempDir Path directory;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = StandaloneCluster.startOnHosts("elastic", 2, 4, 4096);
    undisturbed = inProcess(STEPS, shared.resolve("undisturbed"));
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private static List<String> problem(int steps) {
    List<String> sets = new ArrayList<>(PROBLEM);
    sets.add("flow.steps=" + steps);
    return sets;
  }

  private static RunBits inProcess(int steps, Path run) throws IOException {
    return RunBits.train("gaussian", problem(steps), run, EngineFactory.inProcess(1));
  }

  private JavaSparkContext driver(Map<String, String> further) {
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put("spark.executor.cores", "1");
    conf.put("spark.cores.max", "2");
    conf.put("spark.locality.wait", "0");
    conf.put("spark.checkpoint.dir", directory.resolve("checkpoints").toUri().toString());
    conf.putAll(further);
    return SparkSessions.start(TestContexts.spec(cluster.url(), conf), "elastic");
  }

  private static EngineFactory engines(JavaSparkContext context, Disturbance disturbance) {
    return (shape, source, activation) ->
        disturbance.disturbed(
            SparkEngine.start(
                context, shape, source, activation, TestContexts.cutEvery(2), PARTITIONS));
  }

  private void assertUndisturbed(JavaSparkContext context, Disturbance disturbance)
      throws IOException {
    RunBits bits =
        RunBits.train(
            "gaussian", problem(STEPS), directory.resolve("run"), engines(context, disturbance));
    assertEquals(Set.of(), disturbance.left());
    undisturbed.assertSame(bits, "the executors changed");
  }

  /** Nobody needs the executors for a while, so Spark gives all of them back, and their blocks. */
  @Test
  void executorsAreAllocatedAsTheyAreNeeded() throws IOException {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.dynamicAllocation.enabled", "true");
    conf.put("spark.dynamicAllocation.shuffleTracking.enabled", "true");
    conf.put("spark.dynamicAllocation.shuffleTracking.timeout", "1s");
    conf.put("spark.dynamicAllocation.executorIdleTimeout", "1s");
    conf.put("spark.dynamicAllocation.cachedExecutorIdleTimeout", "1s");
    conf.put("spark.dynamicAllocation.schedulerBacklogTimeout", "1s");
    conf.put("spark.dynamicAllocation.maxExecutors", "2");
    try (JavaSparkContext context = driver(conf)) {
      Comings comings = Comings.over(context);
      Set<String> early = new HashSet<>();
      try (Disturbance disturbance =
          new Disturbance(context, cluster)
              .at(
                  "step 4",
                  "evaluate",
                  () -> {
                    Executors.await(context, 0);
                    early.addAll(comings.added);
                  })) {
        assertUndisturbed(context, disturbance);
      }
      assertTrue(!early.isEmpty() && comings.removed.containsAll(early), comings::toString);
      assertTrue(comings.added.size() > early.size(), comings::toString);
    }
  }

  /** An executor that is to leave hands its blocks over: none is computed again. */
  @Test
  void aDecommissionedExecutorHandsItsBlocksOver() throws IOException, InterruptedException {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.decommission.enabled", "true");
    conf.put("spark.storage.decommission.enabled", "true");
    conf.put("spark.storage.decommission.rddBlocks.enabled", "true");
    conf.put("spark.storage.decommission.replicationReattemptInterval", "200ms");
    try (JavaSparkContext context = driver(conf)) {
      Executors.await(context, 2);
      Comings comings = Comings.over(context);
      try (Disturbance disturbance =
          new Disturbance(context, cluster)
              .at("step 4", "evaluate", () -> decommissionOne(context, comings))) {
        assertUndisturbed(context, disturbance);
      }
    }
  }

  private static void decommissionOne(JavaSparkContext context, Comings comings)
      throws InterruptedException {
    assertEquals(PARTITIONS, cachedPartitions(context));
    String leaving = CollectionConverters.asJava(context.sc().getExecutorIds()).get(0);
    boolean agreed =
        ((ExecutorAllocationClient) context.sc().schedulerBackend())
            .decommissionExecutor(
                leaving, new ExecutorDecommissionInfo("test", Option.empty()), false, false);
    assertTrue(agreed);
    while (!comings.removed.contains(leaving)) {
      Thread.sleep(50);
    }
    assertEquals(PARTITIONS, cachedPartitions(context));
  }

  /** Of the newest generation of particles. */
  private static int cachedPartitions(JavaSparkContext context) {
    return Arrays.stream(context.sc().getRDDStorageInfo())
        .filter(RDDInfo::isCached)
        .max(Comparator.comparingInt(RDDInfo::id))
        .orElseThrow()
        .numCachedPartitions();
  }

  /** The driver runs the Java of this test, the executor the newest one of this machine. */
  @Test
  void anExecutorOfAnotherJavaWithTwoOfFourCores() throws IOException, InterruptedException {
    Path newest = JavaRuntimes.newest();
    Map<String, String> conf =
        Map.of("spark.executor.cores", "2", "spark.executorEnv.JAVA_HOME", newest.toString());
    try (JavaSparkContext context = driver(conf);
        Disturbance disturbance = new Disturbance(context, cluster)) {
      Executors.await(context, 1);
      List<Integer> versions =
          context.parallelize(List.of(0), 1).map(none -> Runtime.version().feature()).collect();
      assertEquals(List.of(JavaRuntimes.feature(newest)), versions);
      assertEquals(2, context.defaultParallelism());
      assertUndisturbed(context, disturbance);
    }
  }

  /** The task that draws the first blocks ends only after Spark has started it a second time. */
  @Test
  void aTaskIsRunTwice() throws IOException, InterruptedException {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.speculation", "true");
    conf.put("spark.speculation.interval", "50ms");
    conf.put("spark.speculation.quantile", "0.1");
    conf.put("spark.speculation.multiplier", "1");
    try (JavaSparkContext context = driver(conf);
        Disturbance none = new Disturbance(context, cluster)) {
      Executors.await(context, 2);
      EngineFactory engines =
          (shape, source, activation) ->
              engines(context, none)
                  .start(shape, new TwiceRunSource(source, directory.toString()), activation);
      RunBits bits = RunBits.train("gaussian", problem(STEPS), directory.resolve("run"), engines);
      assertTrue(Files.exists(directory.resolve("second")), "no task was run twice");
      undisturbed.assertSame(bits, "a task was run twice");
    }
  }

  /** The executor with all particles is killed once in five steps, for sixty steps. */
  @Test
  void aStormOfLostExecutors() throws IOException, InterruptedException {
    int steps = 60;
    Set<Long> killed = new HashSet<>();
    try (JavaSparkContext context = driver(Map.of("spark.executor.cores", "2"));
        Disturbance disturbance = new Disturbance(context, cluster)) {
      Executors.await(context, 1);
      for (int step = 1; step < steps; step += 5) {
        disturbance.at(
            "step " + step,
            "evaluate",
            () -> {
              for (ProcessHandle executor : cluster.executors(context.sc().applicationId())) {
                assertTrue(executor.destroyForcibly());
                executor.onExit().join();
                killed.add(executor.pid());
              }
            });
      }
      RunBits bits =
          RunBits.train(
              "gaussian", problem(steps), directory.resolve("run"), engines(context, disturbance));
      assertEquals(Set.of(), disturbance.left());
      assertEquals(steps / 5, killed.size());
      inProcess(steps, directory.resolve("calm")).assertSame(bits, "a storm of lost executors");
    }
  }

  /** The driver runs on a worker; what it had stored, the next one goes on with. */
  @Test
  void aKilledDriverIsStartedAgain() throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    List<String> sets = problem(24);
    sets.set(sets.indexOf("output.snapshot-every=50"), "output.snapshot-every=2");
    List<String> arguments =
        new ArrayList<>(List.of("train", "gaussian", "--continue", "--out", run.toString()));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    Process submitted =
        SparkSubmit.start(directory, supervised(), SparkSubmit.testJar(directory), arguments);
    long start = System.nanoTime();
    while (!Files.exists(run.resolve("measure").resolve("step=00000002"))) {
      assertTrue(
          submitted.isAlive() && System.nanoTime() - start < 600_000_000_000L,
          () -> "no snapshot of step 2; see " + directory);
      Thread.sleep(20);
    }
    Processes.kill("org.apache.spark.deploy.worker.DriverWrapper");
    assertTrue(Files.notExists(run.resolve("summary.json")), "the run had come to its end");
    SparkSubmit.Outcome outcome = SparkSubmit.outcome(directory, submitted);
    assertEquals(0, outcome.exitCode(), outcome.errors());
    RunBits.train("gaussian", sets, directory.resolve("calm"), EngineFactory.inProcess(1))
        .assertSame(RunBits.of(run), "the driver was killed");
  }

  private static List<String> supervised() {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", cluster.url(), "--deploy-mode", "cluster", "--supervise"));
    options.addAll(List.of("--class", "org.cotflow.cli.Main"));
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.put(
        "spark.driver.extraJavaOptions",
        JavaModuleOptions.defaultModuleOptions() + " " + TestContexts.quickStart());
    conf.put("spark.driver.extraClassPath", StandaloneCluster.jars());
    conf.put("spark.driver.memory", "512m");
    conf.put("spark.cores.max", "1");
    conf.put("spark.standalone.submit.waitAppCompletion", "true");
    conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    return options;
  }

  /** The executors that came and went. */
  private static final class Comings extends SparkListener {
    final Set<String> added = ConcurrentHashMap.newKeySet();
    final Set<String> removed = ConcurrentHashMap.newKeySet();

    static Comings over(JavaSparkContext context) {
      Comings comings = new Comings();
      context.sc().addSparkListener(comings);
      return comings;
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
      added.add(event.executorId());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      removed.add(event.executorId());
    }

    @Override
    public String toString() {
      return "added " + added + ", removed " + removed;
    }
  }
}
