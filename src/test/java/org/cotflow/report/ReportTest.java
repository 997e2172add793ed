package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.cotflow.base.DivergedException;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.report.Document.Section;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.figure.DistanceFigure;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.sweep.LawFigures;
import org.cotflow.report.sweep.LawFormulas;
import org.cotflow.report.sweep.ReportedSweep;
import org.cotflow.report.sweep.SweepFigures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Path SCRIPT = Path.of("src/main/resources/org/cotflow/report/report.js");
  private static final String NAME = "<script>alert(1)&";

  @TempDir static Path directory;

  private static Path first;
  private static Path second;

  @BeforeAll
  static void train() throws IOException {
    first = ReportedRuns.train(directory.resolve(NAME), "network.depth=3");
    second = ReportedRuns.train(directory.resolve("wide"), "network.depth=2", "network.width=24");
  }

  private static Report report(Path... places) throws IOException {
    return Report.of(
        List.of(places).stream().map(place -> Locations.of(place.toString())).toList());
  }

  private static void assertHarmless(String whole) throws IOException {
    String script = "<script>" + Files.readString(SCRIPT) + "</script>";
    assertTrue(whole.contains(script), "no script of the page's own");
    String page = whole.replace(script, "");
    assertFalse(page.contains("<script"), "a name became an element");
    assertFalse(
        Pattern.compile("\\s(src|href|xlink:href|on[a-z]+)=|url\\((?!#)|@import")
            .matcher(page)
            .find(),
        "the page asks someone for something");
    assertTrue(page.contains("default-src 'none'"));
  }

  private static int charts(String page) {
    return page.split("<svg class=\"chart\"", -1).length - 1;
  }

  @Test
  void aRunCalledScriptIsReportedHarmlessly() throws IOException {
    String page = report(first).html();
    assertHarmless(page);
    assertTrue(page.contains("&lt;script&gt;alert(1)&amp;"));
    for (String title :
        List.of(
            "Risk",
            "Accuracy",
            "Energy balance",
            "Confusion matrix",
            "Accuracy by class",
            "Decision regions",
            "Polyak-\u0141ojasiewicz ratio",
            "Kernel spectrum by layer",
            "Polyak-\u0141ojasiewicz ratio by layer",
            "Samples through depth",
            "Particles by layer")) {
      assertTrue(page.contains("<h3>" + title + "</h3>"), title);
    }
    // The kernels of 16 particles at 32 samples have no smallest eigenvalue to draw.
    assertEquals(4 + 1 + 1 + 2 + 1 + 1 + 2 + 3, charts(page));
    assertTrue(page.contains(">precision</th>") && page.contains(">AUC</th>"), "no metrics");
    assertTrue(page.contains("&lt;script&gt;alert(1)&amp;/config.conf&#39; --out"), "no quotes");
    assertTrue(page.length() < 5 << 20);
    assertEquals(page, report(first).html(), "not reproducible");
  }

  @Test
  void runsAreCompared() throws IOException {
    Path third = ReportedRuns.train(directory.resolve("again"), "network.depth=3");
    String page = report(first, second, third).html();
    assertHarmless(page);
    assertTrue(page.contains("<td>network.depth</td><td>3</td><td>2</td><td>3</td>"));
    assertTrue(page.contains("<td>network.width</td><td>16</td><td>24</td><td>16</td>"));
    assertFalse(page.contains("<td>output.dir</td>"));
    Mark.Cells distances =
        (Mark.Cells) distances(first, second, third).charts().get(0).marks().get(0);
    // Runs from top to bottom are 3, 2, 1; the third is the first again.
    assertEquals(0, distances.values()[0][0]);
    assertEquals(0, distances.values()[1][1]);
    assertTrue(distances.values()[1][0] > 0.1);
    assertEquals(distances.values()[1][0], distances.values()[1][2]);
  }

  /** Layer by layer, and the distance that the command prints. */
  @Test
  void twoRunsAreComparedAlongDepth() throws IOException {
    Figure figure = distances(first, second);
    Mark.Line all = (Mark.Line) figure.charts().get(0).marks().get(0);
    Mark.Line layers = (Mark.Line) figure.charts().get(0).marks().get(1);
    // Three layers against two: slices end at 1/3, 1/2, 2/3.
    assertEquals(List.of(0.0, 1.0 / 3, 1.0 / 3, 0.5, 0.5, 2.0 / 3, 2.0 / 3, 1.0), list(layers.x()));
    double squared = 0;
    for (int i = 0; i < layers.x().length; i += 2) {
      assertEquals(layers.y()[i], layers.y()[i + 1]);
      squared += (layers.x()[i + 1] - layers.x()[i]) * layers.y()[i] * layers.y()[i];
    }
    assertEquals(all.y()[0], Math.sqrt(squared), 1e-12);
    assertTrue(all.y()[0] > 0.1);
    assertTrue(figure.caption().endsWith("is " + Numbers.brief(all.y()[0], 4) + "."));
    Figure same = distances(first, first);
    assertEquals(0, ((Mark.Line) same.charts().get(0).marks().get(1)).y()[0]);
  }

  private static List<Double> list(double... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Test
  void valuesThatDifferAreShownAsPeopleWriteThem() throws IOException {
    Path other =
        ReportedRuns.train(
            directory.resolve("other"),
            "network.depth=3",
            "init.u.std=2",
            "name=further",
            "diagnostics.every=6");
    String page = report(first, other).html();
    assertTrue(page.contains("<td>init.u.std</td><td>0</td><td>2</td>"), page);
    assertTrue(page.contains("<td>name</td><td>moons</td><td>further</td>"), page);
    assertTrue(page.contains("<td>diagnostics.every</td><td>not set</td><td>6</td>"), page);
    assertTrue(page.matches("(?s).*<td>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC</td>.*"));
    assertTrue(page.contains("<td class=\"long\">"), "a digest in one line");
  }

  /** A run without snapshots, whose history can be written anew. */
  private Path copyOfSecond(String name) throws IOException {
    Path copy = Files.createDirectories(directory.resolve(name));
    for (String file : List.of("config.conf", "history.csv")) {
      Files.copy(second.resolve(file), copy.resolve(file));
    }
    return copy;
  }

  @Test
  void stepsThatDoNotFollowTheFlowAreSaid() throws IOException {
    Path far = copyOfSecond("far");
    List<String> rows = new ArrayList<>(Files.readAllLines(far.resolve("history.csv")));
    List<String> names = List.of(rows.get(0).split(","));
    String[] last = rows.get(rows.size() - 1).split(",");
    double lost =
        Double.parseDouble(rows.get(1).split(",")[names.indexOf("risk")])
            - Double.parseDouble(last[names.indexOf("risk")]);
    last[names.indexOf("speed_integral")] = "0.0";
    last[names.indexOf("dissipation_integral")] = String.valueOf(31 * lost);
    rows.set(rows.size() - 1, String.join(",", last));
    Files.writeString(far.resolve("history.csv"), String.join("\n", rows) + "\n");
    String page = report(far).html();
    assertTrue(
        page.contains("they differ by 30 times the risk lost: such long steps do not"), page);
    assertTrue(
        report(second).html().matches("(?s).*they differ by [0-9.]+\u00a0%, the error of.*"));
    assertTrue(
        report(far, second).html().contains("they differ by at most 30 times the risk lost"));
    for (int i = 2; i < rows.size(); i++) {
      String[] row = rows.get(i).split(",");
      row[names.indexOf("risk")] = "1e250";
      rows.set(i, String.join(",", row));
    }
    Files.writeString(far.resolve("history.csv"), String.join("\n", rows) + "\n");
    String grown = report(far).html();
    assertTrue(grown.contains("here the risk has grown: such long steps do not"), grown);
    assertFalse(grown.contains("risk lost, L(0)"), "a line that is not there has no key");
  }

  /** A logarithmic axis does not show the start. */
  @Test
  void aLeastRatioAtTheStartIsSaid() throws IOException {
    Path early = copyOfSecond("early");
    List<String> rows = new ArrayList<>(Files.readAllLines(early.resolve("history.csv")));
    List<String> names = List.of(rows.get(0).split(","));
    String[] first = rows.get(1).split(",");
    first[names.indexOf("risk")] = "0.5";
    first[names.indexOf("grad_norm_sq")] = "1e-9";
    rows.set(1, String.join(",", first));
    Files.writeString(early.resolve("history.csv"), String.join("\n", rows) + "\n");
    String said = "at least 2e\u22129, at t\u00a0=\u00a00, which has no place on this axis.";
    assertTrue(report(early).html().contains(said), report(early).html());
    assertFalse(report(second).html().contains("has no place on this axis"));
  }

  /** As the ticks of charts have them; ranges of dates and file names keep their hyphens. */
  @Test
  void negativeNumbersHaveAMinusSign() {
    List<String> cells = List.of("-0.5", "-2 to -1e-3", "2026-11-28", "run-3");
    Document document =
        new Document("t", "s", List.of(new Document.Table(cells, List.of(cells))), "f");
    String page = Page.of(document, new MissingFigures());
    assertTrue(
        page.contains(
            "<td>\u22120.5</td><td>\u22122 to \u22121e\u22123</td><td>2026-11-28</td><td>run-3</td>"),
        page);
  }

  /** A figure has a row of its own where none is beside it. */
  @Test
  void noFigureIsBesideNothing() {
    Figure single = figure("single", new double[][] {{1}});
    Figure wide =
        new Figure("wide", "c", List.of(single.charts().get(0), single.charts().get(0)), List.of());
    String page =
        Page.of(
            new Document(
                "t",
                "s",
                List.of(
                    new Document.Figures(
                        List.of(single, wide, single, single, single, wide, wide, single, single))),
                "f"),
            new MissingFigures());
    List<String> kinds =
        Pattern.compile("<section class=\"figure *(\\w*)\">")
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(List.of("alone", "wide", "", "", "alone", "wide", "wide", "", ""), kinds);
    assertFalse(page.contains("<div class=\"colorbar\">"), "of a single value");
  }

  @Test
  void distancesThatAreLeftOutAreMissed() throws IOException {
    Path[] many = new Path[17];
    Arrays.fill(many, first);
    String page = report(many).html();
    assertFalse(page.contains("COT distance between runs"));
    assertTrue(page.contains("<p>COT distances are shown between up to 16 runs, and there are 17"));
    Path cut = Files.createDirectories(directory.resolve("without"));
    Files.copy(second.resolve("config.conf"), cut.resolve("config.conf"));
    assertTrue(report(first, cut).html().contains("no two of the runs have particles"));
  }

  private static Figure distances(Path... places) throws IOException {
    List<ReportedRun> runs = new java.util.ArrayList<>();
    for (Path place : places) {
      runs.add(ReportedRun.read(Locations.of(place.toString())));
    }
    return DistanceFigure.of(runs).draw();
  }

  @Test
  void aSweepShowsItsGridAndItsLaws() throws IOException {
    Path sweep = SweepFixture.write(directory, "sweep", "layer 2: <b>not finite</b>");
    Files.writeString(
        sweep.resolve("metrics.csv"),
        "kind,index,status,seconds,seconds_per_step\n"
            + "reference,0,done,61,1\n"
            + "run,0,done,2,1\n"
            + "run,1,failed,,\n");
    String page = report(sweep).html();
    assertHarmless(page);
    assertTrue(page.contains("duration of its runs</th><td>1 min 3 s</td>"), page);
    assertTrue(page.contains("layer 2: &lt;b&gt;not finite&lt;/b&gt;"));
    assertTrue(page.contains("&lt;i&gt;c&lt;/i&gt;"));
    assertTrue(page.contains("<td>a</td><td>0.1500</td><td>0.1200 to 0.1800</td>"));
    assertTrue(page.contains("Law output, data.seed=0: few replicas."));
    assertEquals(2, page.split("95 % interval</th>|central 90 %</th>", -1).length - 1);
    assertTrue(
        page.contains(
            "<td>a</td><td>0.1600</td><td>0.04000 to 0.2700</td><td>0.03000 to 0.2900</td>"),
        page);
    assertFalse(page.contains("smallest, ..."), "what a row is about is no doubt");
    assertTrue(page.contains("<th scope=\"row\">init.seed</th><td>0, 1, 2, 1000</td>"), page);
    assertTrue(page.contains("digest of &lt;b&gt;, data.seed = 9</th>"), page);
    assertTrue(page.contains("further digests</th><td>2, in provenance.json</td>"), page);
    assertEquals(7, charts(page));
    assertTrue(page.contains("<h3>Law output, data.seed=0</h3>"));
    assertTrue(page.contains("Output error over the grid"));
    assertTrue(page.contains("Risk difference against network.width"));
    ReportedSweep read = ReportedSweep.read(Locations.of(sweep.toString()));
    assertEquals(36, read.count("done"));
    Mark.Cells cells =
        (Mark.Cells) new SweepFigures(read).all().get(0).draw().charts().get(0).marks().get(0);
    for (int i = 0; i < SweepFixture.DEPTHS.length; i++) {
      for (int j = 0; j < SweepFixture.WIDTHS.length; j++) {
        double expected = SweepFixture.error(SweepFixture.DEPTHS[i], SweepFixture.WIDTHS[j], 1);
        assertEquals(expected, cells.values()[i][j], 1e-12);
      }
    }
    assertLaw(
        new LawFigures(read, LawFormulas.of(read)).all().get(0).draw().charts().get(0).marks());
  }

  /** Bands, then for each depth the law, the range of the replicas and their mean. */
  private static void assertLaw(List<Mark> marks) {
    assertEquals(4 * SweepFixture.DEPTHS.length, marks.size());
    Mark.Band band = (Mark.Band) marks.get(1);
    Mark.Line line = (Mark.Line) marks.get(4 + 3);
    Mark.Intervals replicas = (Mark.Intervals) marks.get(4 + 4);
    Mark.Points means = (Mark.Points) marks.get(4 + 5);
    for (int j = 0; j < SweepFixture.WIDTHS.length; j++) {
      double law = SweepFixture.error(SweepFixture.DEPTHS[1], SweepFixture.WIDTHS[j], 1);
      assertEquals(law, line.y()[j], 1e-12);
      assertEquals(1.01 * law, means.y()[j], 1e-12, "the mean that the fit took");
      assertEquals(0.9 * law, band.low()[j], 1e-12);
      assertEquals(1.1 * law, replicas.high()[j], 1e-12);
    }
  }

  /** Otherwise a lone dot would be the law, on the dot that is the mean. */
  @Test
  void aLawAtASinglePlaceIsAShortLine() throws IOException {
    Path sweep = SweepFixture.write(directory, "lone", "");
    Path fits = sweep.resolve("fits.csv");
    List<String> rows =
        Files.readAllLines(fits).stream()
            .filter(row -> !row.matches("output,output_error,[3-8],.*"))
            .toList();
    Files.writeString(fits, String.join("\n", rows) + "\n");
    ReportedSweep read = ReportedSweep.read(Locations.of(sweep.toString()));
    Figure figure = new LawFigures(read, LawFormulas.of(read)).all().get(0).draw();
    List<Mark> marks = figure.charts().get(0).marks();
    Mark.Line law = (Mark.Line) marks.get(SweepFixture.DEPTHS.length - 1);
    assertEquals(2, law.x().length);
    assertEquals(1, law.x()[0] * law.x()[1], 1e-12);
    assertEquals(Math.pow(64, 0.025), law.x()[1], 1e-12, "widths go from 1 to 64");
    assertEquals(SweepFixture.error(1, 1, 1), law.y()[0]);
    assertEquals(law.y()[0], law.y()[1]);
    assertTrue(figure.caption().contains("short ones where a curve has a single place"));
  }

  @Test
  void theTextHasTheSameNumbers() throws IOException {
    String text = report(first).plain();
    assertTrue(text.contains("Cotflow run <script>alert(1)&"));
    assertTrue(text.contains("flow time t (log)"));
    assertTrue(text.lines().allMatch(line -> line.chars().allMatch(c -> c >= ' ')));
    String sweep =
        report(SweepFixture.write(directory, "plain", "a\u001b[31mb\u0007\u009b2J")).plain();
    assertTrue(sweep.contains("a?[31mb??2J"), "a name reached the terminal as a command");
    assertTrue(sweep.contains("network.depth down, network.width across"));
    assertTrue(sweep.contains("* network.depth = 1   o network.depth = 4   + "), sweep);
    assertTrue(
        sweep
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "output +a +0.1600 +0.04000 to 0.2700 +0.03000 to 0.2900 +over 20.*")),
        sweep);
  }

  @Test
  void whatIsLeftOfARunIsShown() throws IOException {
    Path cut = Files.createDirectories(directory.resolve("cut"));
    Files.copy(second.resolve("config.conf"), cut.resolve("config.conf"));
    String page = report(cut).html();
    assertTrue(page.contains("no summary") && page.contains("no snapshot"));
    assertEquals(0, charts(page));
    List<String> rows = Files.readAllLines(second.resolve("history.csv"));
    Files.writeString(
        cut.resolve("history.csv"), String.join("\n", rows.subList(0, 6)) + "\n6,3.0,0.1");
    page = report(cut).html();
    assertEquals(4, charts(page));
    assertTrue(page.contains("steps recorded up to</dt><dd>4"));
    Files.writeString(cut.resolve("history.csv"), "damaged\n1,2\n");
    Files.writeString(cut.resolve("summary.json"), "{");
    Files.writeString(cut.resolve("provenance.json"), "[1");
    page = report(cut).html();
    assertEquals(3, page.split("Not read:", -1).length - 1);
    Files.writeString(cut.resolve("config.conf"), "network { depth = \"");
    assertTrue(report(cut).html().contains("Not read:"));
  }

  @Test
  void aDamagedSnapshotKeepsTheRest() throws IOException {
    Path run = ReportedRuns.train(directory.resolve("torn"), "network.depth=2");
    Path snapshot = run.resolve("measure/step=00000012");
    try (var files = Files.list(snapshot)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4; i < bytes.length - 8; i++) {
          bytes[i] ^= 0x5a;
        }
        Files.write(file, bytes);
      }
    }
    Report report = report(run);
    String page = report.html();
    assertTrue(page.contains("<h3>Risk</h3>"));
    assertFalse(page.contains("<h3>Particles by layer"));
    assertTrue(page.contains("<li>Figure not drawn: Particles by layer: "), page);
    assertTrue(
        report.missingFigures().stream()
            .anyMatch(one -> one.startsWith("Figure not drawn: Samples through depth: ")),
        report.missingFigures().toString());
    try (var files = Files.list(snapshot)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(snapshot);
    page = report(run).html();
    assertTrue(page.contains("computed for this report at the only snapshot; "), page);
    assertTrue(page.contains("norm and risk, at the only snapshot: "), page);
  }

  /** A figure that fails by a bug is named with the failure, and keeps no other from the page. */
  @Test
  void aFigureThatFailsIsSaid() {
    MissingFigures missing = new MissingFigures();
    Figure whole = figure("whole", new double[][] {{1}});
    List<Drawing> drawings =
        List.of(
            new Drawing("nothing to show", () -> null),
            new Drawing("early bug", () -> List.<Figure>of().get(0)),
            new Drawing("whole", () -> whole),
            new Drawing("late bug", () -> figure("late bug", new double[][] {{1, 2}})),
            new Drawing(
                "diverged",
                () -> {
                  throw new DivergedException(DivergedException.Pass.GRADIENT, 3);
                }));
    List<Figure> drawn = missing.drawn(drawings);
    assertEquals(2, drawn.size());
    Document document = new Document("t", "s", List.of(new Document.Figures(drawn)), "f");
    String page = Page.of(document, missing);
    assertEquals(1, charts(page));
    assertEquals(3, missing.sentences().size(), missing.sentences().toString());
    assertTrue(
        missing.sentences().get(0).matches("Figure not drawn: early bug: .*OutOfBounds.*"),
        missing.sentences().get(0));
    assertEquals(
        "Figure not drawn: diverged: non-finite numbers in the gradient pass at layer 3",
        missing.sentences().get(1));
    assertTrue(missing.sentences().get(2).startsWith("Figure not drawn: late bug: "));
    assertTrue(page.contains("<p>Figure not drawn: late bug: "), page);
  }

  /** Of one place along each axis. */
  private static Figure figure(String title, double[][] cells) {
    PlotAxis one = PlotAxis.categories("axis", List.of("a"));
    return Figure.of(title, "c", one, one, List.of(new Mark.Cells(cells, false)), List.of());
  }

  @Test
  void whatIsNeitherRunNorSweepIsAnError() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertThrows(UserInputException.class, () -> report(empty));
    Path sweep = SweepFixture.write(directory, "twice", "x");
    assertThrows(UserInputException.class, () -> report(sweep, sweep));
    assertTrue(report(sweep, first).html().contains("Energy balance"));
  }

  @Test
  void columnsWithoutACellAreLeftOut() {
    List<List<String>> rows = List.of(List.of("1", "", "2"), List.of("", "", "3"));
    assertEquals(
        new Document.Table(List.of("a", "c"), List.of(List.of("1", "2"), List.of("", "3"))),
        new Document.Table(List.of("a", "b", "c"), rows).filled());
  }

  /** Sections are all drawn by both: a page has as many figures as the text. */
  @Test
  void aPageAndATextHaveTheSameSections() {
    Section heading = new Document.Heading("H & h");
    Document document = new Document("t", "s", List.of(heading), "f");
    assertTrue(Page.of(document, new MissingFigures()).contains("<h2>H &amp; h</h2>"));
    assertTrue(PlainPage.of(document, new MissingFigures()).contains("H & h\n-----\n"));
  }
}
