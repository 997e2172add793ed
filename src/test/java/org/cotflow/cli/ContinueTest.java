package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.run.RunBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --continue} can be started any number of times. */
class ContinueTest {
  @TempDir Path directory;

  private Call train(String name, String... further) {
    List<String> arguments = new ArrayList<>(List.of("train", "gaussian"));
    arguments.addAll(List.of("--out", directory.resolve(name).toString()));
    for (String set :
        List.of(
            "data.samples=20", "network.depth=2", "network.width=8", "output.snapshot-every=2")) {
      arguments.addAll(List.of("--set", set));
    }
    arguments.addAll(List.of(further));
    return Call.of(arguments.toArray(String[]::new));
  }

  @Test
  void startsGoesOnAndFindsItFinished() throws IOException {
    Call whole = train("whole", "--set", "flow.steps=6");
    assertEquals(0, whole.code(), whole.err());
    for (int steps : new int[] {4, 6, 6}) {
      Call part = train("parts", "--continue", "--set", "flow.steps=" + steps);
      assertEquals(0, part.code(), part.err());
    }
    Path parts = directory.resolve("parts");
    RunBits.of(directory.resolve("whole")).assertSame(RunBits.of(parts), "continued");
    Files.delete(parts.resolve("summary.json"));
    assertEquals(0, train("parts", "--continue", "--set", "flow.steps=6").code());
    RunBits.of(directory.resolve("whole")).assertSame(RunBits.of(parts), "continued at its end");
  }

  @Test
  void anotherExperimentIsRefused() throws IOException {
    assertEquals(0, train("run", "--continue", "--set", "flow.steps=2").code());
    String before = Files.readString(directory.resolve("run/config.conf"));
    Call other = train("run", "--continue", "--set", "flow.steps=4", "--set", "flow.step=0.5");
    assertEquals(2, other.code());
    assertTrue(
        other
            .err()
            .contains("flow.step is 1.0 there and 0.5 here; choose another place with --out"),
        other.err());
    assertEquals(before, Files.readString(directory.resolve("run/config.conf")));
    Call both = Call.of("train", "--resume", "x", "--continue");
    assertEquals(2, both.code());
    Files.createDirectories(directory.resolve("files"));
    Files.createFile(directory.resolve("files/notes.txt"));
    assertEquals(2, train("files", "--continue").code());
  }
}
