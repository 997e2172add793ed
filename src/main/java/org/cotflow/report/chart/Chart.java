package org.cotflow.report.chart;

import java.util.List;

/**
 * One panel with two axes.
 *
 * @param title short; for a screen reader, and above a panel among several
 * @param description what is seen, in words, for those who do not see it
 * @param marks in the order in which they are drawn
 */
public record Chart(String title, String description, PlotAxis x, PlotAxis y, List<Mark> marks) {
  public Chart {
    marks = List.copyOf(marks);
  }
}
