package org.cotflow.report.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.format.Json;
import org.cotflow.report.Report;
import org.cotflow.report.ReportedRuns;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.ProvedRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three points that are learned until the convergence is proved, and the same run for longer. */
class ProofFiguresTest {
  private static final int FURTHER = 30;

  @TempDir static Path directory;

  private static Path certified;
  private static Path longer;
  private static int step;

  private static Path train(String name, String... further) throws IOException {
    List<String> sets = ProvedRun.sets(further);
    sets.add("output.record-every=1");
    return ReportedRuns.train(directory.resolve(name), sets.toArray(String[]::new));
  }

  @BeforeAll
  static void train() throws IOException {
    certified =
        train(
            "certified",
            "flow.steps=500",
            "flow.stop.certified=true",
            "diagnostics.certify-every=4");
    step = Json.read(Locations.of(certified + "/certificate.json")).number("step").intValue();
    longer = train("longer", "flow.steps=" + (step + FURTHER), "output.snapshot-every=" + step);
    Files.copy(certified.resolve("certificate.json"), longer.resolve("certificate.json"));
  }

  private static ReportedRun run(Path place) throws IOException {
    return ReportedRun.read(Locations.of(place.toString()));
  }

  private static List<Figure> figures(Path place) throws IOException {
    ReportedRun run = run(place);
    List<Figure> figures = new ArrayList<>();
    for (Drawing drawing : ProofFigures.of(run, ProvedConvergence.of(run))) {
      figures.add(drawing.draw());
    }
    return figures;
  }

  private static List<Mark.Line> lines(Chart chart) {
    return chart.marks().stream()
        .filter(Mark.Line.class::isInstance)
        .map(Mark.Line.class::cast)
        .toList();
  }

  /** The run is drawn last. */
  @Test
  void theRunIsInsideTheFunnelAndTheBall() throws IOException {
    Figure figure = figures(longer).get(0);
    ProvedConvergence proof = ProvedConvergence.of(run(longer));
    int funnels = proof.funnels().size();
    assertEquals(2, figure.charts().size());
    assertEquals(funnels + 1, figure.legend().size());
    List<Mark.Line> risks = lines(figure.charts().get(0));
    double time = proof.flowTime();
    for (int i = 0; i < funnels; i++) {
      Mark.Line funnel = risks.get(i);
      assertEquals(time, funnel.x()[0]);
      assertEquals(proof.claim().risk(), funnel.y()[0]);
      double rate = proof.funnels().get(i).ball().bound();
      int end = funnel.x().length - 1;
      double decayed = proof.claim().risk() * Math.exp(-rate * (funnel.x()[end] - time));
      assertEquals(1, funnel.y()[end] / decayed, 1e-12);
    }
    assertEquals(step + FURTHER + 1, risks.get(funnels).x().length);
    List<Mark.Line> ways = lines(figure.charts().get(1));
    assertEquals(proof.funnels().get(0).ball().radius(), ways.get(0).y()[0]);
    double[] way = ways.get(funnels).y();
    assertEquals(FURTHER + 1, way.length);
    assertEquals(0, way[0]);
    assertTrue(way[FURTHER] > way[1] && way[FURTHER] < ways.get(0).y()[0]);
    String caption = figure.caption();
    assertTrue(caption.contains("At " + FURTHER + " recorded steps after it the risk"), caption);
    assertTrue(caption.contains("of the smallest radius."), caption);
  }

  @Test
  void aRunThatEndsThereHasAFunnelAndNoWay() throws IOException {
    List<Figure> figures = figures(certified);
    assertEquals(1, figures.get(0).charts().size());
    assertTrue(figures.get(0).caption().endsWith("The run has no step after that."));
    String tries = figures.get(1).caption();
    assertTrue(tries.contains(": from step " + step + " on."), tries);
    Mark.Line needed = lines(figures.get(1).charts().get(0)).get(1);
    Mark.Line reached = lines(figures.get(1).charts().get(0)).get(0);
    assertEquals(step, needed.x()[needed.x().length - 1]);
    assertTrue(reached.y()[0] > needed.y()[0]);
    assertTrue(reached.y()[reached.y().length - 1] <= needed.y()[needed.y().length - 1]);
    String page = Report.of(List.of(Locations.of(certified.toString()))).html();
    for (String text :
        List.of("<h3>Proved convergence</h3>", "a time t later L(t)", "taken by moves of w")) {
      assertTrue(page.contains(text), text);
    }
  }

  /** A funnel that is too steep is a lie that the caption tells. */
  @Test
  void aRunOutsideIsSaidToBeOutside() throws IOException {
    ProvedConvergence proof = ProvedConvergence.of(run(longer));
    String text = Files.readString(longer.resolve("certificate.json"));
    for (ProvedConvergence.Funnel funnel : proof.funnels()) {
      double bound = funnel.ball().bound();
      text = text.replace("\"bound\": " + bound, "\"bound\": " + 1000 * bound);
    }
    Path lie = directory.resolve("lie");
    copy(longer, lie);
    Files.writeString(lie.resolve("certificate.json"), text);
    String caption = figures(lie).get(0).caption();
    assertTrue(caption.contains("the risk of the run is above it"), caption);
  }

  @Test
  void aCertificateOfAnotherMeasureIsNotShown() throws IOException {
    Path other = train("other", "init.seed=5", "flow.steps=" + step);
    assertNull(ProvedConvergence.of(run(other)));
    Files.copy(certified.resolve("certificate.json"), other.resolve("certificate.json"));
    Report report = Report.of(List.of(Locations.of(other.toString())));
    assertFalse(report.html().contains("<h3>Proved convergence</h3>"));
    String missing = String.join(" ", report.missingFigures());
    assertTrue(missing.contains("does not have this measure any more"), missing);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
