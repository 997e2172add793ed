package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.launcher.JavaModuleOptions;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.PlainDigits;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import org.cotflow.spark.ClassArchive;
import org.cotflow.spark.StandaloneCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as spark-submit starts it: a process of its own with Spark's class path, which loads
 * the program from a jar, with data and run directory on the local disk and on HDFS. The jar is
 * made here from the compiled classes, since tests run before the build makes its own.
 */
@ExtendWith(PlainDigits.class)
class SparkSubmitIT {
  private static final String[] SETS = {
    "network.depth=2", "network.width=20", "engine.block=8", "flow.steps=2", "data.task=regression"
  };

  @TempDir static Path directory;
  private static Path jar;
  private static byte[] table;
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    jar = jar();
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder rows = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 40; i++) {
      double a = random.nextDouble();
      rows.append(a + "," + random.nextDouble() + "," + (a * a) + "\n");
    }
    table = rows.toString().getBytes(StandardCharsets.UTF_8);
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown(true);
  }

  private static Path jar() throws IOException {
    Path classes = Path.of("target", "classes");
    Path file = directory.resolve("thin.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file));
        var paths = Files.walk(classes)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(path).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new JarEntry(name));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
    return file;
  }

  private static Call submit(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(ClassArchive.options());
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=" + jarResource(),
            "-Dcotflow.log=" + directory.resolve("submit.log")));
    Path home = StandaloneCluster.sparkHome();
    command.addAll(List.of("-cp", home.resolve("jars") + File.separator + "*"));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    command.addAll(List.of("--class", "org.cotflow.cli.Main", jar.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.directory(directory.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(600, TimeUnit.SECONDS), () -> "still running: " + command);
    } finally {
      process.destroyForcibly();
    }
    return new Call(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static String jarResource() {
    Path log4j = Path.of("target/classes/org/cotflow/log4j2.properties");
    return log4j.toAbsolutePath().toUri().toString();
  }

  private static String[] trainArguments(String data, String run) {
    List<String> arguments = new ArrayList<>(List.of("train", "gaussian", "--out", run));
    for (String set : SETS) {
      arguments.addAll(List.of("--set", set));
    }
    arguments.addAll(List.of("--set", "data.source=csv:" + data));
    return arguments.toArray(String[]::new);
  }

  private static void sameAsInProcess(String place) throws IOException, InterruptedException {
    Location data = Locations.of(place + "/in/table.csv");
    Locations.of(place + "/in").createDirectories();
    try (OutputStream out = data.openWrite()) {
      out.write(table);
    }
    Call call = submit(trainArguments(place + "/in/table.csv", place + "/run"));
    assertEquals(0, call.code(), call.err());
    RunDirectory run = RunDirectory.open(Locations.of(place + "/run"));
    RunSummary summary = run.summary();
    assertTrue(call.out().contains("measure digest   " + summary.measureDigest()), call.out());
    assertTrue(
        call.errLines().stream()
            .allMatch(line -> line.startsWith("step ") || line.contains("incubator")),
        call.err());
    assertTrue(run.config().contains("kind = spark"), run.config());
    assertTrue(summary.sparkJobsPerStep() == null || summary.sparkJobsPerStep() > 0);
    assertEquals(List.of(0, 2), run.snapshots().steps());
    assertEquals(3, run.history().rows().size());

    Call inProcess = Call.of(trainArguments(place + "/in/table.csv", place + "/here"));
    assertEquals(0, inProcess.code(), inProcess.err());
    RunDirectory here = RunDirectory.open(Locations.of(place + "/here"));
    assertTrue(here.config().contains("kind = in-process"), here.config());
    assertEquals(here.summary().measureDigest(), summary.measureDigest());
    assertEquals(here.summary().risk(), summary.risk());

    Call rows = Call.of("predict", place + "/run", "--data", place + "/in/table.csv");
    assertEquals(41, rows.outLines().size(), rows.err());
    String npz = place + "/out/measure.npz";
    assertEquals(0, Call.of("export", place + "/run", "--npz", npz).code());
    assertTrue(Locations.of(npz).exists());
  }

  @Test
  void onTheLocalDisk() throws IOException, InterruptedException {
    sameAsInProcess(directory.resolve("local").toUri().toString());
  }

  @Test
  void onHdfs() throws IOException, InterruptedException {
    sameAsInProcess(cluster.getURI() + "/user/me");
  }

  @Test
  void wrongInputIsOneLineThereToo() throws IOException, InterruptedException {
    String run = directory.resolve("none").toString();
    Call call = submit(trainArguments(directory.resolve("missing.csv").toString(), run));
    assertEquals(2, call.code(), call.err());
    assertEquals("", call.out());
    List<String> lines =
        call.errLines().stream().filter(line -> !line.contains("incubator")).toList();
    assertEquals(1, lines.size(), call.err());
    assertTrue(lines.get(0).contains("missing.csv: no such file"), lines.get(0));
    assertFalse(Files.exists(Path.of(run)));
  }
}
