package org.cotflow.report.prediction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cotflow.network.Metrics;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.figure.Drawing;

/** The confusion matrix of a part of the samples. */
public final class ConfusionFigure {
  private static final int MOST_CLASSES = 30;

  private ConfusionFigure() {}

  /**
   * A drawing that is left out for a regression and for more than {@value #MOST_CLASSES} classes.
   *
   * @param part the part in words
   */
  public static Drawing of(String part, Metrics metrics) {
    return new Drawing("Confusion matrix", () -> figure(part, metrics));
  }

  private static Figure figure(String part, Metrics metrics) {
    if (metrics.classes() == null || metrics.classes().size() > MOST_CLASSES) {
      return null;
    }
    List<String> names = metrics.classes().stream().map(Metrics.ClassScore::name).toList();
    List<String> down = new ArrayList<>(names);
    Collections.reverse(down);
    int last = names.size() - 1;
    double[][] counts = new double[names.size()][names.size()];
    for (int a = 0; a <= last; a++) {
      for (int b = 0; b <= last; b++) {
        counts[last - a][b] = metrics.confusion().get(a).get(b);
      }
    }
    return Figure.of(
        "Confusion matrix",
        "Samples of the " + part + " part by their class and the class that is predicted.",
        PlotAxis.categories("predicted class", names),
        PlotAxis.categories("class", down),
        List.of(new Mark.Cells(counts, false)),
        List.of());
  }
}
