package org.cotflow.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cotflow.format.CsvTable;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.PlotAxis;

/** Each law of a sweep over the runs that it was fitted to: fits.csv. */
public final class LawFigures {
  private final ReportedSweep sweep;
  private final List<SweepKey> keys;
  private final Map<String, CsvTable.Row> runs = new LinkedHashMap<>();

  public LawFigures(ReportedSweep sweep) {
    this.sweep = sweep;
    this.keys = sweep.varyingKeys();
    sweep.lastRows().forEach(row -> runs.put(row.text("run"), row));
  }

  /** What was measured and what the law says at one place of the grid. */
  private static final class Place {
    private final List<Double> values = new ArrayList<>();
    private Double fitted;
    private Double low;
    private Double high;
    private Double mean;

    void add(CsvTable.Row fit) {
      if (fit.number("value") != null) {
        values.add(fit.number("value"));
      }
      fitted = fit.number("fitted");
      low = fit.number("low");
      high = fit.number("high");
      mean = fit.number("mean");
    }

    /** As the fit took it, which may be of squares. */
    double mean() {
      return mean != null
          ? mean
          : values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    double least() {
      return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double greatest() {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
  }

  /** One figure a law; of a law with several fits the first. */
  public List<Figure> all() {
    Map<String, List<CsvTable.Row>> laws = new LinkedHashMap<>();
    Map<String, String> groups = new LinkedHashMap<>();
    for (CsvTable.Row fit : sweep.fits().rows()) {
      String group = groups.computeIfAbsent(fit.text("law"), law -> fit.text("group"));
      if (fit.text("group").equals(group) && runs.containsKey(fit.text("run"))) {
        laws.computeIfAbsent(fit.text("law"), law -> new ArrayList<>()).add(fit);
      }
    }
    List<Figure> figures = new ArrayList<>();
    laws.forEach(
        (law, fits) -> {
          if (SweepFigures.along(keys) != null) {
            figures.add(figure(law, groups.get(law), fits));
          }
        });
    return figures;
  }

  private Figure figure(String law, String group, List<CsvTable.Row> fits) {
    SweepKey along = SweepFigures.along(keys);
    SweepKey other = SweepFigures.besides(keys, along);
    TreeMap<Double, TreeMap<Double, Place>> curves = new TreeMap<>();
    for (CsvTable.Row fit : fits) {
      CsvTable.Row run = runs.get(fit.text("run"));
      double series = other == null ? 0 : other.values().indexOf(run.text(other.name()));
      curves
          .computeIfAbsent(series, key -> new TreeMap<>())
          .computeIfAbsent(Double.valueOf(run.text(along.name())), key -> new Place())
          .add(fit);
    }
    List<Mark> bands = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    List<LegendKey> legend = new ArrayList<>();
    List<Double> shown = SweepFigures.curvesOf(List.copyOf(curves.keySet()));
    for (int i = 0; i < shown.size(); i++) {
      Ink ink = other == null ? Ink.HUE_1 : Ink.order(i, shown.size());
      add(bands, marks, curves.get(shown.get(i)), ink);
      if (other != null) {
        String value = other.shown(other.values().get(shown.get(i).intValue()));
        legend.add(LegendKey.line(other.name() + " = " + value, ink, Dash.SOLID));
      }
    }
    boolean banded = !bands.isEmpty();
    bands.addAll(marks);
    String column = fits.get(0).text("of").replace('_', ' ');
    return Figure.of(
        "Law " + law + (group.isEmpty() ? "" : ", " + group),
        "Lines are the fitted law, points the measured means, with strokes from the least to the"
            + " greatest replica"
            + (banded ? "; bands hold 95 % of the bootstrap's fits at each place." : "."),
        SweepFigures.axis(along),
        PlotAxis.logarithmic(column.isBlank() ? "value" : column),
        bands,
        legend);
  }

  private static void add(
      List<Mark> bands, List<Mark> marks, TreeMap<Double, Place> curve, Ink ink) {
    List<Double> shown = SweepFigures.placesOf(List.copyOf(curve.keySet()));
    int n = shown.size();
    double[][] columns = new double[7][n];
    int i = 0;
    boolean banded = true;
    for (Double x : shown) {
      Place place = curve.get(x);
      columns[0][i] = x;
      columns[1][i] = place.fitted == null ? Double.NaN : place.fitted;
      columns[2][i] = place.mean();
      columns[3][i] = place.least();
      columns[4][i] = place.greatest();
      banded &= place.low != null && place.high != null;
      columns[5][i] = banded ? place.low : Double.NaN;
      columns[6][i] = banded ? place.high : Double.NaN;
      i++;
    }
    if (banded && n > 1) {
      bands.add(new Mark.Band(ink, columns[0], columns[5], columns[6]));
    }
    marks.add(new Mark.Line(ink, Dash.SOLID, columns[0], columns[1]));
    marks.add(new Mark.Intervals(ink, columns[0], columns[3], columns[4]));
    marks.add(new Mark.Points(ink, columns[0], columns[2]));
  }
}
