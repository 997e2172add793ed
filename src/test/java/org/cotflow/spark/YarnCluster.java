package org.cotflow.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.SignalContainerCommand;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.cli.RMAdminCLI;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;

/**
 * The YARN and HDFS that {@code scripts/cluster} starts and ends, and programs that {@code
 * scripts/submit} sends there, as cluster-configs/README.md says. The scripts stand in a checkout
 * of links, so that a cluster which the user has started is another one.
 */
final class YarnCluster implements AutoCloseable {
  private static final List<String> CHECKOUT = List.of("scripts", "src", "target", "pom.xml");
  private static final long PATIENCE_SECONDS = 600;

  private final Path root;
  private final Process guard;
  private final String status;
  private final Configuration conf = new YarnConfiguration();
  private final YarnClient client = YarnClient.createYarnClient();

  private YarnCluster(Path root, Process guard, String status) {
    this.root = root;
    this.guard = guard;
    this.status = status;
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      conf.addResource(new org.apache.hadoop.fs.Path(site().resolve(file).toUri()));
    }
    client.init(conf);
    client.start();
  }

  /**
   * Starts a cluster of two nodes.
   *
   * @param root a directory for the checkout
   */
  static YarnCluster start(Path root) throws IOException, InterruptedException {
    Files.createDirectories(root);
    for (String name : CHECKOUT) {
      Files.deleteIfExists(root.resolve(name));
      Files.createSymbolicLink(root.resolve(name), Path.of(name).toAbsolutePath());
    }
    // It ends the cluster when its input ends, as it does when this process has died, alone or with
    // all that it has started.
    String watch = "trap '' TERM INT HUP; cat; exec scripts/cluster stop";
    Process guard = script(root, "bash", "-c", watch).start();
    String started = output(root, "scripts/cluster", "start", "--yarn", "--memory", "4");
    String status = output(root, "scripts/cluster", "status");
    assertEquals(status, started);
    return new YarnCluster(root, guard, status);
  }

  private static ProcessBuilder script(Path root, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Small machines: little compilation.
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    List.of("SPARK_HOME", "SPARK_SCALA_VERSION").forEach(builder.environment()::remove);
    return builder.redirectErrorStream(true);
  }

  private static String output(Path root, String... command)
      throws IOException, InterruptedException {
    Path file = root.resolve("output");
    Process process = script(root, command).redirectOutput(file.toFile()).start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "no end; see " + file);
    String output = Files.readString(file);
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  private String said(String expression) {
    Matcher matcher = Pattern.compile(expression).matcher(status);
    assertTrue(matcher.find(), status);
    return matcher.group(1);
  }

  private Path site() {
    return Path.of(said("export HADOOP_CONF_DIR=(\\S+)\n"));
  }

  /** A run or sweep directory on this HDFS. */
  Location directory(String name) {
    return Locations.of(said("files +(hdfs://\\S+)\n") + "/runs/" + name);
  }

  /**
   * Submits a program that writes to the {@link #directory} of this name.
   *
   * @param place where standard output and error are kept
   * @param further settings beside those that the cluster recommends
   * @param arguments of the program
   */
  Process submit(
      Path place, String name, String mode, Map<String, String> further, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(Tethered.SHELL);
    command.addAll(List.of(root.resolve("scripts/submit").toString(), "--properties-file"));
    command.addAll(List.of(said("scripts/submit --properties-file (\\S+) -- train")));
    command.addAll(List.of("--deploy-mode", mode, "--name", name));
    further.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.add("--");
    command.addAll(arguments);
    command.addAll(List.of("--out", "hdfs:///runs/" + name));
    ProcessBuilder builder = script(place, command.toArray(String[]::new));
    builder.redirectErrorStream(false);
    builder.redirectOutput(place.resolve("submit.out").toFile());
    builder.redirectError(place.resolve("submit.err").toFile());
    builder.environment().put("HADOOP_CONF_DIR", site().toString());
    builder.environment().put("SPARK_SUBMIT_OPTS", TestContexts.quickStart());
    return builder.start();
  }

  /** What the resource manager says of a program that was submitted. */
  ApplicationReport report(String name) throws IOException, YarnException {
    return client.getApplications().stream()
        .filter(application -> application.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What the drivers of a program have printed on standard error in cluster mode. */
  String errors(String name) throws IOException, YarnException {
    String application = report(name).getApplicationId().toString();
    StringBuilder errors = new StringBuilder();
    // The other directories of a node may vanish while they are read.
    for (Path logs : matching(site().resolveSibling("yarn"), "*/yarn-logDir-*")) {
      for (Path file : matching(logs, application + "/*_000001/stderr")) {
        errors.append(Files.readString(file));
      }
    }
    return errors.toString();
  }

  /** Files of which each name matches a pattern of its own. */
  private static List<Path> matching(Path directory, String patterns) throws IOException {
    List<Path> found = List.of(directory);
    for (String pattern : patterns.split("/")) {
      List<Path> further = new ArrayList<>();
      for (Path parent : found) {
        if (Files.isDirectory(parent)) {
          try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, pattern)) {
            children.forEach(further::add);
          }
        }
      }
      found = further;
    }
    return found;
  }

  /** Kills the driver of cluster mode, as the kernel would when memory runs out. */
  void killDriver(String name) {
    ProcessHandle yarn =
        ProcessHandle.of(Long.parseLong(said("\\(process (\\d+)\\)"))).orElseThrow();
    Processes.kill(yarn, "org.apache.spark.deploy.yarn.ApplicationMaster", "hdfs:///runs/" + name);
  }

  /**
   * Sends the driver of cluster mode the signal that its node manager sends to a container that has
   * to end.
   */
  void terminateDriver(String name) throws IOException, YarnException {
    ApplicationAttemptId attempt = report(name).getCurrentApplicationAttemptId();
    client.signalToContainer(
        client.getApplicationAttemptReport(attempt).getAMContainerId(),
        SignalContainerCommand.GRACEFUL_SHUTDOWN);
  }

  /** Takes one node's memory and cores away. */
  void emptyOneNode() throws Exception {
    List<NodeReport> nodes = client.getNodeReports(NodeState.RUNNING);
    assertEquals(2, nodes.size());
    String node = nodes.get(0).getNodeId().toString();
    assertEquals(0, new RMAdminCLI(conf).run(new String[] {"-updateNodeResource", node, "0", "0"}));
    assertEquals(
        1,
        client.getNodeReports(NodeState.RUNNING).stream()
            .filter(report -> report.getCapability().getMemorySize() > 0)
            .count());
  }

  /** Ends the cluster; of all that it has started nothing is left. */
  @Override
  public void close() throws IOException {
    client.stop();
    guard.getOutputStream().close();
    assertEquals(
        "the cluster has ended\n", new String(guard.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, guard.onExit().join().exitValue());
    assertEquals(List.of(), Processes.naming(root.toString()));
  }
}
