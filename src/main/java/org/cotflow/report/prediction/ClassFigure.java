package org.cotflow.report.prediction;

import java.util.List;
import java.util.function.Function;
import org.cotflow.network.Metrics;
import org.cotflow.network.Metrics.ClassScore;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.figure.Drawing;

/** How well each class is predicted. */
public final class ClassFigure {
  static final String TITLE = "Accuracy by class";
  private static final int MOST_CLASSES = 16;

  private ClassFigure() {}

  /** There is none for a regression or more than {@value #MOST_CLASSES} classes. */
  public static Drawing of(String part, Metrics metrics) {
    return new Drawing(TITLE, () -> figure(part, metrics));
  }

  private static Figure figure(String part, Metrics metrics) {
    if (metrics.classes() == null || metrics.classes().size() > MOST_CLASSES) {
      return null;
    }
    double[][] cells = {
      row(metrics, ClassScore::f1),
      row(metrics, ClassScore::precision),
      row(metrics, ClassScore::recall)
    };
    return Figure.of(
        TITLE,
        "On the "
            + part
            + " part: of the samples of a class the share that is predicted as such (accuracy, also"
            + " called recall); of those predicted as this class the share that belongs to it"
            + " (precision); and the harmonic mean of both (F1).",
        PlotAxis.categories("class", metrics.classes().stream().map(ClassScore::name).toList()),
        PlotAxis.categories("score", List.of("F1", "precision", "accuracy")),
        List.of(new Mark.Cells(cells, false)),
        List.of());
  }

  private static double[] row(Metrics metrics, Function<ClassScore, Double> score) {
    return metrics.classes().stream()
        .map(score)
        .mapToDouble(share -> share == null ? Double.NaN : share)
        .toArray();
  }
}
