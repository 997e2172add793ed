package org.cotflow.report.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.report.Document;
import org.cotflow.report.Document.Figures;
import org.cotflow.report.Document.Linked;
import org.cotflow.report.Document.Section;
import org.cotflow.report.Document.Table;
import org.cotflow.report.Document.Tiles;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.sweep.ReportedSweep;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.sweep.StoredSweep;

/** The page of several runs and sweeps: a row for each, and the risks of all runs. */
final class Overview {
  private Overview() {}

  static Document of(List<FollowedRun> all) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    List<RunPace> runs = new ArrayList<>();
    Map<String, Integer> states = new LinkedHashMap<>();
    for (FollowedRun one : all) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("run", one.place().name().isEmpty() ? one.place().toString() : one.place().name());
      if (StoredSweep.isAt(one.place())) {
        ReportedSweep sweep = ReportedSweep.read(one.place());
        row.put("state", SweepView.state(one, sweep));
        row.put("steps", SweepView.done(sweep) + " runs");
      } else {
        RunPace pace = one.pace();
        row.putAll(pace == null ? Map.of("state", "not begun") : pace.numbers());
        if (pace != null) {
          row.putAll(pace.scores());
          runs.add(pace);
        }
      }
      states.merge(row.get("state"), 1, Integer::sum);
      rows.add(row);
    }
    List<Section> sections = new ArrayList<>();
    Map<String, String> tiles = new LinkedHashMap<>();
    states.forEach((state, count) -> tiles.put(state, String.valueOf(count)));
    sections.add(new Tiles(tiles));
    sections.add(new Linked(table(rows), all.stream().map(FollowedRun::address).toList()));
    Figure risks = risks(runs);
    if (risks != null) {
      sections.add(new Figures(List.of(risks)));
    }
    return new Document(
        "Cotflow watch",
        all.size() + " runs and sweeps; each name leads to its page",
        sections,
        FollowedRun.footer());
  }

  /** A column for each number that any row has. */
  private static Table table(List<Map<String, String>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    return new Table(
        List.copyOf(columns),
        rows.stream()
            .map(row -> columns.stream().map(column -> row.getOrDefault(column, "")).toList())
            .toList());
  }

  /** The risk of every run; null where none has a row. */
  private static Figure risks(List<RunPace> runs) {
    PlotAxis x = PlotAxis.logarithmic("flow time t");
    PlotAxis y = PlotAxis.logarithmic("risk");
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    for (boolean running : new boolean[] {false, true}) {
      Ink ink = running ? Ink.HUE_2 : Ink.HUE_1;
      List<Mark.Line> lines =
          runs.stream()
              .filter(pace -> pace.isRunning() == running)
              .map(pace -> line(pace.run(), ink, x, y))
              .filter(line -> line.x().length > 1)
              .toList();
      if (!lines.isEmpty()) {
        marks.add(
            new Mark.Lines(
                ink,
                lines.stream().map(Mark.Line::x).toList(),
                lines.stream().map(Mark.Line::y).toList()));
        legend.add(LegendKey.line(running ? "running" : "ended or stopped", ink, Dash.SOLID));
      }
    }
    return marks.isEmpty()
        ? null
        : Figure.of(
            "Risk of all runs",
            "The training risk of each run along its flow, both axes logarithmic.",
            x,
            y,
            marks,
            legend);
  }

  private static Mark.Line line(ReportedRun run, Ink ink, PlotAxis x, PlotAxis y) {
    double[] times = run.rows().stream().mapToDouble(HistoryRow::flowTime).toArray();
    double[] values =
        run.rows().stream()
            .mapToDouble(row -> run.risk(row) == null ? Double.NaN : run.risk(row))
            .toArray();
    return Thinning.line(ink, Dash.SOLID, x, y, times, values);
  }
}
