package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.SmallRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that diverge, find their directory taken or the disk full. */
class TroubledRunIT {
  /** A part of a snapshot is much larger than config.conf. */
  private static final String WIDE = "network.width=2048";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"FULL_BATCH", "NEWTON"})
  void aDivergingRunSaysWhereAndKeepsItsLastMeasure(SmallRuns kind)
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    String[] wild = {"flow.step=1e6", "flow.steps=500", "network.activation=relu"};
    String complaint;
    try (ChildRun child = ChildRun.start(TrainCalls.out(run, kind, wild))) {
      complaint = child.requireExit(3).complaint();
    }
    assertTrue(
        complaint.matches(
            "cotflow: diverged at step \\d+: non-finite numbers in the"
                + " (forward|adjoint|gradient) pass at layer [0-2]"),
        complaint);
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run))) {
      assertEquals(complaint, child.requireExit(3).complaint());
    }
    List<String> predictions = predictions(run);
    assertEquals(3, predictions.size(), predictions.toString());
    for (String line : predictions.subList(1, 3)) {
      assertTrue(Double.isFinite(Double.parseDouble(line.split(",")[1])), line);
    }
  }

  private List<String> predictions(Path run) throws IOException {
    Path data = directory.resolve("points.csv");
    Files.writeString(data, "x0,x1\n0.5,-0.25\n1.5,0.75\n");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertEquals(0, Main.run("predict", run.toString(), "--data", data.toString()));
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** A limit for files that config.conf keeps, and a part of a wide snapshot does not. */
  private static int kilobytesOfConfig(Path run) throws IOException {
    return (int) (Files.size(run.resolve("config.conf")) / 1024) + 2;
  }

  /** A reader that has read enough is content. */
  @ParameterizedTest
  @CsvSource({
    "list, >/dev/full",
    "list --json, >&-",
    "help train, >/dev/full",
    "train moons --set flow.steps=1 --set network.width=4, >&-"
  })
  void aResultThatCannotBeWrittenIsAFailure(String call, String redirection)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(call.split(" ")));
    Path run = directory.resolve("run");
    if (words.get(0).equals("train")) {
      words.addAll(List.of("--out", run.toString()));
    }
    try (ChildRun child = ChildRun.startRedirected(redirection, words)) {
      String complaint = child.requireExit(1).complaint();
      assertTrue(complaint.startsWith("cotflow: standard output cannot be written: "), complaint);
    }
    assertEquals(words.get(0).equals("train"), Files.exists(run.resolve("summary.json")));
  }

  @Test
  void aReaderThatHasReadEnoughIsNoFailure() throws IOException, InterruptedException {
    String reader = "| head -1; exit ${PIPESTATUS[0]}";
    try (ChildRun child = ChildRun.startRedirected(reader, List.of("config", "digits"))) {
      child.requireExit(0);
      assertEquals(1, child.out().lines().count());
      assertFalse(child.err().contains("cotflow: "), child.err());
    }
  }

  @Test
  void aDirectoryIsForOneRunAtATime() throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    String[] endless = {"flow.steps=1000000", "flow.step=0.05", "output.snapshot-every=100"};
    List<String> call = TrainCalls.out(run, SmallRuns.MINI_BATCH, endless);
    try (ChildRun owner = ChildRun.start(call)) {
      owner.awaitRows(run, 110);
      try (ChildRun second = ChildRun.start(call);
          ChildRun third = ChildRun.start(TrainCalls.resume(run))) {
        String taken = second.requireExit(2).complaint();
        assertTrue(taken.contains("holds a run already"), taken);
        String busy = third.requireExit(2).complaint();
        assertTrue(busy.contains("another run is writing to " + run), busy);
      }
      int rows = RunBits.history(run).size();
      owner.awaitRows(run, rows + 100);
      owner.signal("TERM");
      owner.requireExit(143);
    }
    List<String> history = RunBits.history(run);
    for (int step = 0; step < history.size() - 1; step++) {
      assertTrue(history.get(step + 1).startsWith(step + ","), history.get(step + 1));
    }
  }

  @Test
  void aSnapshotThatDoesNotFitLeavesTheOneBefore() throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    SmallRuns kind = SmallRuns.NEWTON;
    RunBits.train("moons", kind.sets(WIDE, "flow.steps=10"), run, EngineFactory.inProcess(1));
    try (ChildRun child =
        ChildRun.startWithSmallFiles(
            kilobytesOfConfig(run), TrainCalls.resume(run, "flow.steps=20"))) {
      String complaint = child.requireExit(1).complaint();
      assertTrue(complaint.contains("cannot write the snapshot of step 15"), complaint);
      assertTrue(complaint.contains("File too large"), complaint);
    }
    assertEquals(10, RunBits.newestSnapshot(run));
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run))) {
      child.requireExit(0);
    }
    RunBits whole =
        RunBits.train(
            "moons",
            kind.sets(WIDE, "flow.steps=20"),
            directory.resolve("whole"),
            EngineFactory.inProcess(1));
    whole.assertSame(RunBits.of(run), "after the disk was full");
  }

  /**
   * On Spark the parts of a snapshot are written by tasks, each tried as often as Spark is told.
   */
  @Test
  void aTaskThatFailsEachTimeStopsTheRunWhichIsThenResumed()
      throws IOException, InterruptedException {
    Path run = directory.resolve("run");
    SmallRuns kind = SmallRuns.NEWTON;
    RunBits.train("moons", kind.sets(WIDE, "flow.steps=10"), run, EngineFactory.inProcess(1));
    String[] onSpark = {"flow.steps=20", "engine.kind=spark", "spark.master=local[2,3]"};
    try (ChildRun child =
        ChildRun.startWithSmallFiles(kilobytesOfConfig(run), TrainCalls.resume(run, onSpark))) {
      String complaint = child.requireExit(1).complaint();
      assertTrue(complaint.contains("the Spark job \"step 15, snapshot\" failed"), complaint);
      assertTrue(complaint.contains("failed 3 times"), complaint);
      assertTrue(complaint.contains("File too large"), complaint);
      assertTrue(!complaint.contains(" at java.base"), complaint);
    }
    assertEquals(10, RunBits.newestSnapshot(run));
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run))) {
      child.requireExit(0);
    }
    RunBits whole =
        RunBits.train(
            "moons",
            kind.sets(WIDE, "flow.steps=20"),
            directory.resolve("whole"),
            EngineFactory.inProcess(1));
    whole.assertSame(RunBits.of(run), "after a task had failed for good");
  }
}
