package org.cotflow.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.report.chart.Axis;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.Key;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;

/**
 * Figures of a sweep: a quantity over the grid of two keys, and against one key. Runs that differ
 * in other keys only, such as seeds, are replicas of one another.
 */
final class SweepFigures {
  private static final int MOST_CURVES = 9;

  /** A column of runs.csv with its name for readers. */
  private record Quantity(String column, String name, boolean logarithmic) {}

  private static final List<Quantity> ERRORS =
      List.of(
          new Quantity("output_error", "Output error", true),
          new Quantity("state_error", "State error", true),
          new Quantity("cot_error", "COT distance to the reference", true),
          new Quantity("risk_error", "Risk difference", true));

  private static final List<Quantity> OUTCOMES =
      List.of(
          new Quantity("risk", "Risk", true),
          new Quantity("test_risk", "Test risk", true),
          new Quantity("test_accuracy", "Test accuracy", false));

  private final List<CsvTable.Row> rows;
  private final List<String> keys;

  SweepFigures(ReportedSweep sweep) {
    this.rows = sweep.lastRows();
    this.keys = sweep.varyingKeys();
  }

  /** All that the table has numbers for. */
  List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    List<Quantity> quantities = ERRORS.stream().filter(this::isThere).toList();
    if (quantities.isEmpty()) {
      quantities = OUTCOMES.stream().filter(this::isThere).toList();
    }
    for (Quantity quantity : quantities) {
      if (keys.size() >= 2) {
        figures.add(heatMap(quantity, keys.get(0), keys.get(1)));
        figures.add(curves(quantity, keys.get(1), keys.get(0)));
      } else if (keys.size() == 1) {
        figures.add(curves(quantity, keys.get(0), null));
      }
    }
    return figures;
  }

  private boolean isThere(Quantity quantity) {
    return rows.stream().anyMatch(row -> place(row, quantity) != null);
  }

  /** The number to draw; null where there is none or it has no logarithm. */
  private static Double place(CsvTable.Row row, Quantity quantity) {
    Double value = row.number(quantity.column());
    if (value == null || !Double.isFinite(value)) {
      return null;
    }
    double size = quantity.logarithmic() ? Math.abs(value) : value;
    return quantity.logarithmic() && size == 0 ? null : size;
  }

  /** Mean, least and greatest over replicas. */
  private record Replicas(double mean, double least, double greatest, int count) {
    static Replicas of(List<Double> values) {
      double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
      return new Replicas(
          Arrays.stream(numbers).average().orElse(Double.NaN),
          Arrays.stream(numbers).min().orElse(Double.NaN),
          Arrays.stream(numbers).max().orElse(Double.NaN),
          numbers.length);
    }
  }

  private Figure heatMap(Quantity quantity, String down, String across) {
    List<Double> rowsOf = ReportedSweep.values(rows, down);
    List<Double> columnsOf = ReportedSweep.values(rows, across);
    double[][] cells = new double[rowsOf.size()][columnsOf.size()];
    int most = 0;
    for (int i = 0; i < rowsOf.size(); i++) {
      for (int j = 0; j < columnsOf.size(); j++) {
        Replicas replicas =
            replicas(quantity, Map.of(down, rowsOf.get(i), across, columnsOf.get(j)));
        cells[i][j] = replicas.mean();
        most = Math.max(most, replicas.count());
      }
    }
    String caption =
        quantity.name()
            + " at the last step of each run"
            + (most > 1 ? ", the mean of up to " + most + " replicas" : "")
            + ", by "
            + down
            + " and "
            + across
            + ".";
    return Figure.of(
        quantity.name() + " over the grid",
        caption,
        Axis.categories(across, texts(columnsOf)),
        Axis.categories(down, texts(rowsOf)),
        List.of(new Mark.Cells(cells, quantity.logarithmic())),
        List.of());
  }

  private static List<String> texts(List<Double> values) {
    return values.stream().map(value -> Numbers.brief(value, 6)).toList();
  }

  private Replicas replicas(Quantity quantity, Map<String, Double> at) {
    List<Double> values = new ArrayList<>();
    for (CsvTable.Row row : rows) {
      boolean here =
          at.entrySet().stream().allMatch(one -> one.getValue().equals(row.number(one.getKey())));
      Double value = place(row, quantity);
      if (here && value != null) {
        values.add(value);
      }
    }
    return Replicas.of(values);
  }

  /** The quantity against {@code key}, a curve for each value of {@code other}. */
  private Figure curves(Quantity quantity, String key, String other) {
    List<Double> at = ReportedSweep.values(rows, key);
    Axis x = at.get(0) > 0 ? Axis.logarithmic(key) : Axis.linear(key);
    String label = quantity.name().toLowerCase(java.util.Locale.ROOT);
    Axis y = quantity.logarithmic() ? Axis.logarithmic(label) : Axis.linear(label);
    List<Mark> marks = new ArrayList<>();
    List<Key> legend = new ArrayList<>();
    List<Double> others = other == null ? List.of() : spread(ReportedSweep.values(rows, other));
    for (int i = 0; i < Math.max(1, others.size()); i++) {
      Map<String, Double> fixed = new LinkedHashMap<>();
      if (other != null) {
        fixed.put(other, others.get(i));
      }
      Ink ink = other == null ? Ink.HUE_1 : Ink.order(i, others.size());
      addCurve(marks, quantity, key, fixed, ink);
      if (other != null) {
        String name = other + " = " + Numbers.brief(others.get(i), 6);
        legend.add(Key.line(name, ink, Dash.SOLID));
      }
    }
    return Figure.of(
        quantity.name() + " against " + key,
        "Means over replicas at the last step; bands reach from the least to the greatest replica.",
        x,
        y,
        marks,
        legend);
  }

  private void addCurve(
      List<Mark> marks, Quantity quantity, String key, Map<String, Double> fixed, Ink ink) {
    List<double[]> points = new ArrayList<>();
    boolean replicated = false;
    for (double value : ReportedSweep.values(rows, key)) {
      Map<String, Double> at = new LinkedHashMap<>(fixed);
      at.put(key, value);
      Replicas replicas = replicas(quantity, at);
      if (replicas.count() > 0) {
        replicated |= replicas.count() > 1;
        points.add(new double[] {value, replicas.mean(), replicas.least(), replicas.greatest()});
      }
    }
    double[] x = column(points, 0);
    if (replicated) {
      marks.add(new Mark.Band(ink, x, column(points, 2), column(points, 3)));
    }
    marks.add(new Mark.Line(ink, Dash.SOLID, x, column(points, 1)));
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(point -> point[column]).toArray();
  }

  /** At most nine of the values, the first and the last among them. */
  static List<Double> spread(List<Double> values) {
    if (values.size() <= MOST_CURVES) {
      return values;
    }
    List<Double> spread = new ArrayList<>();
    for (int i = 0; i < MOST_CURVES; i++) {
      spread.add(values.get((int) Math.round(i * (values.size() - 1.0) / (MOST_CURVES - 1))));
    }
    return spread;
  }
}
