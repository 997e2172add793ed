package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.engine.EngineFactory;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.run.snapshot.Snapshot;
import org.cotflow.run.snapshot.Snapshots;
import org.cotflow.run.store.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The followed particles are those of the measure, and of those only what was asked for. */
class TrajectoriesTest {
  private static final String[] FOLLOWED = {
    "output.trajectories.layers=[0,2]", "output.trajectories.particles=12", "output.record-every=4"
  };

  @TempDir Path directory;

  private Path trained(String name, SmallRuns kind, String... sets) throws IOException {
    Path run = directory.resolve(name);
    RunBits.train("moons", kind.sets(sets), run, EngineFactory.inProcess(2));
    return run;
  }

  @Test
  void eachRowIsTheParticleOfTheStepsSnapshot() throws IOException {
    Path run = trained("run", SmallRuns.FULL_BATCH, FOLLOWED);
    List<String> lines = Files.readAllLines(run.resolve("trajectories.csv"));
    assertTrue(lines.get(0).startsWith("step,flow_time,layer,particle,u_0,u_1,"), lines.get(0));
    assertTrue(lines.get(0).endsWith(",b"), lines.get(0));
    // Steps 0, 4, 8, 12; widths 40, 9, 23: twelve of the first and of the last layer.
    assertEquals(1 + 4 * (12 + 12), lines.size());
    int compared = 0;
    Snapshots snapshots = RunDirectory.open(Locations.of(run.toString())).snapshots();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      if (cells[0].equals("0") || cells[0].equals("12")) {
        Snapshot snapshot = snapshots.open(Integer.parseInt(cells[0]));
        assertEquals(snapshot.flowTime(), Double.parseDouble(cells[1]));
        assertParticle(snapshot, cells);
        compared++;
      }
    }
    assertEquals(2 * 24, compared);
  }

  private static void assertParticle(Snapshot snapshot, String[] cells) {
    MeasureShape shape = snapshot.shape(1);
    int number = shape.firstBlock(Integer.parseInt(cells[2])) + Integer.parseInt(cells[3]);
    Iterator<ParticleBlock> blocks = snapshot.source().blocks(shape, number, number + 1);
    ParticleBlock particle = blocks.next();
    assertEquals(4 + 2 * shape.stateDim() + 1, cells.length);
    for (int j = 0; j < 2 * shape.stateDim() + 1; j++) {
      double expected = particle.values()[particle.index(0, j)];
      assertEquals(expected, Double.parseDouble(cells[4 + j]));
    }
  }

  @Test
  void nothingIsWrittenWhereNothingIsFollowed() throws IOException {
    Path run = trained("off", SmallRuns.FULL_BATCH, "output.trajectories.layers=[1]");
    assertFalse(Files.exists(run.resolve("trajectories.csv")));
  }

  @Test
  void followingChangesNoOtherByte() throws IOException {
    RunBits with = RunBits.of(trained("with", SmallRuns.RK4, FOLLOWED));
    RunBits without = RunBits.of(trained("without", SmallRuns.RK4, "output.record-every=4"));
    assertEquals(without.history(), with.history());
    assertEquals(without.digest(), with.digest());
  }

  @Test
  void allLayersAndMoreParticlesThanThereAre() throws IOException {
    Path run =
        trained("all", SmallRuns.FULL_BATCH, "output.trajectories.particles=1000", "flow.steps=1");
    List<String> lines = Files.readAllLines(run.resolve("trajectories.csv"));
    assertEquals(1 + 2 * (40 + 9 + 23), lines.size());
  }

  @Test
  void whatIsFollowedMayChangeOnResume() throws IOException {
    Path run = trained("run", SmallRuns.FULL_BATCH, "output.trajectories.particles=1");
    RunBits.resume(run, EngineFactory.inProcess(1), "flow.steps=13", FOLLOWED[1]);
    List<String> lines = Files.readAllLines(run.resolve("trajectories.csv"));
    assertEquals(1 + 12 * 3 + 2 * (12 + 9 + 12), lines.size());
    RunBits.resume(
        run, EngineFactory.inProcess(1), "flow.steps=14", "output.trajectories.particles=0");
    assertEquals(
        lines.subList(0, lines.size() - 33), Files.readAllLines(run.resolve("trajectories.csv")));
  }
}
