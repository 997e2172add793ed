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
import org.junit.jupiter.params.provider.ValueSource;

/** A measure that another run left, exported or not, is a beginning like any other. */
class StartedFromTest {
  private static final String OTHER_SEED = "init.seed=99";

  @TempDir Path directory;
  private Path first;
  private Path npz;

  @BeforeEach
  void name() {
    first = directory.resolve("first");
    npz = directory.resolve("measure.npz");
  }

  private static List<String> sets(String widths, String... further) {
    List<String> sets = SmallRuns.NEWTON.sets(further);
    sets.add("network.width=" + widths);
    return sets;
  }

  private static RunBits train(List<String> sets, Path run) throws IOException {
    return RunBits.train("moons", sets, run, EngineFactory.inProcess(2));
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
  @ValueSource(strings = {"40", "[40,9,23]"})
  void anExportedBeginningGivesTheSameRun(String widths) throws IOException {
    RunBits bits = train(sets(widths), first);
    export(0);
    RunBits drawn = train(sets(widths, OTHER_SEED), directory.resolve("drawn"));
    assertNotEquals(bits.digest(), drawn.digest());
    List<String> given = sets(widths, OTHER_SEED, "init.from=npz:" + npz);
    bits.assertSame(train(given, directory.resolve("again")), "from " + npz);
  }

  @Test
  void aRunsLastMeasureGivesWhatItsExportGives() throws IOException {
    String widths = "[40,9,23]";
    RunBits before = train(sets(widths), first);
    export(SmallRuns.STEPS);
    List<String> ofRun = sets(widths, OTHER_SEED, "init.from=run:" + first);
    RunBits after = train(ofRun, directory.resolve("of-run"));
    assertEquals(before.column("risk").get(SmallRuns.STEPS), after.column("risk").get(0));
    List<String> ofNpz = sets(widths, OTHER_SEED, "init.from=npz:" + npz);
    after.assertSame(train(ofNpz, directory.resolve("of-npz")), "from the run, from its export");
  }

  @Test
  void aRunGoesOnWithoutWhatItStartedFrom() throws IOException {
    train(sets("40"), first);
    export(0);
    List<String> given = sets("40", OTHER_SEED, "init.from=npz:" + npz, "flow.steps=5");
    Path second = directory.resolve("second");
    train(given, second);
    Files.delete(npz);
    RunBits.resume(second, EngineFactory.inProcess(1), "flow.steps=" + SmallRuns.STEPS);
    RunBits.of(first).assertSame(RunBits.of(second), "resumed without the file");
  }
}
