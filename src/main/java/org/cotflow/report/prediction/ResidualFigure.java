package org.cotflow.report.prediction;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.network.Metrics.OutputErrors;
import org.cotflow.report.chart.Chart;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.chart.Thinning;
import org.cotflow.report.figure.Drawing;
import org.cotflow.run.Prediction;

/** Predictions of a regression against the truth, and what is left, in the units of the data. */
public final class ResidualFigure {
  static final String TITLE = "Predicted against true";
  private static final int MOST_OUTPUTS = 2;
  private static final int MOST_SAMPLES = 1000;

  private ResidualFigure() {}

  /** There is none for a classification or where the predictions would take long. */
  public static Drawing of(String part, Prediction prediction) {
    return new Drawing(
        TITLE,
        () ->
            prediction == null
                    || prediction.metrics() == null
                    || prediction.metrics().outputs() == null
                ? null
                : figure(part, prediction));
  }

  private static Figure figure(String part, Prediction prediction) {
    int[] known = prediction.rows().known();
    int[] places = Thinning.places(known.length, MOST_SAMPLES);
    List<OutputErrors> outputs = prediction.metrics().outputs();
    int outputDim = outputs.size();
    List<Chart> charts = new ArrayList<>();
    StringBuilder errors = new StringBuilder();
    for (int o = 0; o < Math.min(MOST_OUTPUTS, outputDim); o++) {
      double[] truth = new double[places.length];
      double[] predicted = new double[places.length];
      for (int i = 0; i < places.length; i++) {
        int at = known[places[i]] * outputDim + o;
        truth[i] = prediction.rows().targets()[at];
        predicted[i] = prediction.values()[at];
      }
      OutputErrors error = outputs.get(o);
      addCharts(charts, error.name(), truth, predicted);
      errors
          .append(o > 0 ? "; " : " ")
          .append(error.name())
          .append(": R\u00b2 ")
          .append(error.r2() == null ? "not defined" : Numbers.brief(error.r2(), 3))
          .append(", root mean square error ")
          .append(Numbers.brief(error.rmse(), 3));
    }
    return new Figure(
        TITLE,
        "Samples of the "
            + part
            + " part"
            + (places.length < known.length ? ", " + places.length + " of " + known.length : "")
            + ", in the units of the data; dashed is where predictions are right."
            + errors
            + "."
            + (outputDim > MOST_OUTPUTS
                ? " The first " + MOST_OUTPUTS + " of " + outputDim + " outputs are shown."
                : ""),
        charts,
        List.of());
  }

  private static void addCharts(
      List<Chart> charts, String name, double[] truth, double[] predicted) {
    double[] residuals = new double[truth.length];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double leftmost = Double.POSITIVE_INFINITY;
    double rightmost = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < truth.length; i++) {
      residuals[i] = predicted[i] - truth[i];
      low = Math.min(low, Math.min(truth[i], predicted[i]));
      high = Math.max(high, Math.max(truth[i], predicted[i]));
      leftmost = Math.min(leftmost, predicted[i]);
      rightmost = Math.max(rightmost, predicted[i]);
    }
    charts.add(
        new Chart(
            "Predicted " + name,
            "Predictions of " + name + " against the truth",
            PlotAxis.linear("true " + name),
            PlotAxis.linear("predicted " + name),
            List.of(
                new Mark.Line(
                    Ink.QUIET, Dash.DASHED, new double[] {low, high}, new double[] {low, high}),
                new Mark.Points(Ink.HUE_1, truth, predicted))));
    charts.add(
        new Chart(
            "Residuals of " + name,
            "Predicted minus true " + name + " against the prediction",
            PlotAxis.linear("predicted " + name),
            PlotAxis.linear("predicted \u2212 true"),
            List.of(
                new Mark.Line(
                    Ink.QUIET, Dash.DASHED, new double[] {leftmost, rightmost}, new double[2]),
                new Mark.Points(Ink.HUE_1, predicted, residuals))));
  }
}
