package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cotflow.analysis.RunAnalysis;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigText;
import org.cotflow.engine.EngineFactory;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are extended, stopped or cut off end in the bits of a run in one go. */
class ResumedRunTest {
  private static final Map<List<String>, RunBits> IN_ONE_GO = new HashMap<>();

  @TempDir Path directory;
  private Path run;

  @BeforeEach
  void name() {
    run = directory.resolve("run");
  }

  private static RunBits train(SmallRuns kind, Path run, String... sets) throws IOException {
    return RunBits.train("moons", kind.sets(sets), run, EngineFactory.inProcess(2));
  }

  /** The run without an end in between, trained once for all tests. */
  private RunBits inOneGo(SmallRuns kind, String... sets) throws IOException {
    List<String> which = kind.sets(sets);
    if (!IN_ONE_GO.containsKey(which)) {
      IN_ONE_GO.put(which, train(kind, directory.resolve("whole"), sets));
    }
    return IN_ONE_GO.get(which);
  }

  private static TrainingRun.Result resume(Path run, String... sets) throws IOException {
    return RunBits.resume(run, EngineFactory.inProcess(1), sets);
  }

  private static List<Integer> snapshots(Path run) throws IOException {
    try (RunDirectory opened = RunDirectory.open(Locations.of(run.toString()))) {
      return opened.snapshots().steps();
    }
  }

  /** Does something when the measure stands at a step. */
  private record At(int step, Runnable action) implements RunMonitor {
    @Override
    public void at(int now) {
      if (now == step) {
        action.run();
      }
    }
  }

  /** Asks for the end at a step. */
  private static final class StopAt implements RunMonitor {
    private final int last;
    private int now;

    StopAt(int last) {
      this.last = last;
    }

    @Override
    public void at(int step) {
      now = step;
    }

    @Override
    public boolean interrupted() {
      return now >= last;
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreStepsGoOnWhereTheRunEnded(SmallRuns kind) throws IOException {
    RunBits whole = inOneGo(kind, "flow.steps=12", "output.record-every=3");
    RunBits early = train(kind, run, "flow.steps=7", "output.record-every=3");
    assertEquals(List.of(0, 3, 6, 7), early.steps());
    resume(run, "flow.steps=8");
    assertEquals(List.of(0, 3, 6, 8), RunBits.of(run).steps());
    TrainingRun.Result result = resume(run, "flow.steps=12");
    assertEquals(TrainingLoop.End.ALL_STEPS, result.end());
    assertEquals(List.of(0, 3, 6, 9, 12), whole.steps());
    assertNotEquals(early.digest(), whole.digest());
    whole.assertSame(RunBits.of(run), "extended from 7 by 8 to 12 steps");
  }

  @ParameterizedTest
  @EnumSource
  void interruptedAtAnyStepItGoesOn(SmallRuns kind) throws IOException {
    RunBits whole = inOneGo(kind);
    for (int step : new int[] {0, 1, 5, 11, 12}) {
      Path stopped = directory.resolve("stopped-" + step);
      TrainingRun.Result result =
          TrainingRun.start(
              RunBits.problem("moons", kind.sets(), stopped),
              EngineFactory.inProcess(1),
              new StopAt(step));
      assertEquals(TrainingLoop.End.INTERRUPTED, result.end());
      assertEquals(step, result.step());
      assertTrue(snapshots(stopped).contains(step));
      resume(stopped);
      whole.assertSame(RunBits.of(stopped), "interrupted at step " + step);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsKeptAndRecordedMayChange(SmallRuns kind) throws IOException {
    RunBits whole = inOneGo(kind);
    train(kind, run, "flow.steps=6");
    resume(run, "flow.steps=12", "output.snapshot-every=2", "engine.threads=5");
    assertEquals(List.of(0, 5, 6, 8, 10, 12), snapshots(run));
    whole.assertSame(RunBits.of(run), "resumed with other output");
  }

  /** Cut anywhere, the configuration is refused: what is missing must not become a default. */
  @Test
  void aConfigurationThatWasCutIsRefused() throws IOException {
    RunBits whole = train(SmallRuns.FULL_BATCH, run, "init.u.std=0.3", "flow.multipliers.u=0.5");
    Path config = run.resolve("config.conf");
    String text = Files.readString(config);
    List<String> cuts = new ArrayList<>(List.of("", text + "x", text.replace("0.3", "0.4")));
    for (int end = 0; end < text.length(); end += 97) {
      cuts.add(text.substring(0, end));
    }
    cuts.add(text.substring(0, text.indexOf("flow {")));
    cuts.add(text.substring(0, text.lastIndexOf('#')));
    for (String cut : cuts) {
      Files.writeString(config, cut);
      String message =
          assertThrows(UserInputException.class, () -> resume(run, "flow.steps=13")).getMessage();
      assertTrue(message.contains("config.conf was cut off or changed"), message);
      assertThrows(UserInputException.class, () -> RunAnalysis.open(Locations.of(run.toString())));
    }
    Files.writeString(config, text);
    assertEquals(12, resume(run).step());
    whole.assertSame(RunBits.of(run), "restored");
  }

  /** A run that was begun before configurations had digests and tables were counted. */
  @Test
  void aRunOfAnEarlierVersionGoesOn() throws IOException {
    RunBits whole = inOneGo(SmallRuns.FULL_BATCH);
    train(SmallRuns.FULL_BATCH, run, "flow.steps=7");
    try (InputStream old = RunDirectory.class.getResourceAsStream("undigested-run.conf")) {
      Files.write(run.resolve("config.conf"), old.readAllBytes());
    }
    resume(run, "flow.steps=12");
    whole.assertSame(RunBits.of(run), "resumed with an old configuration");
    assertTrue(Files.readString(run.resolve("config.conf")).contains("# SHA-256"));
  }

  /** The rows before the snapshot are those that the run wrote, in every table. */
  @ParameterizedTest
  @ValueSource(strings = {"history.csv", "diagnostics.csv", "trajectories.csv"})
  void aTableThatWasChangedBeforeTheSnapshotIsRefused(String name) throws IOException {
    String[] both = {
      "diagnostics.every=2", "output.trajectories.layers=[0]", "output.trajectories.particles=3"
    };
    RunBits whole = inOneGo(SmallRuns.FULL_BATCH, both);
    train(SmallRuns.FULL_BATCH, run, "flow.steps=7", both[0], both[1], both[2]);
    Path table = run.resolve(name);
    String text = Files.readString(table);
    int middle = text.indexOf('\n', text.length() / 2) + 1;
    for (String wrong :
        List.of(
            "",
            text.substring(0, middle),
            text.replaceFirst("\n0,", "\n1,"),
            text.replace(".", ".0"))) {
      Files.writeString(table, wrong);
      String message =
          assertThrows(UserInputException.class, () -> resume(run, "flow.steps=12")).getMessage();
      assertTrue(message.startsWith(table.toString()) && message.contains("snapshot of"), message);
      assertTrue(Files.exists(run.resolve("summary.json")), "what was there before stays");
    }
    Files.delete(table);
    assertThrows(UserInputException.class, () -> resume(run, "flow.steps=12"));
    Files.writeString(table, text + "torn");
    resume(run, "flow.steps=12");
    whole.assertSame(RunBits.of(run), "restored");
  }

  @Test
  void aHistoryThatWasChangedIsNotAnalyzed() throws IOException {
    train(SmallRuns.FULL_BATCH, run);
    Path history = run.resolve("history.csv");
    String text = Files.readString(history);
    Files.writeString(history, text.substring(0, text.indexOf("\n5,") + 1));
    String message =
        assertThrows(UserInputException.class, () -> RunAnalysis.open(Locations.of(run.toString())))
            .getMessage();
    assertTrue(message.startsWith(history + " was cut off or changed"), message);
  }

  /** It has no digest yet; its newest snapshot knows the rows before it. */
  @Test
  void aHistoryOfAnUnfinishedRunThatWasChangedIsNotAnalyzed() throws IOException {
    train(SmallRuns.FULL_BATCH, run);
    for (String ofTheEnd : List.of("summary.json", "tables.sha256")) {
      Files.delete(run.resolve(ofTheEnd));
    }
    RunAnalysis.open(Locations.of(run.toString()));
    Path history = run.resolve("history.csv");
    String text = Files.readString(history);
    for (String wrong : List.of("", text.substring(0, text.indexOf("\n5,") + 1))) {
      Files.writeString(history, wrong);
      String message =
          assertThrows(
                  UserInputException.class, () -> RunAnalysis.open(Locations.of(run.toString())))
              .getMessage();
      assertTrue(message.startsWith(history + " has ") && message.contains("snapshot"), message);
    }
  }

  @Test
  void aDamagedSummaryIsWrittenAgain() throws IOException {
    train(SmallRuns.FULL_BATCH, run);
    Path file = run.resolve("summary.json");
    RunSummary summary = RunSummary.read(Locations.of(run.toString()));
    for (String cut : List.of("", "{", Files.readString(file).substring(0, 40))) {
      Files.writeString(file, cut);
      resume(run);
      RunSummary again = RunSummary.read(Locations.of(run.toString()));
      assertEquals(summary.measureDigest(), again.measureDigest());
      assertEquals(summary.risk(), again.risk());
    }
  }

  /** In one line of the run, and in its provenance. */
  @Test
  void whatIsAssumedAboutTheDataIsSaid() throws IOException {
    Path table = Files.writeString(directory.resolve("t.csv"), "a,y\n1,0\n2,1\n3,0\n4,1\n5,0\n");
    List<String> notices = new ArrayList<>();
    RunMonitor listening =
        new RunMonitor() {
          @Override
          public void notice(String line) {
            notices.add(line);
          }
        };
    RunProblem problem =
        RunBits.problem("gaussian", List.of("data.source=csv:" + table, "flow.steps=0"), run);
    TrainingRun.start(problem, EngineFactory.inProcess(1), listening);
    String note =
        "data.task = classification is assumed: the target y holds 2 different whole numbers";
    assertEquals(List.of("csv:" + table + ": " + note), notices);
    try (RunDirectory opened = RunDirectory.open(Locations.of(run.toString()))) {
      assertEquals("[" + note + "]", opened.provenance().get("dataNotes"));
    }
  }

  @Test
  void provenanceNamesTheSeedThatDrewTheNetwork() throws IOException {
    for (String seed : List.of("5", "null")) {
      Path place = directory.resolve("network-seed-" + seed);
      train(SmallRuns.FULL_BATCH, place, "init.seed=4", "network.seed=" + seed, "flow.steps=0");
      try (RunDirectory opened = RunDirectory.open(Locations.of(place.toString()))) {
        assertEquals(seed.equals("5") ? "5" : "4", opened.provenance().get("network.seed"));
      }
    }
  }

  @Test
  void aRunThatDiedHasOneRowOfMetricsForEachStep() throws IOException {
    Runnable death =
        () -> {
          throw new IllegalStateException("died");
        };
    RunProblem problem = RunBits.problem("moons", SmallRuns.FULL_BATCH.sets(), run);
    assertThrows(
        IllegalStateException.class,
        () -> TrainingRun.start(problem, EngineFactory.inProcess(1), new At(8, death)));
    assertEquals(5, snapshots(run).get(1));
    resume(run);
    List<String> steps =
        Files.readAllLines(run.resolve("metrics.csv")).stream()
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();
    assertEquals(
        List.of("step", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"), steps);
  }

  @Test
  void anAdaptiveRunEndsAtItsTimeHoweverOftenItIsInterrupted() throws IOException {
    String[] sets = {"flow.steps=1000", "flow.time=20"};
    RunBits whole = inOneGo(SmallRuns.ADAPTIVE, sets);
    int last = whole.steps().size() - 1;
    assertTrue(last > 4 && last < 1000, last + " steps");
    List<Double> times = whole.column("flow_time");
    assertEquals(20.0, times.get(last));
    assertTrue(times.get(last - 1) < 20.0);
    RunProblem problem = RunBits.problem("moons", SmallRuns.ADAPTIVE.sets(sets), run);
    TrainingRun.start(problem, EngineFactory.inProcess(1), new StopAt(2));
    resume(run, "flow.steps=" + (last - 1));
    resume(run, "flow.steps=1000");
    whole.assertSame(RunBits.of(run), "interrupted twice");
  }

  @Test
  void keepsTheNewestTwoAndTheFirst() throws IOException {
    RunBits all =
        train(SmallRuns.FULL_BATCH, directory.resolve("whole"), "output.snapshot-every=3");
    assertEquals(List.of(0, 3, 6, 9, 12), snapshots(directory.resolve("whole")));
    String[] two = {"output.snapshot-every=3", "output.keep=2"};
    RunBits few = train(SmallRuns.FULL_BATCH, run, two);
    assertEquals(List.of(0, 9, 12), snapshots(run));
    try (Stream<Path> left = Files.list(run.resolve("measure"))) {
      assertEquals(3, left.count());
    }
    all.assertSame(few, "output.keep");
    resume(run, "flow.steps=13");
    assertEquals(List.of(0, 12, 13), snapshots(run));
  }

  @Test
  void aFinishedRunIsLeftAsItIs() throws IOException {
    RunBits before = train(SmallRuns.NEWTON, run);
    String summary = Files.readString(run.resolve("summary.json"));
    TrainingRun.Result result = resume(run, "engine.threads=1");
    assertNull(result.end());
    assertEquals(before.digest(), result.summary().measureDigest());
    assertEquals(summary, Files.readString(run.resolve("summary.json")));
    before.assertSame(RunBits.of(run), "resumed when finished");
  }

  @Test
  void cutOffBeforeItsFirstSnapshotItStartsAgain() throws IOException {
    RunBits whole = inOneGo(SmallRuns.MINI_BATCH);
    RunProblem problem = RunBits.problem("moons", SmallRuns.MINI_BATCH.sets(), run);
    RunMonitor cut =
        new At(
            0,
            () -> {
              throw new IllegalStateException("cut off");
            });
    assertThrows(
        IllegalStateException.class,
        () -> TrainingRun.start(problem, EngineFactory.inProcess(1), cut));
    assertFalse(Files.exists(run.resolve("measure")));
    resume(run);
    whole.assertSame(RunBits.of(run), "started again");
  }

  @Test
  void cutOffAfterItsConfigurationItStartsAgain() throws IOException {
    RunBits whole = inOneGo(SmallRuns.FULL_BATCH);
    RunProblem problem = RunBits.problem("moons", SmallRuns.FULL_BATCH.sets(), run);
    Location place = Locations.of(run.toString());
    RunDirectory.create(place, ConfigText.render(problem.experiment())).close();
    resume(run);
    whole.assertSame(RunBits.of(run), "started again");
    assertTrue(Files.exists(run.resolve("provenance.json")));
    assertEquals(problem.network().bias(), NetworkFile.read(place).network().bias());
  }

  @Test
  void cutOffWithinItsConfigurationItsDirectoryIsFree() throws IOException {
    RunBits whole = inOneGo(SmallRuns.FULL_BATCH);
    Files.createDirectories(run);
    Files.writeString(run.resolve(".lock"), "");
    Files.writeString(run.resolve(".config.conf.tmp"), "name = mo");
    assertThrows(UserInputException.class, () -> resume(run));
    whole.assertSame(train(SmallRuns.FULL_BATCH, run), "begun again");
    Files.delete(run.resolve("config.conf"));
    assertThrows(UserInputException.class, () -> train(SmallRuns.FULL_BATCH, run));
  }
}
