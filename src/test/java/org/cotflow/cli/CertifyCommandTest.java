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

class CertifyCommandTest {
  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static String last(Call call) {
    return call.outLines().get(call.outLines().size() - 1);
  }

  @Test
  void aCertificateThatHoldsIsComparedWithItsRun() throws IOException {
    Call call =
        Call.of(
            "certify", "certified", "--run", "--csv", path("run.csv"), "--json", path("c.json"));
    assertEquals(0, call.code(), call.err());
    String[] words = last(call).split(" ");
    assertEquals(List.of("certificate", "holds"), List.of(words[0], words[1]));
    assertTrue(call.out().contains("Every step keeps both inequalities"), call.out());
    String json = Files.readString(directory.resolve("c.json"));
    assertTrue(json.contains("\"holds\": true"), json);
    assertTrue(json.contains("\"runKeepsIt\": true"), json);
    assertTrue(json.contains("\"bound\": " + Double.parseDouble(words[2])), json);
    assertTrue(json.contains("\"radius\": " + Double.parseDouble(words[3])), json);
    List<String> rows = Files.readAllLines(directory.resolve("run.csv"));
    assertEquals("step,flow_time,risk,guaranteed_risk,distance,guaranteed_distance", rows.get(0));
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      assertTrue(Double.parseDouble(cells[2]) <= Double.parseDouble(cells[3]), row);
      assertTrue(Double.parseDouble(cells[4]) <= Double.parseDouble(cells[5]), row);
    }
    Call again = Call.of("certify", "certified");
    assertEquals(last(call), last(again));
  }

  @Test
  void aFailingCertificateSaysWhyAndWhatWouldDo() {
    Call call =
        Call.of(
            "certify",
            "moons",
            "--set",
            "data.samples=5",
            "--set",
            "network.depth=2",
            "--set",
            "network.width=16",
            "--run");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("The certificate fails: the kernels change"), call.out());
    assertTrue(call.out().contains("would make it hold"), call.out());
    assertTrue(call.out().contains("network.width"), call.out());
    assertTrue(call.out().contains("network.state-dim"), call.out());
    assertTrue(call.out().contains("nothing was trained"), call.out());
    assertTrue(last(call).startsWith("certificate fails "), last(call));
    Call brief = Call.of("certify", "moons", "--set", "data.samples=5", "--no-search");
    assertTrue(!brief.out().contains("network.width"), brief.out());
  }

  /** A layer that may swallow an adjoint leaves no ball; there is nothing to print of it. */
  @Test
  void withoutABallTheTableHasNoInfinities() {
    Call call =
        Call.of(
            "certify",
            "moons",
            "--set",
            "data.samples=4",
            "--set",
            "network.width=16",
            "--set",
            "init.u.std=50",
            "--no-search");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("|DF| / K"), call.out());
    assertTrue(!call.out().contains("Infinity") && !call.out().contains("NaN"), call.out());
    assertTrue(last(call).startsWith("certificate fails 0.0 "), last(call));
  }

  /** More training is what a trained start needs, not another scale. */
  @Test
  void forATrainedStartTheRiskMustFall() {
    List<String> sets =
        List.of("data.samples=5", "network.depth=2", "network.width=24", "flow.steps=3");
    Call trained = call(sets, "train", "moons", "--out", path("run"));
    assertEquals(0, trained.code(), trained.err());
    List<String> from = new ArrayList<>(sets);
    from.add("init.from=run:" + path("run"));
    Call call = call(from, "certify", "moons");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("the risk must fall to "), call.out());
    assertTrue(!call.out().contains("would make it hold"), call.out());
    assertTrue(!call.out().contains("smallest scale"), call.out());
  }

  private static Call call(List<String> sets, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    for (String set : sets) {
      all.add("--set");
      all.add(set);
    }
    return Call.of(all.toArray(String[]::new));
  }

  @Test
  void wrongInputIsOneLine() {
    for (Call call :
        List.of(
            Call.of("certify", "moons", "--set", "network.activation=relu"),
            Call.of("certify", "moons", "--csv", path("run.csv")),
            Call.of("certify", "nothing"))) {
      assertEquals(2, call.code(), call.out());
      assertEquals(1, call.err().strip().lines().count(), call.err());
    }
  }
}
