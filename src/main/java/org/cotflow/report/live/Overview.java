package org.cotflow.report.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.report.Document;
import org.cotflow.report.Document.Figures;
import org.cotflow.report.Document.Linked;
import org.cotflow.report.Document.Remarks;
import org.cotflow.report.Document.Section;
import org.cotflow.report.Document.Table;
import org.cotflow.report.Document.Tiles;
import org.cotflow.report.RunSections;
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

/**
 * The page of several runs and sweeps: a row for each, those that are running first, and the risks
 * of all runs.
 */
final class Overview {
  private Overview() {}

  /** What the overview says of one run or sweep. */
  private record Line(String address, Map<String, String> row) {
    boolean isRunning() {
      return RunPace.RUNNING.equals(row.get("state"));
    }
  }

  /** One that cannot be read has a row that says so, and a remark why. */
  static Document of(List<FollowedRun> all) {
    List<Line> lines = new ArrayList<>();
    List<RunPace> runs = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (FollowedRun one : all) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("run", one.place().name().isEmpty() ? one.place().toString() : one.place().name());
      try {
        row.putAll(numbers(one, runs));
      } catch (IOException | RuntimeException failure) {
        row.put("state", "not read");
        unread.add(one.place() + ". " + FollowedRun.notRead(failure));
      }
      lines.add(new Line(one.address(), row));
    }
    lines.sort(Comparator.comparing(Line::isRunning).reversed());
    Map<String, Integer> states = new LinkedHashMap<>();
    lines.forEach(line -> states.merge(line.row().get("state"), 1, Integer::sum));
    List<Section> sections = new ArrayList<>();
    Map<String, String> tiles = new LinkedHashMap<>();
    states.forEach((state, count) -> tiles.put(state, String.valueOf(count)));
    sections.add(new Tiles(tiles));
    sections.add(new Remarks(unread));
    sections.add(
        new Linked(
            table(lines.stream().map(Line::row).toList()),
            lines.stream().map(Line::address).toList()));
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

  private static Map<String, String> numbers(FollowedRun one, List<RunPace> runs)
      throws IOException {
    Map<String, String> numbers = new LinkedHashMap<>();
    if (StoredSweep.isAt(one.place())) {
      ReportedSweep sweep = ReportedSweep.read(one.place());
      numbers.put("state", SweepView.state(one, sweep));
      numbers.put("steps", SweepView.done(sweep) + " runs");
      return numbers;
    }
    RunPace pace = one.pace();
    if (pace == null) {
      return Map.of("state", "not begun");
    }
    numbers.putAll(pace.progress());
    numbers.putAll(pace.scores());
    numbers.putAll(pace.machine());
    runs.add(pace);
    return numbers;
  }

  /** A column for each number that any row has. */
  private static Table table(List<Map<String, String>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    return RunSections.withRisksAlike(
        new Table(
            List.copyOf(columns),
            rows.stream()
                .map(row -> columns.stream().map(column -> row.getOrDefault(column, "")).toList())
                .toList()));
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
