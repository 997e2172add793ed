package org.cotflow.report.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.Drawing;
import org.cotflow.sweep.TrialTable;
import org.cotflow.sweep.grid.TrialColumns;

/**
 * Figures of a sweep: a quantity over the grid of two keys, and against one key. Runs that differ
 * in other keys only, such as seeds, are replicas of one another.
 */
public final class SweepFigures {
  private static final int MOST_CURVES = 9;
  private static final int MOST_CELLS_ACROSS = 32;
  private static final int MOST_PLACES = 100;

  /** A column of runs.csv with its name for readers. */
  private record Quantity(String column, String name, boolean logarithmic) {
    String described() {
      return column.equals(TrialColumns.RISK_ERROR) ? "Absolute risk difference" : name;
    }

    /** Of an axis: without a capital, but "COT" stays. */
    String label() {
      return Character.isUpperCase(name.charAt(1))
          ? name
          : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
  }

  private static final List<Quantity> ERRORS =
      List.of(
          new Quantity(TrialColumns.OUTPUT_ERROR, "Output error", true),
          new Quantity(TrialColumns.STATE_ERROR, "State error", true),
          new Quantity(TrialColumns.LAST_STATE_ERROR, "Error of the last states", true),
          new Quantity(TrialColumns.COT_ERROR, "COT distance to the reference", true),
          new Quantity(TrialColumns.RISK_ERROR, "Risk difference", true));

  /** Shown in any case, being no error. */
  private static final Quantity LAYER_GAP =
      new Quantity(TrialColumns.LAYER_GAP, "Distance of neighboring layers", true);

  private static final List<Quantity> OUTCOMES =
      List.of(
          new Quantity(TrialColumns.RISK, "Risk", true),
          new Quantity(TrialColumns.TEST_RISK, "Test risk", true),
          new Quantity(TrialColumns.TEST_ACCURACY, "Test accuracy", false));

  private final List<TrialTable.Row> rows;
  private final List<SweepKey> keys;
  private final Map<List<String>, Map<List<String>, List<TrialTable.Row>>> grouped =
      new HashMap<>();

  public SweepFigures(ReportedSweep sweep) {
    this.rows = sweep.lastRows();
    this.keys = sweep.varyingKeys();
  }

  /** All that the table has numbers for. */
  public List<Drawing> all() {
    List<Quantity> quantities = new ArrayList<>(ERRORS.stream().filter(this::isThere).toList());
    if (quantities.isEmpty()) {
      quantities.addAll(OUTCOMES.stream().filter(this::isThere).toList());
    }
    if (isThere(LAYER_GAP)) {
      quantities.add(LAYER_GAP);
    }
    SweepKey along = along(keys);
    List<Drawing> drawings = new ArrayList<>();
    for (Quantity quantity : quantities) {
      String name = quantity.name();
      if (keys.size() >= 2) {
        drawings.add(
            new Drawing(
                name + " over the grid", () -> heatMap(quantity, keys.get(0), keys.get(1))));
      }
      if (along != null) {
        drawings.add(
            new Drawing(
                name + " against " + along.name(),
                () -> curves(quantity, along, besides(keys, along))));
      } else if (keys.size() == 1) {
        drawings.add(
            new Drawing(name + " by " + keys.get(0).name(), () -> row(quantity, keys.get(0))));
      }
    }
    return drawings;
  }

  /** The key that curves are drawn along: the second if it has numbers; null where none has. */
  static SweepKey along(List<SweepKey> keys) {
    boolean second = keys.size() > 1 && keys.get(1).isNumeric();
    SweepKey along = keys.isEmpty() ? null : keys.get(second ? 1 : 0);
    return along != null && along.isNumeric() ? along : null;
  }

  /** The key that tells curves apart; null where there is none. */
  static SweepKey besides(List<SweepKey> keys, SweepKey along) {
    return keys.stream().filter(key -> !key.equals(along)).findFirst().orElse(null);
  }

  private boolean isThere(Quantity quantity) {
    return rows.stream().anyMatch(row -> place(row, quantity) != null);
  }

  /** The number to draw; null where there is none or it has no logarithm. */
  private static Double place(TrialTable.Row row, Quantity quantity) {
    Double value = row.numbers().get(quantity.column());
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

  private Figure heatMap(Quantity quantity, SweepKey down, SweepKey across) {
    List<String> rows = spread(withNumbers(quantity, down), MOST_CELLS_ACROSS);
    List<String> columns = spread(withNumbers(quantity, across), MOST_CELLS_ACROSS);
    double[][] cells = new double[rows.size()][columns.size()];
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < cells[i].length; j++) {
        cells[i][j] =
            replicas(quantity, Map.of(down.name(), rows.get(i), across.name(), columns.get(j)))
                .mean();
      }
    }
    return Figure.of(
        quantity.name() + " over the grid",
        quantity.described()
            + " at the last step of each run, by "
            + down.name()
            + " and "
            + across.name()
            + averaged()
            + leftOut(down, across),
        PlotAxis.categories(across.name(), shown(across, columns)),
        PlotAxis.categories(down.name(), shown(down, rows)),
        List.of(new Mark.Cells(cells, quantity.logarithmic())),
        List.of());
  }

  /** The cells of a single key that has no numbers. */
  private Figure row(Quantity quantity, SweepKey key) {
    List<String> columns = spread(withNumbers(quantity, key), MOST_CELLS_ACROSS);
    double[][] cells = new double[1][columns.size()];
    for (int j = 0; j < cells[0].length; j++) {
      cells[0][j] = replicas(quantity, Map.of(key.name(), columns.get(j))).mean();
    }
    return Figure.of(
        quantity.name() + " by " + key.name(),
        quantity.described() + " at the last step of each run" + averaged() + leftOut(key),
        PlotAxis.categories(key.name(), shown(key, columns)),
        PlotAxis.categories("mean", List.of(quantity.name())),
        List.of(new Mark.Cells(cells, quantity.logarithmic())),
        List.of());
  }

  /** Keys that a figure does not show are averaged over; the caption says so. */
  private String averaged() {
    String others = keys.stream().skip(2).map(SweepKey::name).collect(Collectors.joining(", "));
    return others.isEmpty()
        ? "; the mean over replicas."
        : "; the mean over replicas and over " + others + ".";
  }

  private static List<String> shown(SweepKey key, List<String> values) {
    return values.stream().map(key::shown).toList();
  }

  /** Of keys with more values than a picture has room for. */
  private static String leftOut(SweepKey... keys) {
    StringBuilder sentences = new StringBuilder();
    for (SweepKey key : keys) {
      int all = key.values().size();
      if (all > MOST_CELLS_ACROSS) {
        sentences.append(
            " Of " + key.name() + " " + MOST_CELLS_ACROSS + " of " + all + " values are shown.");
      }
    }
    return sentences.toString();
  }

  /** The values of a key at which any run has this number: one layer has no neighbor, say. */
  private List<String> withNumbers(Quantity quantity, SweepKey key) {
    return key.values().stream()
        .filter(value -> replicas(quantity, Map.of(key.name(), value)).count() > 0)
        .toList();
  }

  private Replicas replicas(Quantity quantity, Map<String, String> at) {
    List<String> names = List.copyOf(at.keySet());
    Map<List<String>, List<TrialTable.Row>> byValues =
        grouped.computeIfAbsent(
            names,
            keys ->
                rows.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> keys.stream().map(row.cells()::get).toList())));
    List<Double> values = new ArrayList<>();
    for (TrialTable.Row row :
        byValues.getOrDefault(names.stream().map(at::get).toList(), List.of())) {
      Double value = place(row, quantity);
      if (value != null) {
        values.add(value);
      }
    }
    return Replicas.of(values);
  }

  /** The quantity against {@code key}, a curve for each value of {@code other}. */
  private Figure curves(Quantity quantity, SweepKey key, SweepKey other) {
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    List<String> others = other == null ? List.of() : curvesOf(withNumbers(quantity, other));
    for (int i = 0; i < Math.max(1, others.size()); i++) {
      Map<String, String> fixed = new LinkedHashMap<>();
      Ink ink = Ink.HUE_1;
      if (other != null) {
        fixed.put(other.name(), others.get(i));
        ink = other.isNumeric() ? Ink.order(i, others.size()) : Ink.hue(i);
        legend.add(
            LegendKey.line(other.name() + " = " + other.shown(others.get(i)), ink, Dash.SOLID));
      }
      addCurve(marks, quantity, key, fixed, ink);
    }
    String label = quantity.label();
    return Figure.of(
        quantity.name() + " against " + key.name(),
        quantity.described()
            + " at the last step of each run"
            + averaged()
            + " Bands reach from the least to the greatest run.",
        axis(key),
        quantity.logarithmic() ? PlotAxis.logarithmic(label) : PlotAxis.linear(label),
        marks,
        legend);
  }

  /** With ticks at the values of the grid. */
  static PlotAxis axis(SweepKey key) {
    List<Double> values = key.values().stream().map(Double::valueOf).toList();
    PlotAxis axis =
        values.get(0) > 0 ? PlotAxis.logarithmic(key.name()) : PlotAxis.linear(key.name());
    return axis.at(values);
  }

  private void addCurve(
      List<Mark> marks, Quantity quantity, SweepKey key, Map<String, String> fixed, Ink ink) {
    List<double[]> points = new ArrayList<>();
    boolean replicated = false;
    for (String value : placesOf(key.values())) {
      Map<String, String> at = new LinkedHashMap<>(fixed);
      at.put(key.name(), value);
      Replicas replicas = replicas(quantity, at);
      if (replicas.count() > 0) {
        replicated |= replicas.count() > 1;
        points.add(
            new double[] {
              Double.parseDouble(value), replicas.mean(), replicas.least(), replicas.greatest()
            });
      }
    }
    double[] x = column(points, 0);
    if (replicated && x.length > 1) {
      marks.add(new Mark.Band(ink, x, column(points, 2), column(points, 3)));
    }
    marks.add(new Mark.Line(ink, Dash.SOLID, x, column(points, 1)));
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(point -> point[column]).toArray();
  }

  /** The values that curves are drawn for, at most nine. */
  static <T> List<T> curvesOf(List<T> values) {
    return spread(values, MOST_CURVES);
  }

  /** The values that a curve is drawn through. */
  static <T> List<T> placesOf(List<T> values) {
    return spread(values, MOST_PLACES);
  }

  /** Some of the values, the first and the last among them. */
  private static <T> List<T> spread(List<T> values, int most) {
    return Arrays.stream(Thinning.places(values.size(), most)).mapToObj(values::get).toList();
  }
}
