package org.cotflow.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Spark's classes as the JVM keeps them in memory, in a file that is made once: a JVM that maps it
 * needs two thirds of the processor time for its start and a first job.
 */
public final class ClassArchive {
  private ClassArchive() {}

  /**
   * Options of a JVM whose class path begins with {@link StandaloneCluster#jars()}. A JVM with
   * another class path, or of another version, starts without the archive.
   */
  @SuppressWarnings("try") // the lock is held, not read
  public static synchronized List<String> options() {
    Path home = StandaloneCluster.sparkHome();
    Path archive = home.resolve("classes-" + Runtime.version() + ".jsa");
    try (FileChannel file =
            FileChannel.open(
                home.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock alone = file.lock()) {
      if (!isCurrent(archive, home.resolve("jars"))) {
        create(archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    // Mapped where it was made for, it needs no addresses changed, which takes longest. Warnings of
    // the JVM would stand in the program's output.
    return Files.exists(archive)
        ? List.of(
            "-XX:SharedArchiveFile=" + archive,
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-Xlog:disable")
        : List.of();
  }

  private static boolean isCurrent(Path archive, Path jars) throws IOException {
    if (!Files.exists(archive)) {
      return false;
    }
    try (Stream<Path> files = Files.list(jars)) {
      List<Path> all = new ArrayList<>(files.toList());
      all.add(jars);
      for (Path jar : all) {
        if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(archive)) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Trains with driver and executor in one JVM, which writes the classes that it had. */
  private static void create(Path archive) throws IOException, InterruptedException {
    Files.deleteIfExists(archive);
    Path directory = Files.createTempDirectory("classes");
    Path jar = SparkSubmit.testJar(directory);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-XX:ArchiveClassesAtExit=" + archive);
    command.addAll(List.of("-cp", StandaloneCluster.jars()));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false", "--class"));
    command.addAll(List.of(SubmittedTraining.class.getName(), jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", StandaloneCluster.sparkHome().toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    File log = directory.resolve("log").toFile();
    int code = builder.redirectErrorStream(true).redirectOutput(log).start().waitFor();
    if (code != 0) {
      Files.deleteIfExists(archive);
      throw new IllegalStateException("exit code " + code + "; see " + log);
    }
    Files.delete(jar);
    Files.delete(log.toPath());
    Files.delete(directory);
  }
}
