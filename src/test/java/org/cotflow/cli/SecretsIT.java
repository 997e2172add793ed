package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on Spark, as a process with a working directory and a directory for temporary files of its
 * own: it says nothing of the secrets it was given, and writes nothing but its run directory.
 */
class SecretsIT {
  private static final String SECRET = "S3CRET-7";
  private static final long PATIENCE_SECONDS = 600;

  @TempDir Path directory;
  private Path work;
  private Path run;
  private Path events;

  @BeforeEach
  void makeDirectories() throws IOException {
    work = Files.createDirectories(directory.resolve("work"));
    Files.createDirectories(directory.resolve("tmp"));
    events = Files.createDirectories(directory.resolve("events"));
    run = work.resolve("run");
  }

  private List<String> train(String... further) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--out", "run"));
    List<String> sets = new ArrayList<>();
    sets.addAll(List.of("data.samples=20", "network.depth=2", "network.width=8", "flow.steps=3"));
    sets.addAll(List.of("engine.kind=spark", "spark.master=local[1]"));
    for (String name : List.of("password", "secret", "auth-token", "credentials", "access.key")) {
      sets.add("spark.conf.spark.my." + name + "=" + SECRET);
    }
    sets.add("spark.conf.spark.logConf=true");
    sets.add("spark.conf.spark.eventLog.enabled=true");
    sets.add("spark.conf.spark.eventLog.compress=false");
    sets.add("spark.conf.spark.eventLog.dir=" + events.toUri());
    sets.addAll(List.of(further));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    return arguments;
  }

  private int call(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("scripts", "java.options").toAbsolutePath());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
    command.add("-Dlog4j2.configurationFile=" + everything());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  /** A configuration that logs all that Spark and Hadoop ever say. */
  private Path everything() throws IOException {
    Path file = directory.resolve("log4j2.properties");
    Files.write(
        file,
        List.of(
            "appender.file.type = File",
            "appender.file.name = file",
            "appender.file.fileName = " + directory.resolve("everything.log"),
            "appender.file.layout.type = PatternLayout",
            "appender.file.layout.pattern = %p %c: %m%n%ex",
            "rootLogger.level = info",
            "rootLogger.appenderRef.file.ref = file"));
    return file;
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static boolean holds(Path file, String text) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
  }

  private static boolean anyHolds(Path root, String text) throws IOException {
    for (Path file : files(root)) {
      if (holds(file, text)) {
        return true;
      }
    }
    return false;
  }

  private void assertNowhere() throws IOException {
    for (Path file : files(directory)) {
      assertFalse(holds(file, SECRET), file + " holds the secret");
    }
  }

  @Test
  void secretsAreNowhereAndTheRunWritesItsDirectoryAlone()
      throws IOException, InterruptedException {
    assertEquals(0, call(train()), read("err"));
    assertNowhere();
    assertTrue(Files.readString(run.resolve("config.conf")).contains("spark.my.password"));
    assertTrue(read("everything.log").contains("spark.my.password"), "the log is not there");
    assertTrue(anyHolds(events, "spark.my.password"), "no event log was written");
    try (Stream<Path> made = Files.list(work)) {
      assertEquals(List.of(run), made.toList());
    }
    assertEquals(List.of(), files(directory.resolve("tmp")));
    assertEquals(0, call(List.of("train", "--resume", "run", "--set", "flow.steps=4")));
    assertNowhere();
  }

  @Test
  void secretsAreInNoErrorMessage() throws IOException, InterruptedException {
    assertEquals(2, call(train("spark.conf.spark.my.password=[" + SECRET + "]")));
    assertNowhere();
    assertEquals(2, call(train("spark.conf.my.password=" + SECRET)));
    assertNowhere();
    assertFalse(Files.exists(run));
    assertEquals(2, call(train("spark.conf.spark.driver.maxResultSize=wide")));
    assertNowhere();
  }
}
