package org.cotflow.report.prediction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.cotflow.network.Metrics;
import org.cotflow.network.Metrics.ClassScore;
import org.cotflow.report.chart.ColorScale;
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
    List<ClassScore> classes = new ArrayList<>(metrics.classes());
    Collections.reverse(classes); // the first class is the uppermost row, as in the table
    double[][] cells = classes.stream().map(ClassFigure::row).toArray(double[][]::new);
    Mark.Cells scores = new Mark.Cells(cells, false);
    return Figure.of(
        TITLE,
        "On the "
            + part
            + " part: of the samples of a class the share that is predicted as such (accuracy, also"
            + " called recall); of those predicted as this class the share that belongs to it"
            + " (precision); and the harmonic mean of both (F1)."
            + range(scores),
        PlotAxis.categories("score", List.of("accuracy", "precision", "F1")),
        PlotAxis.categories("class", classes.stream().map(ClassScore::name).toList()),
        List.of(scores),
        List.of());
  }

  /** Colors tell scores apart that are close: they do not begin at 0. */
  private static String range(Mark.Cells scores) {
    ColorScale colors = ColorScale.of(scores);
    return colors.low() < colors.high()
        ? " Colors run from the lowest score, "
            + scores.shown(colors.low())
            + ", to the highest, "
            + scores.shown(colors.high())
            + "."
        : "";
  }

  private static double[] row(ClassScore score) {
    return Stream.of(score.recall(), score.precision(), score.f1())
        .mapToDouble(share -> share == null ? Double.NaN : share)
        .toArray();
  }
}
