package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real YARN on the loopback takes the program, and reports how it ended. */
class YarnIT {
  private static final List<String> PROBLEM =
      List.of("data.samples=20", "network.depth=2", "network.width=8", "flow.steps=2");

  @TempDir static Path shared;
  @TempDir Path directory;
  private static MiniYARNCluster yarn;
  private static Path site;
  private static Path jar;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Configuration conf = new YarnConfiguration();
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    conf.set(
        "yarn.resourcemanager.scheduler.class",
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler");
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 4096);
    yarn = new MiniYARNCluster("yarn", 1, 1, 1);
    yarn.init(conf);
    yarn.start();
    while (yarn.getConfig().get(YarnConfiguration.RM_ADDRESS).endsWith(":0")) {
      Thread.sleep(100);
    }
    site = Files.createDirectories(shared.resolve("site"));
    try (OutputStream file = Files.newOutputStream(site.resolve("yarn-site.xml"))) {
      yarn.getConfig().writeXml(file);
    }
    Files.writeString(site.resolve("core-site.xml"), "<configuration/>");
    jar = SparkSubmit.testJar(shared);
  }

  @AfterAll
  static void stop() {
    yarn.stop();
  }

  private SparkSubmit.Outcome submit(String mode, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", mode));
    options.addAll(List.of("--class", "org.cotflow.cli.Main"));
    Map<String, String> conf =
        Map.of(
            "spark.yarn.jars", "local:" + StandaloneCluster.sparkHome().resolve("jars") + "/*",
            "spark.yarn.maxAppAttempts", "1",
            "spark.executor.instances", "1",
            "spark.executor.memory", "512m",
            "spark.driver.memory", "512m",
            "spark.yarn.stagingDir", shared.resolve("staging").toUri().toString(),
            "spark.yarn.am.memory", "512m");
    conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    return SparkSubmit.run(
        directory, options, jar, arguments, Map.of(SparkSubmit.HADOOP_CONF, site.toString()));
  }

  private List<String> train(Path run, String... further) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--out", run.toString()));
    PROBLEM.forEach(set -> arguments.addAll(List.of("--set", set)));
    arguments.addAll(List.of(further));
    return arguments;
  }

  private static ApplicationReport latest() throws IOException, YarnException {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(yarn.getConfig());
      client.start();
      return client.getApplications().stream()
          .max((a, b) -> a.getApplicationId().compareTo(b.getApplicationId()))
          .orElseThrow();
    }
  }

  @Test
  void runsSucceedInClusterAndInClientMode() throws Exception {
    RunBits expected =
        RunBits.train("moons", PROBLEM, directory.resolve("here"), EngineFactory.inProcess(1));
    for (String mode : List.of("cluster", "client")) {
      Path run = directory.resolve(mode);
      SparkSubmit.Outcome outcome = submit(mode, train(run));
      assertEquals(0, outcome.exitCode(), outcome.errors());
      assertEquals(expected.digest(), RunBits.of(run).digest());
      assertEquals(FinalApplicationStatus.SUCCEEDED, latest().getFinalApplicationStatus());
    }
  }

  @Test
  void whatTheUserGotWrongStandsInTheDiagnostics() throws Exception {
    SparkSubmit.Outcome outcome =
        submit("cluster", train(directory.resolve("run"), "--set", "flow.stepss=3"));
    assertTrue(outcome.exitCode() != 0, outcome.output());
    ApplicationReport report = latest();
    assertEquals(FinalApplicationStatus.FAILED, report.getFinalApplicationStatus());
    assertTrue(
        report.getDiagnostics().contains("exit code 2: ")
            && report.getDiagnostics().contains("flow.steps"),
        report.getDiagnostics());
  }
}
