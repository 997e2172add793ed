package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.SmallRuns;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals end a run at a step that it can go on from. */
class SignalIT {
  private static final Pattern STOPPED = Pattern.compile("(?m)^stopped at step (\\d+);");

  /** The signal comes when it comes: until then the run has steps left. */
  private static final String[] ENDLESS = sets(1_000_000);

  private static String[] sets(int steps) {
    return new String[] {
      "flow.steps=" + steps, "flow.step=0.05", "output.snapshot-every=300", "data.samples=300"
    };
  }

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"TERM, 143, FULL_BATCH", "INT, 130, MINI_BATCH"})
  void aSignalLeavesASnapshotOfTheStepAtHand(String signal, int code, SmallRuns kind)
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    int step;
    try (ChildRun child = ChildRun.start(TrainCalls.out(run, kind, ENDLESS))) {
      child.awaitRows(run, 20);
      child.signal(signal);
      child.requireExit(code);
      Matcher stopped = STOPPED.matcher(child.err());
      assertTrue(stopped.find(), child.err());
      step = Integer.parseInt(stopped.group(1));
    }
    assertTrue(step >= 20, "step " + step);
    assertFalse(Files.exists(run.resolve("summary.json")));
    try (RunDirectory opened = RunDirectory.open(Locations.of(run.toString()))) {
      List<Integer> steps = opened.snapshots().steps();
      assertEquals(step, steps.get(steps.size() - 1));
      assertEquals(step, opened.snapshots().latestValid().orElseThrow().step());
    }
    assertGoesOn(run, kind, step + 400);
  }

  private void assertGoesOn(Path run, SmallRuns kind, int steps)
      throws IOException, InterruptedException {
    RunBits whole =
        RunBits.train(
            "moons",
            kind.sets(sets(steps)),
            directory.resolve("whole"),
            EngineFactory.inProcess(2));
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, "flow.steps=" + steps))) {
      child.requireExit(0);
    }
    whole.assertSame(RunBits.of(run), "stopped and resumed");
    Map<String, String> files = files(run);
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run))) {
      child.requireExit(0);
    }
    assertEquals(files, files(run), "resuming a finished run changes nothing");
  }

  /** Every file with its time and size; that of the lock aside, which every call takes. */
  private static Map<String, String> files(Path run) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith(".lock")) {
          files.put(
              run.relativize(path).toString(),
              Files.getLastModifiedTime(path) + " " + Files.size(path));
        }
      }
    }
    assertTrue(files.containsKey("summary.json"), files.toString());
    return files;
  }

  @Test
  void aSecondInterruptDoesNotWaitForTheStep() throws IOException, InterruptedException {
    Path run = directory.resolve("slow");
    String[] slow = {"data.samples=400000", "network.width=2000"};
    try (ChildRun child = ChildRun.start(TrainCalls.out(run, SmallRuns.FULL_BATCH, slow))) {
      child.await("history", () -> Files.exists(run.resolve("history.csv")));
      child.signal("INT");
      // Two signals of a kind that wait for a process to be scheduled become one.
      Thread.sleep(1000);
      assertTrue(child.isAlive(), "the step was to take longer");
      child.signal("INT");
      child.requireExit(130);
      assertFalse(child.err().contains("stopped at"), child.err());
    }
    assertFalse(Files.exists(run.resolve("measure")), "the step was to take longer");
  }
}
