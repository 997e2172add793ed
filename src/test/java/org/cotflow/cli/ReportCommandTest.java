package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir static Path directory;

  private static Call train(String name, String... sets) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "moons", "--out", directory.resolve(name).toString()));
    arguments.addAll(
        TrainCalls.sets("data.samples=40", "network.width=8", "network.depth=2", "flow.steps=6"));
    arguments.addAll(TrainCalls.sets(sets));
    return Call.of(arguments.toArray(String[]::new));
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  @BeforeAll
  static void trainTwo() {
    assertEquals(0, train("one").code());
    assertEquals(0, train("two", "init.seed=1").code());
  }

  @Test
  void aTrainingLeavesTheReportThatTheCommandWrites() throws IOException {
    Path left = directory.resolve("one/report.html");
    String page = Files.readString(left);
    Files.delete(left);
    Call call = Call.of("report", path("one"));
    assertEquals(0, call.code(), call.err());
    assertEquals("report written to " + path("one/report.html") + "\n", call.out());
    assertEquals(page, Files.readString(left));
  }

  @Test
  void severalRunsGoToTheFileThatIsNamed() throws IOException {
    Call call = Call.of("report", path("one"), path("two"), "--out", path("new/both.html"));
    assertEquals(0, call.code(), call.err());
    String page = Files.readString(directory.resolve("new/both.html"));
    assertTrue(page.contains("2 runs compared"));
    assertTrue(page.contains("COT distance between runs"));
  }

  @Test
  void plainIsPrintedAndWritesNothingOfItself() throws IOException {
    Files.deleteIfExists(directory.resolve("two/report.html"));
    Call call = Call.of("report", path("two"), "--plain");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().startsWith("Cotflow run two\n"), call.out());
    assertTrue(call.out().contains("flow time t (log)"), call.out());
    assertTrue(call.outLines().stream().allMatch(line -> line.length() <= 120), call.out());
    assertFalse(Files.exists(directory.resolve("two/report.html")));
    Call both = Call.of("report", path("two"), "--plain", "--out", path("two.html"));
    assertTrue(both.out().contains("Energy balance"));
    assertTrue(Files.exists(directory.resolve("two.html")));
  }

  @Test
  void theReportSaysWhenWhereAndHow() throws IOException {
    Call call = train("origin", "spark.conf.spark.my.password=hush");
    assertEquals(0, call.code(), call.err());
    String origin = Files.readString(directory.resolve("origin/provenance.json"));
    String page = Files.readString(directory.resolve("origin/report.html"));
    assertTrue(origin.contains("\"host\""), origin);
    assertTrue(origin.matches("(?s).*\"date\": *\"\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z\".*"), origin);
    assertTrue(origin.contains("cotflow train moons --out "), origin);
    assertFalse(origin.contains("hush") || page.contains("hush"), "a secret is shown");
    assertTrue(page.contains("spark.my.password=*********(redacted)"), page);
    assertTrue(page.matches("(?s).*<th scope=\"row\">duration</th><td>[0-9.]+ s</td>.*"), page);
  }

  @Test
  void figuresAreWrittenForAPaper() throws IOException {
    Files.deleteIfExists(directory.resolve("two/report.html"));
    Call call = Call.of("report", path("two"), "--figures", path("figures"), "--format", "csv,svg");
    assertEquals(0, call.code(), call.err());
    assertTrue(call.out().endsWith(" figures written to " + path("figures") + "\n"), call.out());
    assertFalse(Files.exists(directory.resolve("two/report.html")), "a page nobody asked for");
    assertTrue(Files.exists(directory.resolve("figures/risk.svg")));
    assertTrue(Files.readString(directory.resolve("figures/risk.csv")).startsWith("panel,series"));
    Call drawn = Call.of("report", path("two"), "--figures", path("drawn"), "--format", "pdf,png");
    assertEquals(0, drawn.code(), drawn.err());
    for (String file : List.of("risk.pdf", "decision-regions.png", "confusion-matrix.pdf")) {
      assertTrue(Files.size(directory.resolve("drawn").resolve(file)) > 1000, file);
    }
    Call wide = Call.of("report", path("two"), "--figures", path("wide"), "--width", "2");
    assertEquals(2, wide.code());
    assertTrue(wide.err().contains("expected millimeters from 30 to 1000"), wide.err());
    Call other = Call.of("report", path("two"), "--figures", path("wide"), "--format", "gif");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("SVG"), other.err());
  }

  @Test
  void aDivergedRunHasAReportThatSaysSo() throws IOException {
    Call call = train("diverged", "flow.step=1e200", "network.activation=relu", "init.u.std=1");
    assertEquals(3, call.code(), call.err());
    String page = Files.readString(directory.resolve("diverged/report.html"));
    assertTrue(page.contains("The run diverged: "), page);
    assertTrue(page.contains("Where it comes from"));
  }

  @Test
  void aSweepThatIsNotFinishedIsReportedAsFarAsItIs() throws IOException {
    Call sweep =
        Call.of(
            "sweep",
            "gaussian",
            "--out",
            path("unfinished"),
            "--set",
            "data.samples=6",
            "--set",
            "flow.steps=2",
            "--set",
            "sweep.network.width=[2,4,8]",
            "--set",
            "sweep.reference={network.width=20, init.seed=9}");
    assertEquals(0, sweep.code(), sweep.err());
    for (String gone :
        List.of("runs.csv", "references.csv", "laws.csv", "fits.csv", "results/run=00001.json")) {
      Files.delete(directory.resolve("unfinished").resolve(gone));
    }
    Call call = Call.of("report", path("unfinished"));
    assertEquals(0, call.code(), call.err());
    String page = Files.readString(directory.resolve("unfinished/report.html"));
    assertTrue(page.contains("The sweep is not finished: 1 run missing"), page);
    assertTrue(page.contains("<dt>runs done</dt><dd>2</dd>"), page);
    assertTrue(page.contains("Output error against network.width"), page);
  }

  @Test
  void aReferenceThatDivergedIsMentioned() throws IOException {
    Call sweep =
        Call.of(
            "sweep",
            "gaussian",
            "--out",
            path("lonely"),
            "--set",
            "data.samples=6",
            "--set",
            "flow.steps=3",
            "--set",
            "network.activation=relu",
            "--set",
            "init.u.std=1",
            "--set",
            "sweep.network.width=[2,4]",
            "--set",
            "sweep.reference={flow.step=1e200}");
    assertEquals(0, sweep.code(), sweep.err());
    String page = Files.readString(directory.resolve("lonely/report.html"));
    assertTrue(page.contains("Reference 0 diverged, so that its runs have no errors: "), page);
  }

  @Test
  void aSweepLeavesAReportAndWhatItsLawsSay() throws IOException {
    Call call =
        Call.of(
            "sweep",
            "gaussian",
            "--out",
            path("sweep"),
            "--set",
            "data.samples=6",
            "--set",
            "flow.steps=2",
            "--set",
            "sweep.network.width=[2,4,8]",
            "--set",
            "sweep.network.depth=[1,2,3]",
            "--set",
            "sweep.laws.size={of=risk, power-law=[network.width, network.depth]}");
    assertEquals(0, call.code(), call.err());
    List<String> fits = Files.readAllLines(directory.resolve("sweep/fits.csv"));
    assertEquals("law,of,run,group,value,fitted,low,high,mean", fits.get(0));
    assertEquals(1 + 9, fits.size());
    String page = Files.readString(directory.resolve("sweep/report.html"));
    assertTrue(page.contains("<h3>Law size</h3>"));
    assertTrue(page.contains("Risk over the grid"));
    Call drawn = Call.of("report", path("sweep"), "--figures", path("laws"), "--format", "pdf");
    assertEquals(0, drawn.code(), drawn.err());
    assertTrue(Files.exists(directory.resolve("laws/law-size.pdf")), drawn.out());
    Call again = Call.of("report", path("sweep"), path("one"), "--plain");
    assertEquals(0, again.code(), again.err());
    assertTrue(again.out().contains("Energy balance"), again.out());
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    for (Call call :
        List.of(
            Call.of("report"),
            Call.of("report", path("none")),
            Call.of("report", path("one"), "--out", directory.toString()),
            Call.of("report", path("one"), "--step", "3"))) {
      assertEquals(2, call.code(), call.err());
      assertEquals(1, call.err().strip().lines().count(), call.err());
      assertEquals("", call.out());
    }
  }
}
