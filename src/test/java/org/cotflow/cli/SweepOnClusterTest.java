package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.cotflow.base.Locations;
import org.cotflow.experiment.ExperimentSource;
import org.cotflow.experiment.sweep.ExperimentSweep;
import org.cotflow.experiment.sweep.SweepMonitor;
import org.cotflow.spark.SparkSessions;
import org.cotflow.spark.SparkSpec;
import org.cotflow.spark.StandaloneCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose runs are tasks of a real cluster, or each use a whole Spark engine. */
class SweepOnClusterTest {
  @TempDir Path directory;

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
  void theTablesAreThoseOfThreads() throws IOException, InterruptedException {
    done(arguments("threads"));
    String classes = Path.of("target", "classes").toAbsolutePath().toString();
    try (StandaloneCluster cluster = StandaloneCluster.start("sweep", 2, 512)) {
      done(
          arguments(
              "cluster",
              "engine.kind=spark",
              "spark.master=" + cluster.url(),
              "spark.conf.spark.driver.host=127.0.0.1",
              "spark.conf.spark.ui.enabled=false",
              "spark.conf.spark.executor.memory=512m",
              "spark.conf.spark.executor.extraClassPath="
                  + String.join(File.pathSeparator, classes, libraries()),
              "spark.conf.spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
                  + " -XX:+UseSerialGC"));
    }
    assertSameTables("cluster");
    assertTrue(
        Files.readString(directory.resolve("cluster/runs.csv")).contains(",diverged,diverged at"));
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
              new SparkTaskRunner(context, spec, 0),
              SweepMonitor.NONE);
    }
    assertSameTables("wide");
  }

  private void assertSameTables(String other) throws IOException {
    for (String table : List.of("runs.csv", "laws.csv", "references.csv")) {
      assertEquals(
          Files.readString(directory.resolve("threads").resolve(table)),
          Files.readString(directory.resolve(other).resolve(table)),
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
