package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.cotflow.run.RunBits;

/**
 * Starts programs as bin/spark-submit does: org.apache.spark.deploy.SparkSubmit in a JVM that has
 * Spark's jars and nothing of ours, our classes in a jar named on its command line.
 */
public final class SparkSubmit {
  private static final long PATIENCE_SECONDS = 600;

  /** The exit code of a program that SIGTERM has ended. */
  static final int TERMINATED = 143;

  private SparkSubmit() {}

  /** How a program ended. */
  public record Outcome(int exitCode, String output, String errors) {}

  /** Runs a program to its end; the arguments are those of {@link #start}. */
  public static Outcome run(Path directory, List<String> options, Path jar, List<String> arguments)
      throws IOException, InterruptedException {
    return outcome(directory, start(directory, options, jar, arguments));
  }

  /** Waits for the end of a program that was started with this directory. */
  static Outcome outcome(Path directory, Process process) throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("spark-submit did not end; see " + directory);
    }
    process.getOutputStream().close();
    return new Outcome(
        process.exitValue(),
        Files.readString(directory.resolve("submit.out")),
        Files.readString(directory.resolve("submit.err")));
  }

  /** SIGTERM has ended the training of a run, which leaves a snapshot of its last step. */
  static void assertStopped(int exitCode, String errors, Path run) throws IOException {
    assertEquals(TERMINATED, exitCode, errors);
    Matcher stopped = Pattern.compile("(?m)^stopped at step (\\d+);").matcher(errors);
    assertTrue(stopped.find(), errors);
    assertEquals(Integer.parseInt(stopped.group(1)), RunBits.newestSnapshot(run));
  }

  /**
   * Starts a program.
   *
   * @param directory where standard output and error are kept
   * @param options of spark-submit, before the jar
   * @param jar the application
   * @param arguments of the application
   */
  static Process start(Path directory, List<String> options, Path jar, List<String> arguments)
      throws IOException {
    Path home = StandaloneCluster.sparkHome();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(ClassArchive.options());
    // As scripts/submit does: what Spark has to say goes to a file.
    Path logging = Path.of("target", "classes", "org", "cotflow", "log4j2.properties");
    command.add("-Dlog4j2.configurationFile=" + logging.toUri());
    command.add("-Dcotflow.log=" + directory.resolve("cotflow.log"));
    command.add("-cp");
    command.add(
        StandaloneCluster.jars() + File.pathSeparator + StandaloneCluster.tether(directory));
    command.addAll(List.of(Tethered.class.getName(), "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(options);
    command.add(jar.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Path output = directory.resolve("submit.out");
    Path errors = directory.resolve("submit.err");
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    return builder.start();
  }

  /** A jar of this build's classes and their tests. */
  public static Path testJar(Path directory) throws IOException {
    Path jar = directory.resolve("cotflow-test.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String root : List.of("classes", "test-classes")) {
        addAll(Path.of("target", root), entries);
      }
    }
    return jar;
  }

  private static void addAll(Path root, JarOutputStream entries) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        entries.putNextEntry(new JarEntry(name.replace(File.separatorChar, '/')));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
  }
}
