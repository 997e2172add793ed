package org.cotflow.report.paper;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Marker;
import org.cotflow.report.chart.PlotAxis;

/**
 * Makes the series of a figure differ without color: each ink of the legend has a marker, which its
 * points have. Where a chart has no points of that ink, its lines bear the marker at some places;
 * beside points, such as those that a law was fitted to, it would look like one. Dashes stay what
 * they are.
 */
final class Monochrome {
  private static final int PLACES = 7;

  private final Map<Ink, Marker> markers;

  private Monochrome(Map<Ink, Marker> markers) {
    this.markers = markers;
  }

  /** The figure itself where its legend has a single ink. */
  static Figure of(Figure figure) {
    Map<Ink, Marker> markers = new EnumMap<>(Ink.class);
    for (LegendKey key : figure.legend()) {
      Marker next = Marker.values()[markers.size() % Marker.values().length];
      if (key.shape() != LegendKey.Shape.AREA) {
        markers.putIfAbsent(key.ink(), next);
      }
    }
    if (markers.size() < 2) {
      return figure;
    }
    Monochrome monochrome = new Monochrome(markers);
    return new Figure(
        figure.title(),
        figure.caption(),
        figure.charts().stream().map(monochrome::chart).toList(),
        figure.legend().stream()
            .map(key -> markers.containsKey(key.ink()) ? key.with(markers.get(key.ink())) : key)
            .toList());
  }

  private Chart chart(Chart chart) {
    List<Mark> marks = new ArrayList<>();
    Set<Ink> pointed = EnumSet.noneOf(Ink.class);
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Points points) {
        pointed.add(points.ink());
      }
    }
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Points points && markers.containsKey(points.ink())) {
        marks.add(new Mark.Points(points.ink(), markers.get(points.ink()), points.x(), points.y()));
        continue;
      }
      marks.add(mark);
      if (mark instanceof Mark.Line line
          && markers.containsKey(line.ink())
          && !pointed.contains(line.ink())) {
        marks.add(onLine(line, chart.x(), chart.y()));
      } else if (mark instanceof Mark.Lines lines
          && markers.containsKey(lines.ink())
          && !pointed.contains(lines.ink())) {
        marks.add(atEnds(lines));
      }
    }
    return new Chart(chart.title(), chart.description(), chart.x(), chart.y(), marks);
  }

  /** Evenly spread along the axis, at other places for each marker. */
  private Mark onLine(Mark.Line line, PlotAxis x, PlotAxis y) {
    List<Integer> placed = new ArrayList<>();
    for (int i = 0; i < line.x().length; i++) {
      if (x.places(line.x()[i]) && y.places(line.y()[i])) {
        placed.add(i);
      }
    }
    Marker marker = markers.get(line.ink());
    List<Integer> chosen = new ArrayList<>();
    if (placed.size() <= PLACES) {
      chosen.addAll(placed);
    } else {
      double from = x.along(line.x()[placed.get(0)]);
      double to = x.along(line.x()[placed.get(placed.size() - 1)]);
      double shift = (marker.ordinal() + 0.5) / Marker.values().length;
      for (int place = 0; place < PLACES; place++) {
        double wanted = from + (to - from) * (place + shift) / PLACES;
        int nearest = placed.get(0);
        for (int i : placed) {
          if (Math.abs(x.along(line.x()[i]) - wanted)
              < Math.abs(x.along(line.x()[nearest]) - wanted)) {
            nearest = i;
          }
        }
        chosen.add(nearest);
      }
    }
    return new Mark.Points(line.ink(), marker, at(line.x(), chosen), at(line.y(), chosen));
  }

  private Mark atEnds(Mark.Lines lines) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < lines.x().size(); i++) {
      int last = lines.x().get(i).length - 1;
      if (last >= 0) {
        x.add(lines.x().get(i)[last]);
        y.add(lines.y().get(i)[last]);
      }
    }
    return new Mark.Points(lines.ink(), markers.get(lines.ink()), numbers(x), numbers(y));
  }

  private static double[] at(double[] values, List<Integer> places) {
    return places.stream().mapToDouble(place -> values[place]).toArray();
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
