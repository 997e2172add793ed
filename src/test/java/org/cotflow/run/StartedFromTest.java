package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.run.npz.MeasureNpz;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.store.NetworkFile;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A measure that another run left, exported or not, is a beginning like any other. */
class StartedFromTest {
  private static final String OTHER_SEED = "init.seed=99";

  /** The seed orders the samples of mini-batches, too. */
  private static final String FULL = "flow.batch=full";

  @TempDir Path directory;
  private Path first;
  private Path npz;

  @BeforeEach
  void name() {
    first = directory.resolve("first");
    npz = directory.resolve("measure.npz");
  }

  private static RunBits train(List<String> sets, Path run) throws IOException {
    return RunBits.train("moons", sets, run, EngineFactory.inProcess(1));
  }

  private void export(int step) throws IOException {
    Location place = Locations.of(first.toString());
    try (RunDirectory run = RunDirectory.open(place)) {
      Snapshot snapshot = run.snapshots().open(step);
      MeasureNpz.write(
          Locations.of(npz.toString()),
          snapshot.shape(256),
          snapshot.source(),
          NetworkFile.read(place).surroundings());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExportedBeginningGivesTheSameRun(SmallRuns run) throws IOException {
    RunBits bits = train(run.sets(FULL, "flow.steps=4"), first);
    export(0);
    RunBits drawn = train(run.sets(FULL, OTHER_SEED, "flow.steps=0"), directory.resolve("drawn"));
    String slope = "grad_norm_sq";
    assertNotEquals(bits.column(slope).get(0), drawn.column(slope).get(0));
    List<String> given = run.sets(FULL, OTHER_SEED, "flow.steps=4", "init.from=npz:" + npz);
    bits.assertSame(train(given, directory.resolve("again")), "from " + npz);
  }

  @ParameterizedTest
  @MethodSource("org.cotflow.run.SmallRuns#ofMaps")
  void aRunsLastMeasureGivesWhatItsExportGives(SmallRuns run) throws IOException {
    // Newton's states of gated units depend on where the search begins, by rounding.
    assertGoesOn(run, 6, run == SmallRuns.GATED ? 1e-12 : 0);
  }

  @Test
  void aLongerRunByNewtonToo() throws IOException {
    assertGoesOn(SmallRuns.NEWTON, SmallRuns.STEPS, 0, "network.width=[40,9,23]");
  }

  private void assertGoesOn(SmallRuns run, int steps, double rounding, String... further)
      throws IOException {
    List<String> sets = run.sets(further);
    sets.addAll(List.of(FULL, "flow.steps=" + steps));
    RunBits before = train(sets, first);
    export(steps);
    sets.addAll(List.of(OTHER_SEED, "flow.steps=3", "init.from=run:" + first));
    RunBits after = train(sets, directory.resolve("of-run"));
    double risk = before.column("risk").get(steps);
    assertEquals(risk, after.column("risk").get(0), rounding * risk);
    sets.set(sets.size() - 1, "init.from=npz:" + npz);
    after.assertSame(train(sets, directory.resolve("of-npz")), "from the run, from its export");
  }

  @Test
  void aRunGoesOnWithoutWhatItStartedFrom() throws IOException {
    train(SmallRuns.NEWTON.sets(), first);
    export(0);
    List<String> given = SmallRuns.NEWTON.sets(OTHER_SEED, "init.from=npz:" + npz, "flow.steps=5");
    Path second = directory.resolve("second");
    train(given, second);
    Files.delete(npz);
    RunBits.resume(second, EngineFactory.inProcess(1), "flow.steps=" + SmallRuns.STEPS);
    RunBits.of(first).assertSame(RunBits.of(second), "resumed without the file");
  }
}
