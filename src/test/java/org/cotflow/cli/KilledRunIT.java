package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** Until it is killed a run has steps left, however late that is. */
  private static final String ENDLESS = "flow.steps=1000000";

  private static final String NO_SNAPSHOT = "none";

  @TempDir Path directory;

  private RunBits undisturbed(SmallRuns run, String... sets) throws IOException {
    Path reference = directory.resolve("reference");
    return RunBits.train("moons", run.sets(sets), reference, EngineFactory.inProcess(1));
  }

  /** Kills the run and returns the step of its last row. */
  private static int assertDiedOnTheWay(ChildRun child, Path run)
      throws IOException, InterruptedException {
    child.kill();
    child.requireExit(ChildRun.KILLED);
    assertFalse(Files.exists(run.resolve("summary.json")), "the run had ended");
    assertTrue(Files.readString(run.resolve("provenance.json")).contains("scalar kernels"));
    String last = RunBits.history(run).get(RunBits.history(run).size() - 1);
    return Integer.parseInt(last.split(",")[0]);
  }

  @Test
  void killedTwiceAtRandomSteps() throws IOException, InterruptedException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int first = random.nextInt(1, 700);
    int further = random.nextInt(200, 900);
    Path run = directory.resolve("killed");
    String[] sets = {"flow.step=0.05", "output.snapshot-every=100", "data.samples=300"};
    int died;
    try (ChildRun child =
        ChildRun.start(TrainCalls.out(run, SmallRuns.MINI_BATCH, endless(sets)))) {
      child.awaitRows(run, first);
      died = assertDiedOnTheWay(child, run);
    }
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, "engine.threads=2"))) {
      child.awaitRows(run, died + further);
      died = assertDiedOnTheWay(child, run);
    }
    String steps = "flow.steps=" + (died + 300);
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, steps))) {
      child.requireExit(0);
    }
    undisturbed(SmallRuns.MINI_BATCH, with(sets, steps))
        .assertSame(RunBits.of(run), "seed " + seed + ": " + first + ", " + further);
  }

  private static String[] endless(String... sets) {
    return with(sets, ENDLESS);
  }

  private static String[] with(String[] sets, String further) {
    String[] all = Arrays.copyOf(sets, sets.length + 1);
    all[sets.length] = further;
    return all;
  }

  @Test
  void killedWhileASnapshotIsWritten() throws IOException, InterruptedException {
    String[] often = {ENDLESS, "output.snapshot-every=1", "output.keep=2"};
    Path run = directory.resolve("killed");
    String half;
    int died;
    try (ChildRun child = ChildRun.start(TrainCalls.out(run, SmallRuns.NEWTON, often))) {
      child.awaitRows(run, 5);
      half = stopWithinASnapshot(child, run);
      died = assertDiedOnTheWay(child, run);
    }
    assertEquals(half, halfWritten(run));
    String steps = "flow.steps=" + (died + 60);
    RunBits undisturbed = undisturbed(SmallRuns.NEWTON, steps);
    try (ChildRun child =
        ChildRun.start(TrainCalls.resume(run, steps, "output.snapshot-every=1000"))) {
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
  void killedWithALayerOfEachMap() throws IOException, InterruptedException {
    String often = "output.snapshot-every=4";
    Path run = directory.resolve("killed");
    int died;
    try (ChildRun child =
        ChildRun.start(TrainCalls.out(run, SmallRuns.LIST_BY_PICARD, endless(often)))) {
      child.awaitRows(run, 6);
      died = assertDiedOnTheWay(child, run);
    }
    String steps = "flow.steps=" + (died + 5);
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, steps))) {
      child.requireExit(0);
    }
    undisturbed(SmallRuns.LIST_BY_PICARD, often, steps)
        .assertSame(RunBits.of(run), "killed at step " + died);
  }

  @Test
  void terminatedAndKilledOnSpark() throws IOException, InterruptedException {
    String[] onSpark = {"engine.kind=spark", "spark.master=local[2]", "engine.partitions=3"};
    Path run = directory.resolve("killed");
    List<String> first =
        TrainCalls.out(run, SmallRuns.FULL_BATCH, endless("output.snapshot-every=4"));
    first.addAll(TrainCalls.sets(onSpark));
    try (ChildRun child = ChildRun.start(first)) {
      child.awaitRows(run, 3);
      child.signal("TERM");
      child.requireExit(143);
    }
    int rows = RunBits.history(run).size() - 1;
    int died;
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, onSpark))) {
      child.awaitRows(run, rows + 3);
      died = assertDiedOnTheWay(child, run);
    }
    String steps = "flow.steps=" + (died + 8);
    try (ChildRun child = ChildRun.start(TrainCalls.resume(run, steps, "spark.master=local[1]"))) {
      child.requireExit(0);
    }
    undisturbed(SmallRuns.FULL_BATCH, steps, "output.snapshot-every=4")
        .assertSame(RunBits.of(run), "terminated after " + rows + " rows, then killed");
  }
}
