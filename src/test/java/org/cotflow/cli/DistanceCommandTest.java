package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistanceCommandTest {
  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private void train(String name, String... sets) {
    List<String> all = new ArrayList<>(List.of("flow.steps=4"));
    all.addAll(List.of(sets));
    Call.train("moons", directory.resolve(name), all.toArray(String[]::new));
  }

  private static double value(Call call) {
    assertEquals(0, call.code(), call.err());
    String[] lines = call.out().strip().split("\n");
    String last = lines[lines.length - 1];
    assertTrue(last.startsWith("cot_distance "), last);
    return Double.parseDouble(last.substring("cot_distance ".length()));
  }

  @Test
  void runsAndExportsAreCompared() throws IOException {
    train("a", "network.depth=2", "network.width=24");
    train("b", "network.depth=2", "network.width=24", "init.seed=1");
    assertEquals(0, Call.of("export", path("a"), "--step", "0", "--npz", path("a.npz")).code());
    assertEquals(0.0, value(Call.of("distance", path("a"), path("a"))));
    assertEquals(0.0, value(Call.of("distance", path("a"), path("a.npz"), "--step", "0")));
    double moved = value(Call.of("distance", path("a"), path("a.npz")));
    Call call =
        Call.of("distance", path("a"), path("b"), "--csv", path("layers.csv"), "--wasserstein");
    double apart = value(call);
    assertTrue(moved > 0 && apart > moved, moved + " " + apart);
    List<String> rows = Files.readAllLines(directory.resolve("layers.csv"));
    assertEquals("layer,other_layer,weight,w2_squared,lower,upper,method,converged", rows.get(0));
    double squared = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      squared += Double.parseDouble(cells[2]) * Double.parseDouble(cells[3]);
    }
    assertEquals(1, Math.sqrt(squared) / apart, 1e-14);
    assertTrue(call.out().contains("W_2 without the constraint on layers"), call.out());
  }

  @Test
  void networksOfDifferentDepthAreCompared() {
    train("shallow", "network.depth=2", "network.width=8", "init.tied=true", "flow.steps=0");
    train("deep", "network.depth=3", "network.width=8", "init.tied=true", "flow.steps=0");
    assertEquals(0.0, value(Call.of("distance", path("shallow"), path("deep"))));
  }

  @Test
  void whatIsNoMeasureIsAnError() {
    train("a", "network.depth=1", "network.width=8");
    train("c", "network.depth=1", "network.width=8", "network.state-dim=9");
    for (Call call :
        List.of(
            Call.of("distance", path("a"), path("none")),
            Call.of("distance", path("a"), path("none.npz")),
            Call.of("distance", path("a"), path("a"), "--step", "3"),
            Call.of("distance", path("a"), path("c")))) {
      assertEquals(2, call.code(), call.err());
      assertEquals(1, call.err().strip().lines().count(), call.err());
    }
  }
}
