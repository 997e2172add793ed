package org.cotflow.report.live;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.format.CsvTable;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.Drawing;

/** Figures of metrics.csv: time, memory and traffic of each step. */
final class MachineFigures {
  private static final double MEGABYTE = 1e6;

  private MachineFigures() {}

  static List<Drawing> of(CsvTable metrics) {
    return List.of(
        new Drawing(
            "Seconds a step",
            () ->
                figure(
                    metrics,
                    "Seconds a step",
                    "The time of each step, snapshots and diagnostics apart.",
                    PlotAxis.logarithmic("seconds"),
                    1,
                    List.of("seconds"))),
        new Drawing(
            "Memory",
            () ->
                figure(
                    metrics,
                    "Memory",
                    "The heap in use after each step, in the process that steers the run; it falls"
                        + " when Java collects garbage.",
                    PlotAxis.linear("heap in MB"),
                    MEGABYTE,
                    List.of("heap_bytes"))),
        new Drawing(
            "Traffic",
            () ->
                figure(
                    metrics,
                    "Traffic",
                    "What each step sends to the executors and gets back from them.",
                    PlotAxis.logarithmic("MB a step"),
                    MEGABYTE,
                    List.of("bytes_broadcast", "bytes_reduced"))));
  }

  /** Null where no row has any of the columns. */
  private static Figure figure(
      CsvTable metrics,
      String title,
      String caption,
      PlotAxis y,
      double unit,
      List<String> columns) {
    PlotAxis x = PlotAxis.linear("step");
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    for (String column : columns) {
      List<CsvTable.Row> rows =
          metrics.rows().stream()
              .filter(row -> row.number("step") != null && row.number(column) != null)
              .toList();
      double[] steps = rows.stream().mapToDouble(row -> row.number("step")).toArray();
      double[] values = rows.stream().mapToDouble(row -> row.number(column) / unit).toArray();
      Ink ink = Ink.hue(marks.size());
      Mark.Line line = Thinning.line(ink, Dash.SOLID, x, y, steps, values);
      if (line.x().length > 0) {
        marks.add(line);
        legend.add(LegendKey.line(column.replace('_', ' '), ink, Dash.SOLID));
      }
    }
    return marks.isEmpty()
        ? null
        : Figure.of(title, caption, x, y, marks, columns.size() > 1 ? legend : List.of());
  }
}
