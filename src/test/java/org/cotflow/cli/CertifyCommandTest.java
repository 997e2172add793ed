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
    assertTrue(call.out().contains("steps to flow time 0.014, risk "), call.out());
    assertTrue(call.out().contains("(it is 0.000035)"), call.out());
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

  /** One particle: the whole tangent kernel is singular too, and no risk will do. */
  @Test
  void aSingularKernelAsksForNoRisk() {
    List<String> sets =
        List.of("data.samples=20", "data.test-fraction=0", "network.depth=1", "network.width=1");
    List<String> words = new ArrayList<>(List.of("certify", "moons", "--no-search"));
    Call call = call(sets, words.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().contains("nothing is proved, whatever the risk is"), call.out());
    assertTrue(!call.out().contains("must fall to"), call.out());
  }

  /** More training is what a trained start needs, not another scale. */
  @Test
  void forATrainedStartTheRiskMustFall() throws IOException {
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
    Call stored = Call.of("certify", path("run"));
    assertEquals(0, stored.code(), stored.err());
    assertEquals(last(call), last(stored));
    assertTrue(stored.out().contains("from step 3 of "), stored.out());
    assertTrue(stored.out().contains("the risk must fall to "), stored.out());
    assertTrue(stored.out().contains("near flow time"), stored.out());
    assertTrue(!Files.exists(directory.resolve("run/certificate.json")));
    Call first = Call.of("certify", path("run"), "--step", "0", "--out", path("c.json"));
    assertTrue(first.out().contains("from step 0 of "), first.out());
    assertTrue(Files.exists(directory.resolve("c.json")));
  }

  /** Its certificate lies in the run, and is proved again or refused. */
  @Test
  void aTrainedRunIsCertifiedAndVerified() throws IOException {
    List<String> sets =
        List.of(
            "data.samples=4",
            "data.test-fraction=0",
            "network.depth=2",
            "network.width=32",
            "network.activation=cos",
            "init.w.std=2",
            "init.b.std=3",
            "flow.step=2",
            "flow.steps=120");
    Call trained = call(sets, "train", "moons", "--out", path("run"));
    assertEquals(0, trained.code(), trained.err());
    Call certified = Call.of("certify", path("run"), "--run", "--set", "flow.steps=130");
    assertEquals(0, certified.code(), certified.err());
    assertTrue(last(certified).startsWith("certificate holds "), certified.out());
    assertTrue(certified.out().contains("The run: 130 steps"), certified.out());
    Path file = directory.resolve("run/certificate.json");
    Call verified = Call.of("certify", "--verify", file.toString());
    assertEquals(0, verified.code(), verified.err());
    assertEquals("certificate proved", last(verified));
    String text = Files.readString(file);
    int at = text.indexOf("\"outgoing\": ") + 12;
    Files.writeString(file, text.substring(0, at) + "0.1" + text.substring(at));
    Call damaged = Call.of("certify", "--verify", file.toString());
    assertEquals(2, damaged.code(), damaged.out());
    assertEquals(1, damaged.errLines().size(), damaged.err());
    String number = text.substring(at, text.indexOf(',', at));
    Files.writeString(
        file, text.replace(number + ",", 0.999999 * Double.parseDouble(number.strip()) + ","));
    Call refused = Call.of("certify", "--verify", file.toString());
    assertEquals(2, refused.code(), refused.out());
    assertEquals("certificate refused", last(refused));
    assertTrue(refused.err().contains("outgoing of layer 0 is not proved"), refused.err());
  }

  /** Of relu: what is said is about a differential inclusion, and nothing about steps. */
  @Test
  void reluIsCertifiedAsAnInclusion() throws IOException {
    List<String> sets =
        List.of(
            "data.samples=3",
            "data.test-fraction=0",
            "network.depth=2",
            "network.width=20",
            "network.activation=relu",
            "network.scale=8",
            "flow.step=0.02",
            "flow.steps=150");
    Call trained = call(sets, "train", "moons", "--out", path("relu"));
    assertEquals(0, trained.code(), trained.err());
    Call certified = Call.of("certify", path("relu"));
    assertTrue(last(certified).startsWith("certificate holds "), certified.out());
    assertTrue(certified.out().contains("solution of the differential inclusion"));
    assertTrue(certified.out().contains("of steps nothing is proved"), certified.out());
    Call verified = Call.of("certify", "--verify", path("relu/certificate.json"));
    assertEquals("certificate proved", last(verified), verified.err());
    assertTrue(verified.out().contains("solution of the differential inclusion"));
    assertEquals(0, Call.of("report", path("relu")).code());
    String report = Files.readString(directory.resolve("relu/report.html"));
    assertTrue(report.contains("For every solution of the differential inclusion"));
    List<String> larger = new ArrayList<>(sets);
    larger.addAll(List.of("network.depth=4", "network.scale=2.5", "flow.step=0.2"));
    call(larger, "train", "moons", "--out", path("steep"));
    Call steep = Call.of("certify", path("steep"));
    assertTrue(steep.out().contains("sum |DF| / K"), steep.out());
    assertTrue(steep.out().contains("may undo a mean of adjoints"), steep.out());
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
            Call.of("certify", "moons", "--set", "network.loss=cross-entropy"),
            Call.of("certify", "moons", "--csv", path("run.csv")),
            Call.of("certify"),
            Call.of("certify", "moons", "--step", "3"),
            Call.of("certify", "--verify", path("none.json")),
            Call.of("certify", "--verify", path("none.json"), "--step", "3"),
            Call.of("certify", "nothing"))) {
      assertEquals(2, call.code(), call.out());
      assertEquals(1, call.err().strip().lines().count(), call.err());
    }
  }
}
