package org.cotflow.spark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A real standalone cluster on the loopback: a master and workers as processes of their own, from
 * the Spark home that the build lays out. Logs and work directories are under {@code
 * target/standalone/NAME}.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path SPARK_HOME = TARGET.resolve("spark-home");
  private static final String HOST = "127.0.0.1";
  private static final Pattern ALIVE = Pattern.compile("\"aliveworkers\"\\s*:\\s*(\\d+)");
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  private final Path directory;
  private final Path properties;
  private final int port;
  private final int webPort;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  private StandaloneCluster(Path directory, Path properties) throws IOException {
    this.directory = directory;
    this.properties = properties;
    this.port = freePort();
    this.webPort = freePort();
    Files.createDirectories(directory);
    master =
        launch(
            "master",
            "org.apache.spark.deploy.master.Master",
            List.of("--host", HOST, "--port", "" + port, "--webui-port", "" + webPort));
  }

  /** Starts a master and waits until so many workers of one core each have joined. */
  public static StandaloneCluster start(String name, int workers, int workerMegabytes)
      throws IOException, InterruptedException {
    return start(name, workers, workerMegabytes, null);
  }

  /** Starts a master and workers of so many cores, each on a loopback host of its own. */
  static StandaloneCluster startOnHosts(String name, int hosts, int cores, int workerMegabytes)
      throws IOException, InterruptedException {
    StandaloneCluster cluster = start(name, 0, 0);
    try {
      for (int i = 1; i <= hosts; i++) {
        cluster.addWorker("127.0.0." + i, cores, workerMegabytes);
      }
      cluster.awaitWorkers(hosts);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The same, with Spark properties of the master and the workers, in a file. */
  static StandaloneCluster start(String name, int workers, int workerMegabytes, Path properties)
      throws IOException, InterruptedException {
    StandaloneCluster cluster =
        new StandaloneCluster(TARGET.resolve("standalone").resolve(name), properties);
    try {
      for (int i = 0; i < workers; i++) {
        cluster.addWorker(workerMegabytes);
      }
      cluster.awaitWorkers(workers);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The master's address, for {@code spark.master}. */
  public String url() {
    return "spark://" + HOST + ":" + port;
  }

  /** The Spark home that spark-submit needs as SPARK_HOME. */
  public static Path sparkHome() {
    return SPARK_HOME;
  }

  /** A directory of this cluster's own, which all its processes see. */
  public Path directory() {
    return directory;
  }

  /** Starts one more worker; it joins by and by. */
  public void addWorker(int megabytes) throws IOException {
    addWorker(HOST, 1, megabytes);
  }

  private void addWorker(String host, int cores, int megabytes) throws IOException {
    String name = "worker-" + workers.size();
    Path work = directory.resolve(name);
    workers.add(
        launch(
            name,
            "org.apache.spark.deploy.worker.Worker",
            List.of(
                "--host",
                host,
                "--webui-port",
                "0",
                "--cores",
                "" + cores,
                "--memory",
                megabytes + "m",
                "--work-dir",
                work.toString(),
                url())));
  }

  /** Waits until the master counts so many living workers. */
  public void awaitWorkers(int count) throws InterruptedException {
    long start = System.nanoTime();
    int alive = aliveWorkers();
    while (alive != count) {
      if (!master.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException(alive + " of " + count + " workers; see " + directory);
      }
      Thread.sleep(100);
      alive = aliveWorkers();
    }
  }

  private int aliveWorkers() {
    try (InputStream page =
        URI.create("http://" + HOST + ":" + webPort + "/json/").toURL().openStream()) {
      String json = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = ALIVE.matcher(json);
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** Kills a worker and with it its executors, as a machine that loses power does. */
  public void killWorker(int index) {
    killTree(workers.get(index).toHandle());
  }

  /** Kills the worker that has lived longest. */
  void killOldestWorker() {
    for (int i = 0; i < workers.size(); i++) {
      if (workers.get(i).isAlive()) {
        killWorker(i);
        return;
      }
    }
    throw new IllegalStateException("no worker is left");
  }

  /** Kills the youngest executor of a worker; the worker starts another. */
  public void killExecutor(int worker) {
    ProcessHandle executor =
        workers
            .get(worker)
            .toHandle()
            .children()
            .max(Comparator.comparing(child -> child.info().startInstant().orElseThrow()))
            .orElseThrow(() -> new IllegalStateException("worker " + worker + " has no executor"));
    killTree(executor);
  }

  /** The process of an executor of an application. */
  ProcessHandle executor(String application, String id) {
    return executors(application).stream()
        .filter(process -> hasOption(process, "--executor-id", id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no process of executor " + id));
  }

  /** The living processes of all executors of an application. */
  List<ProcessHandle> executors(String application) {
    return workers.stream()
        .filter(Process::isAlive)
        .flatMap(worker -> worker.toHandle().children())
        .filter(process -> hasOption(process, "--app-id", application))
        .toList();
  }

  private static boolean hasOption(ProcessHandle process, String option, String value) {
    try {
      String line = Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
      return line.contains("\0" + option + "\0" + value + "\0");
    } catch (IOException ended) {
      return false;
    }
  }

  /** Kills the master; workers and executors go on. */
  void killMaster() {
    killTree(master.toHandle());
  }

  private static void killTree(ProcessHandle process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.onExit().orTimeout(PATIENCE_NANOS, TimeUnit.NANOSECONDS).join();
  }

  private Process launch(String name, String mainClass, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(ClassArchive.options());
    command.add("-cp");
    command.add(jars() + File.pathSeparator + tether(directory));
    command.addAll(List.of(Tethered.class.getName(), mainClass));
    if (properties != null) {
      command.addAll(List.of("--properties-file", properties.toString()));
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", SPARK_HOME.toString());
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve(name + ".log").toFile());
    return builder.start();
  }

  /** Spark's jars, as a class path. */
  public static String jars() {
    return SPARK_HOME.resolve("jars") + File.separator + "*";
  }

  /** A directory with the one class that ends processes with this one, for their class path. */
  static Path tether(Path directory) throws IOException {
    Path root = directory.resolve("tether");
    Path file = Path.of(Tethered.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(root.resolve(file).getParent());
    Files.copy(
        TARGET.resolve("test-classes").resolve(file),
        root.resolve(file),
        StandardCopyOption.REPLACE_EXISTING);
    return root;
  }

  /**
   * One below those that the system gives to connections by itself, which may take it meanwhile.
   */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another one, then.
      }
    }
  }

  @Override
  public void close() {
    workers.forEach(worker -> killTree(worker.toHandle()));
    killTree(master.toHandle());
  }
}
