package org.cotflow.report.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.Keyword;
import org.cotflow.format.Csv;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;

/**
 * The numbers of a figure as CSV, a row for each point of each mark:
 *
 * <pre>
 *   panel        the panel's title
 *   series       the legend's entry; the color where there is none
 *   mark         line, lines, points, intervals, band, rectangles, cells
 *   line         which of several lines, from 0
 *   x, y         coordinates, or the categories of a cell
 *   low, high    of an interval or a band: its ends
 *   right, top   of a rectangle, which begins at x, y
 *   value        of a cell
 * </pre>
 *
 * <p>Long curves have the points that the drawing has.
 */
final class FigureTable {
  private static final List<String> COLUMNS =
      List.of("panel", "series", "mark", "line", "x", "y", "low", "high", "right", "top", "value");

  private final Figure figure;
  private final List<List<Object>> rows = new ArrayList<>();

  private FigureTable(Figure figure) {
    this.figure = figure;
  }

  static String of(Figure figure) {
    FigureTable table = new FigureTable(figure);
    for (Chart chart : figure.charts()) {
      chart.marks().forEach(mark -> table.add(chart, mark));
    }
    return Csv.table(COLUMNS, table.rows);
  }

  private void add(Chart chart, Mark mark) {
    if (mark instanceof Mark.Line line) {
      String name = series(line.ink(), LegendKey.Shape.valueOf(line.dash().name()));
      for (int i = 0; i < line.x().length; i++) {
        row(chart, name, "line", null, line.x()[i], line.y()[i]);
      }
    } else if (mark instanceof Mark.Lines lines) {
      String name = series(lines.ink(), LegendKey.Shape.SOLID);
      for (int l = 0; l < lines.x().size(); l++) {
        for (int i = 0; i < lines.x().get(l).length; i++) {
          row(chart, name, "lines", l, lines.x().get(l)[i], lines.y().get(l)[i]);
        }
      }
    } else if (mark instanceof Mark.Points points) {
      String name = series(points.ink(), LegendKey.Shape.POINT);
      for (int i = 0; i < points.x().length; i++) {
        row(chart, name, "points", null, points.x()[i], points.y()[i]);
      }
    } else if (mark instanceof Mark.Intervals intervals) {
      String name = series(intervals.ink(), LegendKey.Shape.POINT);
      ranges(chart, name, "intervals", intervals.x(), intervals.low(), intervals.high());
    } else if (mark instanceof Mark.Band band) {
      String name = series(band.ink(), LegendKey.Shape.AREA);
      ranges(chart, name, "band", band.x(), band.low(), band.high());
    } else if (mark instanceof Mark.Rectangles rectangles) {
      rectangles(chart, rectangles);
    } else if (mark instanceof Mark.Cells cells) {
      cells(chart, cells);
    }
  }

  private void ranges(
      Chart chart, String name, String mark, double[] x, double[] low, double[] high) {
    for (int i = 0; i < x.length; i++) {
      row(chart, name, mark, null, x[i], null, low[i], high[i]);
    }
  }

  private void rectangles(Chart chart, Mark.Rectangles areas) {
    String name = series(areas.ink(), LegendKey.Shape.AREA);
    for (int i = 0; i < areas.left().length; i++) {
      row(
          chart,
          name,
          "rectangles",
          null,
          areas.left()[i],
          areas.bottom()[i],
          null,
          null,
          areas.right()[i],
          areas.top()[i],
          areas.opacity());
    }
  }

  private void cells(Chart chart, Mark.Cells cells) {
    for (int row = 0; row < cells.values().length; row++) {
      for (int column = 0; column < cells.values()[row].length; column++) {
        double value = cells.values()[row][column];
        row(
            chart,
            "",
            "cells",
            null,
            chart.x().categories().get(column),
            chart.y().categories().get(row),
            null,
            null,
            null,
            null,
            Double.isNaN(value) ? null : value);
      }
    }
  }

  private void row(Chart chart, Object... cells) {
    List<Object> row = new ArrayList<>(List.of(chart.title()));
    row.addAll(Arrays.asList(cells));
    while (row.size() < COLUMNS.size()) {
      row.add(null);
    }
    rows.add(row);
  }

  private String series(Ink ink, LegendKey.Shape shape) {
    LegendKey first = null;
    for (LegendKey key : figure.legend()) {
      if (key.ink() == ink && key.shape() == shape) {
        return key.name();
      }
      first = first == null && key.ink() == ink ? key : first;
    }
    return first != null ? first.name() : Keyword.of(ink);
  }
}
