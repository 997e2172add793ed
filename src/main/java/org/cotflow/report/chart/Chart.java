package org.cotflow.report.chart;

import java.util.List;

/**
 * One panel with two axes.
 *
 * @param title short; for a screen reader, and above a panel among several
 * @param description the picture in words, for a screen reader
 * @param marks in the order in which they are drawn
 */
public record Chart(String title, String description, PlotAxis x, PlotAxis y, List<Mark> marks) {
  public Chart {
    marks = List.copyOf(marks);
  }
}
