package org.cotflow.report.chart;

import java.util.List;

/**
 * Charts shown together, with one legend.
 *
 * @param caption one or two sentences on what is seen
 * @param charts at least one
 * @param legend may be empty
 */
public record Figure(String title, String caption, List<Chart> charts, List<LegendKey> legend) {
  public Figure {
    charts = List.copyOf(charts);
    legend = List.copyOf(legend);
    if (charts.isEmpty()) {
      throw new IllegalArgumentException("figure " + title + " has no chart");
    }
  }

  /** A figure of one chart, which bears the figure's title and caption. */
  public static Figure of(
      String title,
      String caption,
      PlotAxis x,
      PlotAxis y,
      List<Mark> marks,
      List<LegendKey> legend) {
    return new Figure(title, caption, List.of(new Chart(title, caption, x, y, marks)), legend);
  }
}
