package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.Locations;
import org.cotflow.cli.Call;
import org.cotflow.cli.ExampleMap;
import org.cotflow.engine.Engine;
import org.cotflow.engine.EngineContractTest;
import org.cotflow.engine.ListSink;
import org.cotflow.engine.RandomMeasure;
import org.cotflow.engine.ReferenceLayers;
import org.cotflow.engine.TrainingStep;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.SmallRuns;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.spark.session.SparkSessions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real workers: programs are submitted to it; it loses executors and a worker. */
class StandaloneClusterIT {
  private static final MeasureShape SHAPE =
      new MeasureShape(Neuron.layout(3), new int[] {5, 87, 32, 1, 40}, 16);
  private static final RandomMeasure SOURCE = new RandomMeasure(7);
  private static final int WORKER_MEGABYTES = 1024;

  /** Few jobs; the second step needs what the first one has moved. */
  private static final String[] FEW_JOBS = {
    "flow.steps=2", "flow.method=euler", "data.test-fraction=0", "diagnostics.every=null"
  };

  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = StandaloneCluster.start("test", 2, WORKER_MEGABYTES);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void trainsThroughTheLossOfExecutorsAndWorkers() throws IOException, InterruptedException {
    try (JavaSparkContext context = driver(Map.of())) {
      Executors.await(context, 2);
      train(context);
    }
  }

  @Test
  void aTaskThatEndsItsExecutorsStopsNoOther() throws Exception {
    Map<Integer, Object> outcomes = new HashMap<>();
    try (JavaSparkContext context = driver(Map.of("spark.task.maxFailures", "2"))) {
      List<HaltAtTwo> tasks = IntStream.range(0, 6).mapToObj(HaltAtTwo::new).toList();
      new IndependentTasks(context)
          .run(tasks, 10, new IndependentTasksTest.Recorder(outcomes), () -> false);
    }
    String reason = outcomes.remove(2).toString();
    assertTrue(reason.matches("its executor was lost: .*code 3.*"), reason);
    assertEquals(Map.of(0, 0, 1, 10, 3, 30, 4, 40, 5, 50), outcomes);
  }

  /** The third of them is the end of the process that it runs in. */
  private record HaltAtTwo(int number) implements IndependentTasks.Work<Integer, Integer> {
    @Override
    public Integer run(Integer shared, BooleanSupplier interrupted) {
      if (number == 2) {
        Runtime.getRuntime().halt(3);
      }
      return number * shared;
    }
  }

  @Test
  void runsSubmittedProgramsWithTheSameBits(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path jar = SparkSubmit.testJar(directory);
    assertEquals(SubmittedTraining.expectedOutput(), submit(directory, jar, "local[2]"));
    assertEquals(SubmittedTraining.expectedOutput(), submit(directory, jar, cluster.url()));
  }

  @Test
  void comparesAndAnalyzesRunsWithTheSameBytes(@TempDir Path directory)
      throws IOException, InterruptedException {
    for (String seed : List.of("0", "1")) {
      Call call =
          Call.of(
              "train",
              "moons",
              "--out",
              directory.resolve("run" + seed).toString(),
              "--set",
              "init.seed=" + seed,
              "--set",
              "network.depth=3",
              "--set",
              "flow.steps=1");
      assertEquals(0, call.code(), call.err());
    }
    Path jar = SparkSubmit.testJar(directory);
    List<String> options = options(cluster.url(), "org.cotflow.cli.Main");
    String run = directory.resolve("run0").toString();
    String other = directory.resolve("run1").toString();
    for (List<String> arguments :
        List.of(List.of("distance", run, other), List.of("analyze", run, "--step", "1"))) {
      SparkSubmit.Outcome there = SparkSubmit.run(directory, options, jar, arguments);
      assertEquals(0, there.exitCode(), there.errors());
      assertEquals(Call.of(arguments.toArray(String[]::new)).out(), there.output());
    }
  }

  @Test
  void trainsAMapOfTheUsersOwnWithTheSameBits(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path jar = ExampleMap.jar(directory);
    Path here = directory.resolve("here");
    Path threads = directory.resolve("threads");
    Path there = directory.resolve("there");
    call(ExampleMap.train(jar, here));
    call(ExampleMap.train(jar, threads, "engine.kind=spark", "spark.master=local[2]"));
    SparkSubmit.Outcome outcome =
        SparkSubmit.run(
            directory,
            options(cluster.url(), "org.cotflow.cli.Main"),
            SparkSubmit.testJar(directory),
            ExampleMap.train(jar, there, "engine.partitions=3"));
    assertEquals(0, outcome.exitCode(), outcome.errors());
    for (Path run : List.of(threads, there)) {
      assertEquals(digest(here), digest(run), run.toString());
    }
  }

  @Test
  void trainsAllMapsWithTheSameBits(@TempDir Path directory)
      throws IOException, InterruptedException {
    SparkBits bits = new SparkBits(directory);
    try (JavaSparkContext context = driver(Map.of())) {
      Executors.await(context, 2);
      for (SmallRuns run : SmallRuns.ofMaps()) {
        bits.assertSame(context, run, 7, FEW_JOBS);
      }
    }
  }

  private static void call(List<String> arguments) {
    Call call = Call.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
  }

  private static String digest(Path run) throws IOException {
    return RunDirectory.open(Locations.of(run.toString())).summary().measureDigest();
  }

  private static String submit(Path directory, Path jar, String master)
      throws IOException, InterruptedException {
    List<String> options = options(master, SubmittedTraining.class.getName());
    SparkSubmit.Outcome outcome = SparkSubmit.run(directory, options, jar, List.of());
    assertEquals(0, outcome.exitCode(), outcome.errors());
    return outcome.output().strip();
  }

  private static List<String> options(String master, String mainClass) {
    List<String> options = new ArrayList<>(List.of("--master", master, "--class", mainClass));
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    // What was submitted comes from its jar.
    conf.put("spark.executor.extraClassPath", StandaloneCluster.jars());
    conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    return options;
  }

  private static JavaSparkContext driver(Map<String, String> more) {
    Map<String, String> conf = new HashMap<>(TestContexts.smallExecutors());
    conf.putAll(more);
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put("spark.checkpoint.dir", cluster.directory().resolve("checkpoints").toUri().toString());
    return SparkSessions.start(TestContexts.spec(cluster.url(), conf), "test");
  }

  private static void train(JavaSparkContext context) throws IOException, InterruptedException {
    double[] inputs = RandomMeasure.rows(6, 3, 4);
    ReferenceLayers reference = new ReferenceLayers(SHAPE, SOURCE, Activation.TANH);
    try (Engine engine =
        SparkEngine.start(
            context, SHAPE, SOURCE, MapSpec.neuron(Activation.TANH), TestContexts.cutEvery(2), 6)) {
      for (int step = 0; step < 6; step++) {
        if (step == 1) {
          cluster.killExecutor(0);
        } else if (step == 3) {
          cluster.killWorker(1);
          cluster.addWorker(WORKER_MEGABYTES);
        } else if (step == 5) {
          Executors.await(context, 2);
        }
        EngineContractTest.assertSameSteps(
            TrainingStep.run(reference, inputs, 0.5), TrainingStep.run(engine, inputs, 0.5));
      }
      EngineContractTest.assertSameBlocks(reference.blocks(), ListSink.read(engine));
    }
  }
}
