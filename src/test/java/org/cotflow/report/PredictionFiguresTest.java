package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.base.Locations;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.PlotAxis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of predictions and of followed particles. */
class PredictionFiguresTest {
  @TempDir static Path directory;

  private static Report report(String name, String... sets) throws IOException {
    Path run = ReportedRuns.train(directory.resolve(name), sets);
    Report report = Report.of(List.of(Locations.of(run.toString())));
    report.html();
    assertEquals(List.of(), report.missingFigures());
    return report;
  }

  private static Figure figure(Report report, String title) {
    return report.figures().stream()
        .filter(figure -> figure.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    title + " is not in " + report.figures().stream().map(Figure::title).toList()));
  }

  private static List<String> legend(Figure figure) {
    return figure.legend().stream().map(LegendKey::name).toList();
  }

  @Test
  void aClassificationInThePlaneHasItsRegions() throws IOException {
    Report report =
        report(
            "moons",
            "network.loss=cross-entropy",
            "output.snapshot-every=4",
            "output.trajectories.particles=2");
    Figure regions = figure(report, "Decision regions");
    assertEquals(
        List.of("Step 0, t = 0", "Step 4, t = 4", "Step 8, t = 8", "Step 12, t = 12"),
        regions.charts().stream().map(Chart::title).toList());
    for (Chart chart : regions.charts()) {
      assertEquals(1, area(chart), 1e-9, "the regions cover the plane once");
    }
    assertEquals(List.of("class 0", "class 1"), legend(regions));
    figure(report, "Calibration");
    figure(report, "Accuracy by class");
    Figure ways = figure(report, "Trajectories of particles");
    Mark.Lines lines = (Mark.Lines) ways.charts().get(0).marks().get(0);
    assertEquals(2, lines.x().size());
    assertEquals(13, lines.x().get(0).length, "a place for each recorded step");
    assertEquals("first principal direction", ways.charts().get(0).x().label());
  }

  /** The share of the plane that rectangles cover. */
  private static double area(Chart chart) {
    double area = 0;
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Rectangles some) {
        for (int i = 0; i < some.left().length; i++) {
          area += (some.right()[i] - some.left()[i]) * (some.top()[i] - some.bottom()[i]);
        }
      }
    }
    return area / (length(chart.x()) * length(chart.y()));
  }

  private static double length(PlotAxis axis) {
    return axis.high() - axis.low();
  }

  @Test
  void aRegressionHasItsResiduals() throws IOException {
    Report report =
        report("numbers", "data.source=gaussian", "data.input-dim=2", "data.output-dim=1");
    Figure predicted = figure(report, "Predicted against true");
    Mark.Points points = (Mark.Points) predicted.charts().get(0).marks().get(1);
    Mark.Points residuals = (Mark.Points) predicted.charts().get(1).marks().get(1);
    assertEquals(8, points.x().length, "the test part");
    for (int i = 0; i < 8; i++) {
      assertEquals(points.y()[i] - points.x()[i], residuals.y()[i], 1e-12);
      assertEquals(points.y()[i], residuals.x()[i]);
    }
    assertTrue(predicted.caption().contains("root mean square error"), predicted.caption());
    figure(report, "Predictions over the plane of inputs");
    String page = report.plain();
    assertTrue(page.lines().anyMatch(line -> line.matches("output +R\u00b2 +MAE +RMSE")), page);
    assertFalse(page.contains("R^2"), page);
  }

  /** A class at places that an even choice by position would pass over. */
  @Test
  void everyClassIsAmongTheSamplesThroughDepth() throws IOException {
    StringBuilder table = new StringBuilder("a,b,c,kind\n");
    for (int i = 0; i < 400; i++) {
      String kind = i % 10 == 3 && i < 100 ? "rare" : i % 2 == 0 ? "even" : "odd";
      table.append(i % 7).append(',').append(i % 11).append(',').append(i % 13);
      table.append(',').append(kind).append('\n');
    }
    Path file = Files.writeString(directory.resolve("kinds.csv"), table);
    Report report =
        report("kinds", "data.source=csv:" + file, "data.target=kind", "data.samples=null");
    Figure paths = figure(report, "Samples through depth");
    assertEquals(List.of("class even", "class odd", "class rare"), legend(paths));
  }
}
