package org.cotflow.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints a chart with plain characters, for terminals, logs and mail. */
public final class TextChart {
  private static final int COLUMNS = 60;
  private static final int ROWS = 15;
  private static final int MARGIN = 11;
  private static final int WIDTH = 80;

  private final Chart chart;
  private final char[][] canvas = new char[ROWS][COLUMNS];
  private final Range x;
  private final Range y;

  private TextChart(Chart chart, List<Curve> curves) {
    this.chart = chart;
    this.x = Range.of(chart.x(), curves.stream().map(Curve::x).toList());
    this.y = Range.of(chart.y(), curves.stream().map(Curve::y).toList());
    for (char[] row : canvas) {
      Arrays.fill(row, ' ');
    }
  }

  /** The points of a mark. */
  private record Curve(double[] x, double[] y, boolean joined) {}

  /** What an axis shows, in its own coordinate. */
  private record Range(PlotAxis axis, double low, double high) {
    static Range of(PlotAxis axis, List<double[]> values) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double[] some : values) {
        for (double value : some) {
          if (axis.places(value)) {
            low = Math.min(low, axis.along(value));
            high = Math.max(high, axis.along(value));
          }
        }
      }
      if (!(low < high)) {
        double at = low == high ? low : 0;
        low = at - 0.5;
        high = at + 0.5;
      }
      return new Range(axis, low, high);
    }

    double share(double value) {
      return (axis.along(value) - low) / (high - low);
    }

    /** The value at a share of the way. */
    String label(double share) {
      return Notation.of(value(0), value(0.5), value(1)).brief(value(share), 3);
    }

    private double value(double share) {
      double along = low + share * (high - low);
      return axis.scale() == PlotAxis.Scale.LOGARITHMIC ? StrictMath.pow(10, along) : along;
    }
  }

  /** All charts of a figure, with its title, legend and caption. */
  public static String of(Figure figure) {
    StringBuilder text = new StringBuilder(figure.title()).append('\n');
    for (Chart chart : figure.charts()) {
      if (figure.charts().size() > 1) {
        text.append(chart.title()).append('\n');
      }
      text.append(of(chart, figure.legend()));
    }
    String legend = legend(figure.legend());
    return text.append(legend).append(wrapped(figure.caption(), "")).toString();
  }

  /** The chart with its axes. */
  public static String of(Chart chart) {
    return of(chart, List.of());
  }

  private static String of(Chart chart, List<LegendKey> legend) {
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Cells cells) {
        return table(chart, cells);
      }
    }
    List<Mark> drawn = drawn(chart.marks());
    List<Curve> curves = new ArrayList<>();
    drawn.forEach(mark -> addCurves(mark, curves));
    TextChart text = new TextChart(chart, curves);
    TextSymbols symbols = new TextSymbols(legend);
    for (Mark mark : drawn) {
      List<Curve> ofMark = new ArrayList<>();
      addCurves(mark, ofMark);
      char symbol = symbols.of(mark);
      ofMark.forEach(curve -> text.draw(curve, symbol));
    }
    return text.text();
  }

  /**
   * Lines and points; areas and strokes only where there is nothing else, which they would hide.
   */
  private static List<Mark> drawn(List<Mark> marks) {
    List<Mark> clear =
        marks.stream()
            .filter(mark -> !(mark instanceof Mark.Band || mark instanceof Mark.Intervals))
            .toList();
    return clear.isEmpty() ? marks : clear;
  }

  private static String legend(List<LegendKey> legend) {
    if (legend.isEmpty()) {
      return "";
    }
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < legend.size(); i++) {
      String name = legend.get(i).name().replace(' ', '\u00a0');
      keys.append(i == 0 ? "" : " ").append(TextSymbols.at(i)).append('\u00a0').append(name);
    }
    return wrapped(keys.toString(), " ".repeat(MARGIN)).replace('\u00a0', ' ');
  }

  /** Lines of words, as long as the chart is wide. */
  private static String wrapped(String text, String margin) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && margin.length() + line.length() + word.length() >= WIDTH) {
        lines.append(margin).append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : margin.isEmpty() ? " " : "   ").append(word);
    }
    return lines.append(margin).append(line).append('\n').toString();
  }

  private static void addCurves(Mark mark, List<Curve> curves) {
    if (mark instanceof Mark.Line line) {
      curves.add(new Curve(line.x(), line.y(), true));
    } else if (mark instanceof Mark.Lines lines) {
      for (int i = 0; i < lines.x().size(); i++) {
        curves.add(new Curve(lines.x().get(i), lines.y().get(i), true));
      }
    } else if (mark instanceof Mark.Points points) {
      curves.add(new Curve(points.x(), points.y(), false));
    } else if (mark instanceof Mark.Intervals intervals) {
      curves.add(new Curve(intervals.x(), intervals.low(), false));
      curves.add(new Curve(intervals.x(), intervals.high(), false));
    }
  }

  private void draw(Curve curve, char symbol) {
    int lastColumn = -1;
    double lastHeight = 0;
    for (int i = 0; i < curve.x().length; i++) {
      if (!chart.x().places(curve.x()[i]) || !chart.y().places(curve.y()[i])) {
        continue;
      }
      int column = (int) Math.round(x.share(curve.x()[i]) * (COLUMNS - 1));
      double height = y.share(curve.y()[i]);
      if (curve.joined() && lastColumn >= 0) {
        join(lastColumn, lastHeight, column, height, symbol);
      }
      put(column, height, symbol);
      lastColumn = column;
      lastHeight = height;
    }
  }

  /** The columns between two points of a line. */
  private void join(int from, double fromHeight, int to, double toHeight, char symbol) {
    for (int column = from + 1; column < to; column++) {
      double part = (column - from) / (double) (to - from);
      put(column, fromHeight + part * (toHeight - fromHeight), symbol);
    }
  }

  private void put(int column, double height, char symbol) {
    int row = ROWS - 1 - (int) Math.round(height * (ROWS - 1));
    if (row >= 0 && row < ROWS && column >= 0 && column < COLUMNS) {
      canvas[row][column] = symbol;
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append(chart.y().shownLabel()).append('\n');
    for (int row = 0; row < ROWS; row++) {
      boolean labeled = row == 0 || row == ROWS - 1 || row == ROWS / 2;
      String label = labeled ? y.label(1 - row / (ROWS - 1.0)) : "";
      text.append(String.format("%" + (MARGIN - 2) + "s |", label))
          .append(new String(canvas[row]).stripTrailing())
          .append('\n');
    }
    text.append(" ".repeat(MARGIN - 1)).append('+').append("-".repeat(COLUMNS)).append('\n');
    String low = x.label(0);
    String high = x.label(1);
    String middle = chart.x().shownLabel();
    int room = COLUMNS - low.length() - high.length();
    int before = Math.max(1, (room - middle.length()) / 2);
    return text.append(" ".repeat(MARGIN))
        .append(low)
        .append(" ".repeat(before))
        .append(middle)
        .append(" ".repeat(Math.max(1, room - before - middle.length())))
        .append(high)
        .append('\n')
        .toString();
  }

  private static String table(Chart chart, Mark.Cells cells) {
    StringBuilder text = new StringBuilder();
    text.append(chart.y().label()).append(" down, ").append(chart.x().label()).append(" across\n");
    text.append(String.format("%10s", ""));
    chart.x().categories().forEach(name -> text.append(String.format(" %9.9s", name)));
    text.append('\n');
    for (int row = 0; row < cells.values().length; row++) {
      text.append(String.format("%10.10s", chart.y().categories().get(row)));
      for (double value : cells.values()[row]) {
        text.append(String.format(" %9s", Double.isNaN(value) ? "-" : cells.shown(value, 3)));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
