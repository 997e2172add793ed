package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs submitted with the files of cluster-configs have the bits of runs in process. */
class ClusterConfigsIT {
  private static final List<String> PROBLEM =
      List.of("data.samples=20", "network.depth=2", "network.width=8", "flow.steps=2");

  @TempDir Path directory;

  private RunBits train(Path properties) throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    List<String> options =
        List.of("--properties-file", properties.toString(), "--class", "org.cotflow.cli.Main");
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--out", run.toString()));
    PROBLEM.forEach(set -> arguments.addAll(List.of("--set", set)));
    SparkSubmit.Outcome outcome =
        SparkSubmit.run(directory, options, SparkSubmit.testJar(directory), arguments);
    assertEquals(0, outcome.exitCode(), outcome.errors());
    return RunBits.of(run);
  }

  private void assertTrains(Path properties) throws IOException, InterruptedException {
    RunBits inProcess =
        RunBits.train("moons", PROBLEM, directory.resolve("here"), EngineFactory.inProcess(1));
    RunBits submitted = train(properties);
    assertEquals(inProcess.digest(), submitted.digest());
    assertEquals(inProcess.column("risk").size(), submitted.column("risk").size());
  }

  @Test
  void runsLocally() throws IOException, InterruptedException {
    assertTrains(ClusterConfigsTest.file("local"));
  }

  /** Authenticated and encrypted, on a cluster whose daemons have the same secret. */
  @Test
  void runsOnAStandaloneCluster() throws IOException, InterruptedException {
    String secret = "spark.authenticate.secret 0123456789abcdef";
    Path daemons = directory.resolve("daemons.conf");
    Files.write(
        daemons, List.of("spark.authenticate true", "spark.network.crypto.enabled true", secret));
    Path events = Files.createDirectories(directory.resolve("events"));
    try (StandaloneCluster cluster = StandaloneCluster.start("secured", 1, 1024, daemons)) {
      List<String> lines =
          new ArrayList<>(Files.readAllLines(ClusterConfigsTest.file("standalone")));
      lines.add("spark.master " + cluster.url());
      lines.add(secret);
      lines.add("spark.cores.max 1");
      lines.add("spark.executor.cores 1");
      lines.add("spark.executor.memory 512m");
      lines.add("spark.driver.host 127.0.0.1");
      lines.add("spark.eventLog.dir " + events.toUri());
      assertTrains(Files.write(directory.resolve("own.conf"), lines));
    }
    try (var logs = Files.list(events)) {
      assertEquals(1, logs.count());
    }
  }
}
