package org.cotflow.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Build;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.data.source.DataSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results of a sweep are all of the same data. */
class SweepProvenanceTest {
  @TempDir Path directory;

  private Location place() {
    return Locations.of(directory.resolve("sweep").toString());
  }

  private SweepSummary run(String sweep) throws IOException {
    return ExperimentSweep.of(SmallSweep.source(sweep))
        .run(place(), new ThreadRunner(1, 1e9), SweepMonitor.NONE);
  }

  @Test
  void theFirstCallSaysWhereTheNumbersComeFrom() throws IOException {
    String sweep =
        "data.seed = range(2)\n init.seed = range(3)\n errors.at = [0]\n"
            + "reference { init.seed = 1000 }";
    run(sweep);
    Map<String, String> facts = SweepProvenance.read(place());
    assertEquals(Build.current().commit(), facts.get("commit"));
    assertEquals("0, 1", facts.get("data.seed"));
    assertEquals("0, 1, 2, 1000", facts.get("init.seed"));
    String digest = DataSources.prepare(SmallSweep.source(sweep).experiment().data()).digest();
    assertEquals(digest, facts.get("digest of gaussian, data.seed = 0"));
    assertTrue(facts.containsKey("digest of gaussian, data.seed = 1"), facts.toString());
    assertTrue(facts.keySet().stream().anyMatch("java"::equals), facts.toString());
    String before = Files.readString(directory.resolve("sweep/provenance.json"));
    assertTrue(run(sweep).complete(), "the same data again");
    assertEquals(before, Files.readString(directory.resolve("sweep/provenance.json")));
  }

  /** Once, however many runs use the data. */
  @Test
  void whatIsAssumedAboutTheDataIsSaidAndStored() throws IOException {
    Path data = Files.writeString(directory.resolve("t.csv"), "a,y\n1,0\n2,1\n3,0\n4,1\n5,0\n");
    String sweep = "data.source = [\"csv:" + data + "\"]\n data.seed = [0, 1]";
    List<String> notices = new ArrayList<>();
    SweepMonitor listening =
        new SweepMonitor() {
          @Override
          public void notice(String line) {
            notices.add(line);
          }
        };
    ExperimentSweep.of(SmallSweep.source(sweep)).run(place(), new ThreadRunner(1, 1e9), listening);
    String note =
        "data.task = classification is assumed: the target y holds 2 different whole numbers";
    assertEquals(List.of("csv:" + data + ": " + note), notices);
    assertEquals(
        note, SweepProvenance.read(place()).get("notes on csv:" + data + ", data.seed = 1"));
  }

  @Test
  void dataThatChangedMeanwhileAreRefused() throws IOException {
    Path data = directory.resolve("data.csv");
    Files.writeString(data, "x,y\n1,2\n2,3\n4,4\n");
    String sweep = "data.source = [\"csv:" + data + "\"]\n network.width = [2, 3]";
    run(sweep);
    String table = Files.readString(directory.resolve("sweep/runs.csv"));
    Files.writeString(data, "x,y\n1,2\n2,3\n4,5\n");
    Files.delete(directory.resolve("sweep/results/run=00001.json"));
    String message = assertThrows(UserInputException.class, () -> run(sweep)).getMessage();
    assertTrue(message.contains("was begun with other data: csv:" + data), message);
    assertEquals(1, message.lines().count());
    assertFalse(Files.exists(directory.resolve("sweep/results/run=00001.json")));
    Files.writeString(data, "x,y\n1,2\n2,3\n4,4\n");
    run(sweep);
    assertEquals(table, Files.readString(directory.resolve("sweep/runs.csv")));
  }
}
