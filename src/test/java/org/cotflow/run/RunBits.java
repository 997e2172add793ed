package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;

/**
 * What two runs of one configuration have in common to the last bit.
 *
 * @param history the lines of history.csv without wall_seconds, the header first
 * @param diagnostics the lines of diagnostics.csv; none without the file
 * @param digest measureDigest of the summary
 * @param trajectories the lines of trajectories.csv, none without it
 */
public record RunBits(
    List<String> history, List<String> diagnostics, String digest, List<String> trajectories) {

  /** Reads a run that has come to its end. */
  public static RunBits of(Path directory) throws IOException {
    RunSummary summary = RunSummary.read(Locations.of(directory.toString()));
    assertNotNull(summary, directory + " has no summary");
    assertTrue(summary.measureDigest().matches("[0-9a-f]{64}"), summary.measureDigest());
    return new RunBits(
        history(directory),
        lines(directory.resolve("diagnostics.csv")),
        summary.measureDigest(),
        lines(directory.resolve("trajectories.csv")));
  }

  /** The step of the newest snapshot that is whole; 0 where there is none yet. */
  public static int newestSnapshot(Path run) throws IOException {
    return newestSnapshot(Locations.of(run.toString()));
  }

  /** The same. */
  public static int newestSnapshot(Location run) throws IOException {
    if (!run.resolve("config.conf").exists()) {
      return 0;
    }
    try (RunDirectory opened = RunDirectory.open(run)) {
      return opened.snapshots().latestValid().map(Snapshot::step).orElse(0);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** The lines of a history without their last column. */
  public static List<String> history(Path directory) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("history.csv"));
    assertTrue(lines.get(0).endsWith(",wall_seconds"), lines.get(0));
    return lines.stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
  }

  /** Trains a built-in experiment in this process and reads what came of it. */
  public static RunBits train(
      String experiment, List<String> sets, Path directory, EngineFactory engines)
      throws IOException {
    TrainingRun.start(problem(experiment, sets, directory), engines, RunMonitor.NONE);
    return of(directory);
  }

  /** Goes on with a run in this process. */
  public static TrainingRun.Result resume(Path directory, EngineFactory engines, String... sets)
      throws IOException {
    return TrainingRun.resume(
        Locations.of(directory.toString()),
        null,
        Arrays.asList(sets),
        experiment -> engines,
        RunMonitor.NONE);
  }

  static RunProblem problem(String experiment, List<String> sets, Path directory) {
    return RunProblem.of(
        ExperimentConfig.load(experiment, sets, Map.of("output.dir", directory.toString()), false));
  }

  /** The steps of the recorded rows. */
  public List<Integer> steps() {
    return history.stream()
        .skip(1)
        .map(line -> Integer.parseInt(line.substring(0, line.indexOf(','))))
        .toList();
  }

  /** Fails unless the other run's rows are this one's, and its last measure too. */
  public void assertSame(RunBits other, String which) {
    assertEquals(String.join("\n", history), String.join("\n", other.history), which);
    assertEquals(String.join("\n", diagnostics), String.join("\n", other.diagnostics), which);
    assertEquals(digest, other.digest, which);
    assertEquals(trajectories, other.trajectories, which);
  }

  /** The numbers of one column, empty cells left out. */
  public List<Double> column(String name) {
    int index = List.of(history.get(0).split(",")).indexOf(name);
    assertTrue(index >= 0, history.get(0));
    return history.stream()
        .skip(1)
        .map(line -> line.split(",", -1)[index])
        .filter(cell -> !cell.isEmpty())
        .map(Double::parseDouble)
        .toList();
  }
}
