package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.SparkSpec;
import org.cotflow.launch.SparkTrialRunner;
import org.cotflow.spark.StandaloneCluster;
import org.cotflow.spark.TestContexts;
import org.cotflow.spark.session.SparkSessions;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.SweepSummary;
import org.cotflow.sweep.TrialRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose runs are tasks of a real cluster, or each use a whole Spark engine. */
class SweepOnClusterIT {
  /** Below what the states of all wide runs take together. */
  private static final long MAX_GROWTH = 3 << 20;

  private static StandaloneCluster cluster;

  @TempDir Path directory;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = StandaloneCluster.start("sweep", 2, 512);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private List<String> arguments(String out, String... sets) {
    List<String> arguments =
        new ArrayList<>(
            List.of("sweep", "moons", "--plain", "--out", directory.resolve(out).toString()));
    for (String set :
        List.of(
            "data.samples=30",
            "network.depth=2",
            "flow.steps=3",
            "sweep.network.width=[4,60]",
            "sweep.network.activation=[tanh,relu]",
            "sweep.flow.step=[0.5,1e200]",
            "sweep.reference.network.width=90",
            "sweep.errors.at=[0,3]")) {
      arguments.addAll(List.of("--set", set));
    }
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return arguments;
  }

  private void done(List<String> arguments) {
    Call call = Call.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains(" diverged"), call.out());
  }

  @Test
  void theTablesAreThoseOfThreads() throws IOException {
    done(arguments("threads"));
    done(arguments("cluster", onCluster().toArray(String[]::new)));
    assertSameTables("cluster");
    assertTrue(
        Files.readString(directory.resolve("cluster/runs.csv")).contains(",diverged,diverged at"));
  }

  @Test
  void runsOnExecutorsStartFromAndAreKeptWhereTheDriverSays() throws IOException {
    Path here = Path.of("target", "kept-" + ProcessHandle.current().pid());
    try {
      List<String> sets =
          new ArrayList<>(List.of("data.samples=30", "network.depth=2", "network.width=5"));
      sets.addAll(List.of("flow.steps=3", "output.dir=" + here.resolve("start")));
      call("train", sets);
      sets.set(4, "output.dir=" + here.resolve("sweep"));
      sets.addAll(List.of("sweep.flow.step=[0.5,0.25]", "sweep.keep-runs=true"));
      sets.addAll(onCluster());
      call("sweep", with(sets, "init.from=run:" + here.resolve("start")));
      Call.of("export", here.resolve("start").toString(), "--npz", here + "/start.npz");
      sets.set(4, "output.dir=" + here.resolve("again"));
      call("sweep", with(sets, "init.from=npz:" + here.resolve("start.npz")));
      assertEquals(
          Files.readString(here.resolve("sweep/runs.csv")),
          Files.readString(here.resolve("again/runs.csv")));
      assertTrue(Files.exists(here.resolve("sweep/runs/run=00001/summary.json")));
      assertTrue(Files.exists(here.resolve("again/runs/run=00000/summary.json")));
    } finally {
      Locations.of(here.toString()).deleteRecursively();
    }
  }

  private static List<String> with(List<String> sets, String more) {
    List<String> all = new ArrayList<>(sets);
    all.add(more);
    return all;
  }

  private static void call(String command, List<String> sets) {
    List<String> arguments = new ArrayList<>(List.of(command, "moons"));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    Call call = Call.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
  }

  @Test
  void wideRunsGoOverTheWholeClusterWithTheSameNumbers() throws IOException {
    done(arguments("threads"));
    List<String> arguments = arguments("wide");
    List<String> sets = arguments.stream().filter(argument -> argument.indexOf('=') > 0).toList();
    ExperimentSource source = ExperimentSource.load("moons", sets, Map.of(), false);
    SparkSpec spec = new SparkSpec("local[2]", 20, Map.of());
    try (JavaSparkContext context = SparkSessions.start(spec, "test")) {
      ExperimentSweep.of(source)
          .run(
              Locations.of(directory.resolve("wide").toString()),
              new SparkTrialRunner(context, spec, 0),
              SweepMonitor.NONE);
    }
    assertSameTables("wide");
  }

  /** Told to stop during the first wide run, it has done the small ones and begins no other. */
  @Test
  void smallRunsDoNotWaitForWideOnes() throws IOException {
    SparkSpec spec = new SparkSpec("local[2]", 20, Map.of());
    Jobs jobs = new Jobs();
    try (JavaSparkContext context = SparkSessions.start(spec, "test")) {
      context.sc().addSparkListener(jobs);
      SweepSummary summary =
          swept("stopped", context, spec, "width=[90000,4,100000,5]", 30e6, new StoppedBy(jobs));
      assertFalse(summary.complete());
      assertEquals(2, summary.done());
    }
    assertTrue(jobs.wideRuns > 0, "the wide run has begun");
    assertEquals(List.of(0, 0), jobs.smallRuns);
  }

  /**
   * Many small runs, then wide ones that use the whole cluster: the driver keeps of each run its
   * result alone.
   */
  @Test
  void theDriversHeapDoesNotGrowWithTheRuns() throws IOException {
    int wide = 20;
    int small = 10 * wide;
    List<String> sets =
        new ArrayList<>(List.of("data.samples=500", "network.depth=2", "flow.steps=2"));
    String widths =
        IntStream.rangeClosed(1, small / wide)
            .mapToObj(width -> width + ",")
            .collect(Collectors.joining());
    sets.add("sweep.network.width=[" + widths + "100]");
    sets.add("sweep.init.seed=range(" + wide + ")");
    SparkSpec spec = new SparkSpec(cluster.url(), 20, executors());
    Jobs jobs = new Jobs();
    LiveHeap heap = new LiveHeap(small / 4, small, small + 2, small + wide);
    try (JavaSparkContext context = SparkSessions.start(spec, "test")) {
      context.sc().addSparkListener(jobs);
      SweepSummary summary =
          ExperimentSweep.of(ExperimentSource.load("moons", sets, Map.of(), false))
              .run(
                  Locations.of(directory.resolve("many").toString()),
                  (weighed, inputs, done, stop) ->
                      new SparkTrialRunner(context, spec, between(weighed, small))
                          .run(weighed, inputs, done, stop),
                  heap);
      assertTrue(summary.complete());
      assertEquals(small + wide, summary.done());
    }
    assertEquals(Collections.nCopies(small, 0), jobs.smallRuns);
    assertTrue(jobs.wideRuns >= wide, "jobs of wide runs: " + jobs.wideRuns);
    assertFlat(heap.after(small / 4), heap.after(small));
    assertFlat(heap.after(small + 2), heap.after(small + wide));
  }

  /** Bytes that so many runs are below, and the others above. */
  private static double between(List<TrialRunner.Weighed> weighed, int below) {
    double[] bytes = weighed.stream().mapToDouble(TrialRunner.Weighed::bytes).sorted().toArray();
    return (bytes[below - 1] + bytes[below]) / 2;
  }

  private static void assertFlat(long early, long late) {
    assertTrue(late - early < MAX_GROWTH, () -> "live heap grew from " + early + " to " + late);
  }

  /** Bytes that live on the driver after so many results. */
  private static final class LiveHeap implements SweepMonitor {
    private final Map<Integer, Long> bytes = new HashMap<>();
    private int results;

    LiveHeap(int... after) {
      IntStream.of(after).forEach(count -> bytes.put(count, null));
    }

    @Override
    public void finished(double seconds, boolean done) {
      if (bytes.containsKey(++results)) {
        bytes.put(results, live());
      }
    }

    /** Spark drops what belongs to dead RDDs and broadcasts after a collection. */
    private static long live() {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        LockSupport.parkNanos(200_000_000);
      }
      return least;
    }

    long after(int count) {
      return bytes.get(count);
    }
  }

  /** The memory of a core is what {@link SparkTrialRunner} is to believe. */
  private SweepSummary swept(
      String out,
      JavaSparkContext context,
      SparkSpec spec,
      String axis,
      double memoryOfCore,
      SweepMonitor monitor)
      throws IOException {
    List<String> sets = List.of("network.depth=2", "network.width=4", "sweep.network." + axis);
    return ExperimentSweep.of(ExperimentSource.load("moons", sets, Map.of(), false))
        .run(
            Locations.of(directory.resolve(out).toString()),
            new SparkTrialRunner(context, spec, memoryOfCore),
            monitor);
  }

  /** Says stop once a wide run has begun. */
  private record StoppedBy(Jobs jobs) implements SweepMonitor {
    @Override
    public boolean interrupted() {
      return jobs.wideRuns > 0;
    }
  }

  private static final class Jobs extends SparkListener {
    /** For each job that is a small run: how many jobs of wide runs came before it. */
    final List<Integer> smallRuns = new CopyOnWriteArrayList<>();

    volatile int wideRuns;

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      String description = job.properties().getProperty("spark.job.description", "");
      if (description.startsWith("independent task")) {
        smallRuns.add(wideRuns);
      } else {
        wideRuns++;
      }
    }
  }

  private static List<String> onCluster() {
    List<String> sets =
        new ArrayList<>(List.of("engine.kind=spark", "spark.master=" + cluster.url()));
    executors().forEach((key, value) -> sets.add("spark.conf." + key + "=" + value));
    return sets;
  }

  /** Small executors that run what this build has compiled. */
  private static Map<String, String> executors() {
    String classes = Path.of("target", "classes").toAbsolutePath().toString();
    return Map.of(
        "spark.driver.host",
        "127.0.0.1",
        "spark.ui.enabled",
        "false",
        "spark.executor.memory",
        "512m",
        "spark.executor.extraClassPath",
        String.join(File.pathSeparator, StandaloneCluster.jars(), classes, libraries()),
        "spark.executor.extraJavaOptions",
        TestContexts.quickStart());
  }

  private void assertSameTables(String other) throws IOException {
    for (String table : List.of("runs.csv", "laws.csv", "references.csv", "runs.parquet")) {
      assertArrayEquals(
          Files.readAllBytes(directory.resolve("threads").resolve(table)),
          Files.readAllBytes(directory.resolve(other).resolve(table)),
          table);
    }
  }

  /** What the jar for clusters holds beside this program's own classes. */
  private static String libraries() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .filter(path -> path.contains("com" + File.separator + "typesafe"))
        .findFirst()
        .orElseThrow();
  }
}
