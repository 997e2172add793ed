package org.cotflow.report.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.cotflow.report.Document.Table;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.Drawing;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.run.store.HistoryColumn;
import org.cotflow.run.store.HistoryRow;

/** The columns of history.csv as they are: a figure of each that no other figure shows. */
final class ColumnFigures {
  private static final int LAST_ROWS = 12;

  /** What the other figures of a run's page show, and what counts steps and time. */
  private static final Set<HistoryColumn> SHOWN =
      EnumSet.of(
          HistoryColumn.STEP,
          HistoryColumn.FLOW_TIME,
          HistoryColumn.RISK,
          HistoryColumn.TEST_RISK,
          HistoryColumn.TRAIN_ACCURACY,
          HistoryColumn.TEST_ACCURACY,
          HistoryColumn.TRAIN_R2,
          HistoryColumn.TEST_R2,
          HistoryColumn.VALIDATION_RISK,
          HistoryColumn.VALIDATION_ACCURACY,
          HistoryColumn.VALIDATION_R2,
          HistoryColumn.SPEED_INTEGRAL,
          HistoryColumn.DISSIPATION_INTEGRAL,
          HistoryColumn.PL_RATIO,
          HistoryColumn.PL_BOUND,
          HistoryColumn.WALL_SECONDS);

  private ColumnFigures() {}

  static List<Drawing> of(ReportedRun run) {
    return Arrays.stream(HistoryColumn.values())
        .filter(column -> !SHOWN.contains(column))
        .map(column -> new Drawing(column.key(), () -> figure(run, column)))
        .toList();
  }

  /** Null where the column is empty, or the same in all rows. */
  private static Figure figure(ReportedRun run, HistoryColumn column) {
    List<HistoryRow> rows = run.rows().stream().filter(row -> row.number(column) != null).toList();
    double[] times = rows.stream().mapToDouble(HistoryRow::flowTime).toArray();
    double[] values = rows.stream().mapToDouble(row -> row.number(column)).toArray();
    if (Arrays.stream(values).distinct().limit(2).count() < 2) {
      return null;
    }
    boolean positive = Arrays.stream(values).allMatch(value -> value > 0);
    PlotAxis x = PlotAxis.logarithmic("flow time t");
    PlotAxis y = positive ? PlotAxis.logarithmic(column.key()) : PlotAxis.linear(column.key());
    return Figure.of(
        column.key(),
        "At the last recorded step " + Numbers.brief(values[values.length - 1], 4) + ".",
        x,
        y,
        List.of(Thinning.line(Ink.HUE_1, Dash.SOLID, x, y, times, values)),
        List.of());
  }

  /** The last rows, the latest first; columns without a number are left out. */
  static Table lastRows(ReportedRun run) {
    int count = run.rows().size();
    List<HistoryRow> rows = new ArrayList<>();
    for (int i = count - 1; i >= Math.max(0, count - LAST_ROWS); i--) {
      rows.add(run.rows().get(i));
    }
    List<HistoryColumn> columns =
        Arrays.stream(HistoryColumn.values())
            .filter(column -> rows.stream().anyMatch(row -> row.number(column) != null))
            .toList();
    List<List<String>> cells =
        columns.stream()
            .map(column -> cells(rows.stream().map(row -> row.number(column)).toList()))
            .toList();
    return new Table(
        columns.stream().map(HistoryColumn::key).toList(),
        IntStream.range(0, rows.size())
            .mapToObj(row -> cells.stream().map(column -> column.get(row)).toList())
            .toList());
  }

  /** Numbers of a column: whole ones, such as steps, as they are. */
  private static List<String> cells(List<Double> column) {
    boolean whole =
        column.stream().filter(Objects::nonNull).allMatch(number -> number == Math.rint(number));
    return whole
        ? column.stream().map(number -> number == null ? "" : Numbers.brief(number, 5)).toList()
        : Numbers.alike(column, 5);
  }
}
