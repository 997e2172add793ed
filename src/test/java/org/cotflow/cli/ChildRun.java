package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.cotflow.run.RunBits;

/**
 * One command as a process of its own, to be killed, stopped and asked for its exit code. It runs
 * the scalar kernels, little compiled: many short processes start faster so.
 */
final class ChildRun implements AutoCloseable {
  static final int KILLED = 137;
  private static final long PATIENCE_SECONDS = 600;
  private static final String TEST_LOGGING = "-Dlog4j2.configurationFile=log4j2-test.properties";

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildRun(List<String> command) throws IOException {
    this(command, Map.of(), null);
  }

  private ChildRun(List<String> command, Map<String, String> environment, Path directory)
      throws IOException {
    out = Files.createTempFile("cotflow-out", ".txt");
    err = Files.createTempFile("cotflow-err", ".txt");
    List<String> heeding = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // A process that a script starts in the background ignores interrupts, and so would ours.
      heeding.addAll(List.of("/usr/bin/env", "--default-signal=INT,TERM"));
    }
    heeding.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(heeding).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    builder.directory(directory == null ? null : directory.toFile());
    process = builder.start();
  }

  static ChildRun start(List<String> arguments) throws IOException {
    return new ChildRun(command(arguments));
  }

  /** As {@link #start}, with further variables of the environment and options of Java. */
  static ChildRun startIn(
      Map<String, String> environment, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = command(arguments);
    command.addAll(command.indexOf("-cp"), options);
    return new ChildRun(command, environment, null);
  }

  /** As {@link #start}, in a working directory and with further variables of the environment. */
  static ChildRun startFrom(Path directory, Map<String, String> environment, List<String> arguments)
      throws IOException {
    return new ChildRun(command(arguments), environment, directory);
  }

  /** As {@link #start}, where no file may grow beyond so many kilobytes; nothing is logged. */
  static ChildRun startWithSmallFiles(int kilobytes, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash"));
    command.addAll(command(arguments));
    command.set(command.indexOf(TEST_LOGGING), "-Dlog4j2.configurationFile=log4j2-off.properties");
    return new ChildRun(command);
  }

  /** As {@link #start}, with a redirection of the shell after the command. */
  static ChildRun startRedirected(String redirection, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", "\"$@\" " + redirection, "bash"));
    command.addAll(command(arguments));
    return new ChildRun(command);
  }

  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("scripts", "java.options").toAbsolutePath());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx512m"));
    command.add("-Dcotflow.kernel=scalar");
    command.add(TEST_LOGGING);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Waits until the run has recorded so many rows; it must not have ended by then. */
  void awaitRows(Path run, int rows) throws InterruptedException {
    await(rows + " rows", () -> rowsOf(run) >= rows);
  }

  private static int rowsOf(Path run) {
    try {
      return RunBits.history(run).size() - 1;
    } catch (IOException notYet) {
      return 0;
    }
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_SECONDS * 1_000_000_000L) {
        fail("no " + what + "; alive: " + process.isAlive() + "; " + err());
      }
      Thread.sleep(2);
    }
  }

  /** Sends SIGKILL without further ado. */
  void kill() {
    process.destroyForcibly();
  }

  /** Sends the signal of this name: TERM, INT, STOP, CONT. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    assertEquals(0, kill.waitFor(), "kill -" + name);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running: " + err());
    return process.exitValue();
  }

  /** Waits for this exit code. */
  ChildRun requireExit(int code) throws InterruptedException {
    assertEquals(code, exitCode(), err());
    return this;
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() {
    try {
      return Files.readString(err);
    } catch (NoSuchFileException closed) {
      return "";
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  /** The one line that says what went wrong; fails where there are more, or a stack trace. */
  String complaint() {
    List<String> lines = err().lines().toList();
    List<String> own = lines.stream().filter(line -> line.startsWith("cotflow: ")).toList();
    assertEquals(1, own.size(), err());
    assertEquals(own.get(0), lines.get(lines.size() - 1), err());
    assertTrue(lines.stream().noneMatch(line -> line.startsWith("\tat ")), err());
    return own.get(0);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.delete(out);
    Files.delete(err);
  }
}
