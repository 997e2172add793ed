package org.cotflow.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.EngineFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a run records where the configuration leaves it open, and what it says without memory.
 */
class RecordEveryTest {
  @TempDir Path directory;

  private static List<String> sets(String... further) {
    List<String> sets =
        new ArrayList<>(
            List.of("network.width=8", "network.depth=2", "data.samples=60", "flow.steps=8"));
    sets.addAll(List.of(further));
    return sets;
  }

  private RunBits train(String name, String... further) throws IOException {
    return RunBits.train(
        "moons", sets(further), directory.resolve(name), EngineFactory.inProcess(1));
  }

  /** 48 training samples are 3 batches of at most 20. */
  @Test
  void miniBatchesRecordOnceAnEpoch() throws IOException {
    RunBits epochs = train("epochs", "flow.batch=20");
    assertEquals(List.of(0, 3, 6, 8), epochs.steps());
    assertEquals(4, epochs.column("full_risk").size());
    String written = Files.readString(directory.resolve("epochs/config.conf"));
    assertTrue(written.contains("record-every = 3\n"), written);
    RunBits all = train("all", "flow.batch=20", "output.record-every=1");
    assertEquals(9, all.steps().size());
    assertEquals(all.digest(), epochs.digest());
  }

  @Test
  void fullBatchesRecordEveryStep() throws IOException {
    assertEquals(9, train("full").steps().size());
    assertEquals(9, train("whole", "flow.batch=48").steps().size());
  }

  @Test
  void aRunWithoutMemorySaysForWhatAndWhatWouldHelp() {
    RunProblem problem = RunBits.problem("moons", sets(), directory.resolve("none"));
    EngineFactory small =
        (shape, source, activation) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    OutOfMemoryError error =
        assertThrows(
            OutOfMemoryError.class, () -> TrainingRun.start(problem, small, RunMonitor.NONE));
    String line = error.getMessage();
    assertTrue(line.startsWith("out of memory for the particles (2 layers of 48 x 4"), line);
    assertTrue(line.matches(".*about [0-9]+ MB are needed, Java has [0-9]+ MB; .*"), line);
    assertTrue(line.contains("COTFLOW_JAVA_OPTS=-Xmx") && line.contains("flow.batch"), line);
  }
}
