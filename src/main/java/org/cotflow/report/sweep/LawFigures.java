package org.cotflow.report.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.figure.Drawing;
import org.cotflow.sweep.FitRow;
import org.cotflow.sweep.TrialTable;

/** Each law of a sweep over the runs that it was fitted to: fits.csv. */
public final class LawFigures {
  /** Half the length of a short line, as a part of the axis. */
  private static final double STROKE = 0.025;

  private final List<FitRow> fits;
  private final List<SweepKey> keys;
  private final LawFormulas formulas;
  private final Map<Integer, TrialTable.Row> runs = new LinkedHashMap<>();

  public LawFigures(ReportedSweep sweep, LawFormulas formulas) {
    this.formulas = formulas;
    this.fits = sweep.stored().fits();
    this.keys = sweep.varyingKeys();
    sweep.lastRows().forEach(row -> runs.put(row.index(), row));
  }

  /** What was measured and what the law says at one place of the grid. */
  private record Place(FitRow fit, DoubleSummaryStatistics values) {
    void add(FitRow one) {
      if (one.value() != null) {
        values.accept(one.value());
      }
    }

    /** As the fit took it, which may be of squares. */
    double mean() {
      return fit.mean() != null ? fit.mean() : measured(values.getAverage());
    }

    double least() {
      return measured(values.getMin());
    }

    double greatest() {
      return measured(values.getMax());
    }

    private double measured(double number) {
      return values.getCount() == 0 ? Double.NaN : number;
    }
  }

  /** One figure a law; of a law with several fits the first. */
  public List<Drawing> all() {
    Map<String, List<FitRow>> laws = new LinkedHashMap<>();
    Map<String, String> groups = new LinkedHashMap<>();
    for (FitRow fit : fits) {
      String group = groups.computeIfAbsent(fit.law(), law -> fit.group());
      if (fit.group().equals(group) && runs.containsKey(fit.run())) {
        laws.computeIfAbsent(fit.law(), law -> new ArrayList<>()).add(fit);
      }
    }
    List<Drawing> drawings = new ArrayList<>();
    SweepKey along = SweepFigures.along(keys);
    if (along != null) {
      laws.forEach(
          (law, rows) -> {
            String group = groups.get(law);
            String title = "Law " + law + (group.isEmpty() ? "" : ", " + group);
            drawings.add(new Drawing(title, () -> figure(title, along, rows)));
          });
    }
    return drawings;
  }

  private Figure figure(String title, SweepKey along, List<FitRow> rows) {
    SweepKey other = SweepFigures.besides(keys, along);
    TreeMap<Double, TreeMap<Double, Place>> curves = new TreeMap<>();
    for (FitRow fit : rows) {
      Map<String, String> cells = runs.get(fit.run()).cells();
      double series = other == null ? 0 : other.values().indexOf(cells.get(other.name()));
      curves
          .computeIfAbsent(series, key -> new TreeMap<>())
          .computeIfAbsent(
              Double.valueOf(cells.get(along.name())),
              key -> new Place(fit, new DoubleSummaryStatistics()))
          .add(fit);
    }
    List<Mark> bands = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    List<Double> shown = SweepFigures.curvesOf(List.copyOf(curves.keySet()));
    PlotAxis axis = SweepFigures.axis(along);
    double stroke = stroke(axis, curves.values());
    for (int i = 0; i < shown.size(); i++) {
      Ink ink = other == null ? Ink.HUE_1 : Ink.order(i, shown.size());
      add(bands, marks, curves.get(shown.get(i)), ink, axis, stroke);
      if (other != null) {
        String value = other.shown(other.values().get(shown.get(i).intValue()));
        legend.add(LegendKey.line(other.name() + " = " + value, ink, Dash.SOLID));
      }
    }
    boolean banded = !bands.isEmpty();
    boolean alone = curves.values().stream().anyMatch(curve -> curve.size() == 1);
    String formula = formulas.of(rows.get(0).law(), rows.get(0).group());
    bands.addAll(marks);
    String column = rows.get(0).of().replace('_', ' ');
    return Figure.of(
        title,
        (formula == null ? "" : formula + ". " + LawFormulas.symbols() + " ")
            + "Lines are the fitted law"
            + (alone ? ", short ones where a curve has a single place" : "")
            + ", points the measured means, with strokes from the least to the greatest replica"
            + (banded ? "; bands hold 95 % of the bootstrap's fits at each place." : "."),
        axis,
        PlotAxis.logarithmic(column.isBlank() ? "value" : column),
        bands,
        legend);
  }

  /**
   * What a law's value at a single place is drawn over, on an axis that shows all these places: x -
   * s to x + s, or x / s to x s.
   */
  private static double stroke(PlotAxis axis, Collection<TreeMap<Double, Place>> curves) {
    double low = curves.stream().mapToDouble(TreeMap::firstKey).min().orElseThrow();
    double high = curves.stream().mapToDouble(TreeMap::lastKey).max().orElseThrow();
    return axis.scale() == PlotAxis.Scale.LOGARITHMIC
        ? low < high ? StrictMath.pow(high / low, STROKE) : 1 + STROKE
        : low < high ? STROKE * (high - low) : STROKE;
  }

  private static Mark law(Ink ink, PlotAxis axis, double[] x, double[] fitted, double stroke) {
    if (x.length > 1) {
      return new Mark.Line(ink, Dash.SOLID, x, fitted);
    }
    double[] ends =
        axis.scale() == PlotAxis.Scale.LOGARITHMIC
            ? new double[] {x[0] / stroke, x[0] * stroke}
            : new double[] {x[0] - stroke, x[0] + stroke};
    return new Mark.Line(ink, Dash.SOLID, ends, new double[] {fitted[0], fitted[0]});
  }

  private static void add(
      List<Mark> bands,
      List<Mark> marks,
      TreeMap<Double, Place> curve,
      Ink ink,
      PlotAxis axis,
      double stroke) {
    List<Double> shown = SweepFigures.placesOf(List.copyOf(curve.keySet()));
    List<Place> places = shown.stream().map(curve::get).toList();
    double[] x = shown.stream().mapToDouble(Double::doubleValue).toArray();
    boolean banded =
        x.length > 1
            && places.stream().allMatch(one -> one.fit.low() != null && one.fit.high() != null);
    if (banded) {
      double[] low = column(places, one -> one.fit.low());
      bands.add(new Mark.Band(ink, x, low, column(places, one -> one.fit.high())));
    }
    marks.add(law(ink, axis, x, column(places, one -> one.fit.fitted()), stroke));
    marks.add(
        new Mark.Intervals(ink, x, column(places, Place::least), column(places, Place::greatest)));
    marks.add(new Mark.Points(ink, x, column(places, Place::mean)));
  }

  private static double[] column(List<Place> places, Function<Place, Double> number) {
    return places.stream()
        .map(number)
        .mapToDouble(known -> known == null ? Double.NaN : known)
        .toArray();
  }
}
