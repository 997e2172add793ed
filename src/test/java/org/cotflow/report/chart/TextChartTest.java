package org.cotflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cotflow.report.chart.Mark.Dash;
import org.junit.jupiter.api.Test;

class TextChartTest {
  @Test
  void aLineRunsFromCornerToCorner() {
    double[] values = {1, 10, 100};
    Chart chart =
        new Chart(
            "t",
            "d",
            PlotAxis.logarithmic("time"),
            PlotAxis.logarithmic("risk"),
            List.of(new Mark.Line(Ink.HUE_1, Dash.SOLID, values, values)));
    List<String> lines = TextChart.of(chart).lines().toList();
    assertEquals("risk (log)", lines.get(0));
    assertEquals("      100 |" + " ".repeat(57) + "***", lines.get(1).stripTrailing());
    assertTrue(lines.get(8).startsWith("       10 |"), lines.get(8));
    assertTrue(lines.get(15).startsWith("        1 |***"), lines.get(15));
    assertEquals(60, lines.get(16).length() - 11);
    assertTrue(lines.get(17).strip().matches("1 +time \\(log\\) +100"), lines.get(17));
    for (String line : lines) {
      assertTrue(line.length() <= 72, line);
    }
  }

  @Test
  void seriesAreToldApart() {
    double[] x = {0, 1};
    Figure figure =
        Figure.of(
            "Risk",
            "Caption.",
            PlotAxis.linear("x"),
            PlotAxis.linear("y"),
            List.of(
                new Mark.Line(Ink.HUE_1, Dash.SOLID, x, new double[] {0, 0}),
                new Mark.Line(Ink.HUE_2, Dash.SOLID, x, new double[] {1, 1})),
            List.of(
                LegendKey.line("low", Ink.HUE_1, Dash.SOLID),
                LegendKey.line("high", Ink.HUE_2, Dash.SOLID)));
    List<String> lines = TextChart.of(figure).lines().toList();
    assertTrue(lines.get(2).endsWith("|" + "o".repeat(60)), lines.get(2));
    assertTrue(lines.get(16).endsWith("|" + "*".repeat(60)), lines.get(16));
    assertTrue(lines.get(19).strip().equals("* low   o high"), lines.get(19));
    assertEquals("Caption.", lines.get(20));
  }

  /** A law: bands, then for each ink a line, strokes and points. */
  @Test
  void marksOfOneInkHaveOneSymbolWhateverTheirNumber() {
    double[] x = {0, 1};
    double[] low = {0, 0};
    double[] high = {1, 1};
    List<Mark> marks =
        List.of(
            new Mark.Band(Ink.HUE_1, x, low, high),
            new Mark.Line(Ink.HUE_1, Dash.SOLID, x, low),
            new Mark.Intervals(Ink.HUE_1, x, low, high),
            new Mark.Points(Ink.HUE_1, x, low),
            new Mark.Line(Ink.HUE_2, Dash.SOLID, x, high),
            new Mark.Points(Ink.HUE_2, x, high));
    List<LegendKey> legend =
        List.of(
            LegendKey.line("low", Ink.HUE_1, Dash.SOLID),
            LegendKey.line("high", Ink.HUE_2, Dash.SOLID));
    Figure figure =
        Figure.of("Law", "C.", PlotAxis.linear("x"), PlotAxis.linear("y"), marks, legend);
    List<String> lines = TextChart.of(figure).lines().toList();
    assertTrue(lines.get(2).endsWith("|" + "o".repeat(60)), lines.get(2));
    assertTrue(lines.get(16).endsWith("|" + "*".repeat(60)), lines.get(16));
    assertEquals("* low   o high", lines.get(19).strip());
  }

  @Test
  void linesOfOneInkAreToldApartByTheirDashes() {
    double[] x = {0, 1};
    List<Mark> marks =
        List.of(
            new Mark.Line(Ink.HUE_1, Dash.DASHED, x, new double[] {1, 1}),
            new Mark.Line(Ink.HUE_1, Dash.SOLID, x, new double[] {0, 0}),
            new Mark.Line(Ink.QUIET, Dash.SOLID, x, new double[] {0.5, 0.5}));
    List<LegendKey> legend =
        List.of(
            LegendKey.line("train", Ink.HUE_1, Dash.SOLID),
            LegendKey.line("test", Ink.HUE_1, Dash.DASHED));
    Figure figure =
        Figure.of("Risk", "C.", PlotAxis.linear("x"), PlotAxis.linear("y"), marks, legend);
    List<String> lines = TextChart.of(figure).lines().toList();
    assertTrue(lines.get(2).endsWith("o".repeat(60)), lines.get(2));
    assertTrue(lines.get(9).endsWith("+".repeat(60)), lines.get(9));
    assertTrue(lines.get(16).endsWith("*".repeat(60)), lines.get(16));
  }

  @Test
  void cellsBecomeATable() {
    Chart chart =
        new Chart(
            "t",
            "d",
            PlotAxis.categories("width", List.of("1", "16")),
            PlotAxis.categories("depth", List.of("8")),
            List.of(new Mark.Cells(new double[][] {{0.25, Double.NaN}}, true)));
    List<String> lines = TextChart.of(chart).lines().toList();
    assertEquals("depth down, width across", lines.get(0));
    assertEquals("         8     0.250         -", lines.get(2));
  }
}
