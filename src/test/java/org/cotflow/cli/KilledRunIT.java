package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.RunBits;
import org.cotflow.run.SmallRuns;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed, resumed in another process, and end in the bits of an undisturbed one. */
class KilledRunIT {
  private static final int STEPS = 3000;
  private static final String[] LONG = {
    "flow.steps=" + STEPS, "flow.step=0.05", "output.snapshot-every=100", "data.samples=300"
  };
  private static final String NO_SNAPSHOT = "none";

  @TempDir Path directory;

  private RunBits undisturbed(SmallRuns run, String... sets) throws IOException {
    Path reference = directory.resolve("reference");
    return RunBits.train("moons", run.sets(sets), reference, EngineFactory.inProcess(1));
  }

  private static void assertDiedOnTheWay(ChildRun child, Path run, int steps)
      throws IOException, InterruptedException {
    child.kill();
    child.requireExit(ChildRun.KILLED);
    assertFalse(Files.exists(run.resolve("summary.json")), "the run had ended");
    assertTrue(Files.readString(run.resolve("provenance.json")).contains("scalar kernels"));
    String last = RunBits.history(run).get(RunBits.history(run).size() - 1);
    assertTrue(Integer.parseInt(last.split(",")[0]) < steps, last);
  }

  @Test
  void killedTwiceAtRandomSteps() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int first = random.nextInt(1, 700);
    int second = random.nextInt(1000, 1800);
    Path run = directory.resolve("killed");
    RunBits undisturbed = undisturbed(SmallRuns.MINI_BATCH, LONG);
    try (ChildRun child = ChildRun.start(TrainCalls.out(run, SmallRuns.MINI_BATCH, LONG))) {
      child.awaitRows(run, first);
      assertDiedOnTheWay(child, run, STEPS);
    }
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, "engine.threads=2"))) {
      child.awaitRows(run, second);
      assertDiedOnTheWay(child, run, STEPS);
    }
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run))) {
      child.requireExit(0);
    }
    undisturbed.assertSame(RunBits.of(run), "seed " + seed + ": " + first + ", " + second);
  }

  @Test
  void killedWhileASnapshotIsWritten() throws IOException, InterruptedException {
    int steps = 200;
    String[] often = {"flow.steps=" + steps, "output.snapshot-every=1", "output.keep=2"};
    Path run = directory.resolve("killed");
    String half;
    try (ChildRun child = ChildRun.start(TrainCalls.out(run, SmallRuns.NEWTON, often))) {
      child.awaitRows(run, 5);
      half = stopWithinASnapshot(child, run);
      assertDiedOnTheWay(child, run, steps);
    }
    assertEquals(half, halfWritten(run));
    RunBits undisturbed = undisturbed(SmallRuns.NEWTON, "flow.steps=" + steps);
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, "output.snapshot-every=1000"))) {
      child.requireExit(0);
    }
    assertEquals(NO_SNAPSHOT, halfWritten(run));
    undisturbed.assertSame(RunBits.of(run), "killed while writing " + half);
  }

  /** Stops the process again and again until it stands within a snapshot. */
  private static String stopWithinASnapshot(ChildRun child, Path run)
      throws IOException, InterruptedException {
    while (child.isAlive()) {
      child.signal("STOP");
      Thread.sleep(5);
      String half = halfWritten(run);
      if (!half.equals(NO_SNAPSHOT)) {
        return half;
      }
      child.signal("CONT");
      Thread.sleep(3);
    }
    throw new AssertionError("the run ended without being caught: " + child.err());
  }

  /** The directory of a snapshot that is not yet one. */
  private static String halfWritten(Path run) throws IOException {
    List<Integer> whole;
    try (RunDirectory opened = RunDirectory.open(Locations.of(run.toString()))) {
      whole = opened.snapshots().steps();
    }
    try (Stream<Path> present = Files.list(run.resolve("measure"))) {
      return present
          .map(path -> path.getFileName().toString())
          .filter(name -> !whole.contains(Integer.parseInt(name.replaceAll("\\D", ""))))
          .findFirst()
          .orElse(NO_SNAPSHOT);
    }
  }

  @Test
  void terminatedAndKilledOnSpark() throws IOException, InterruptedException {
    int steps = 30;
    String[] sets = {"flow.steps=" + steps, "output.snapshot-every=4"};
    String[] onSpark = {"engine.kind=spark", "spark.master=local[2]", "engine.partitions=3"};
    Path run = directory.resolve("killed");
    RunBits undisturbed = undisturbed(SmallRuns.FULL_BATCH, sets);
    List<String> first = TrainCalls.out(run, SmallRuns.FULL_BATCH, sets);
    first.addAll(TrainCalls.sets(onSpark));
    try (ChildRun child = ChildRun.start(first)) {
      child.awaitRows(run, 3);
      child.signal("TERM");
      child.requireExit(143);
    }
    int rows = RunBits.history(run).size() - 1;
    assertTrue(rows < steps / 2, rows + " rows");
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, onSpark))) {
      child.awaitRows(run, rows + 3);
      assertDiedOnTheWay(child, run, steps);
    }
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, "spark.master=local[1]"))) {
      child.requireExit(0);
    }
    undisturbed.assertSame(RunBits.of(run), "terminated after " + rows + " rows, then killed");
  }
}
