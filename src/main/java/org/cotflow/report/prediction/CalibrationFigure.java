package org.cotflow.report.prediction;

import java.util.List;
import org.cotflow.network.Score;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Ink;
import org.cotflow.report.chart.LegendKey;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.chart.Mark.Dash;
import org.cotflow.report.chart.Numbers;
import org.cotflow.report.chart.PlotAxis;
import org.cotflow.report.figure.Drawing;
import org.cotflow.run.Prediction;

/**
 * Whether the probabilities of a classification are right: in each of {@value #BINS} bins B of
 * equal length of the largest probability p_i, the share of right predictions against the mean of
 * p_i, and the expected calibration error
 *
 * <pre>
 *   ECE = sum_B |B|/N | mean_B [right_i] - mean_B p_i |
 * </pre>
 *
 * <p>Source: Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017.
 * Intervals of shares are Wilson's, 95 %.
 */
public final class CalibrationFigure {
  static final String TITLE = "Calibration";
  private static final int BINS = 10;

  /** Quantile of the normal law for 95 %. */
  private static final double Z = 1.959964;

  private CalibrationFigure() {}

  /** There is none without probabilities, which only cross-entropy has. */
  public static Drawing of(String part, Prediction prediction) {
    return new Drawing(TITLE, () -> prediction == null ? null : figure(part, prediction));
  }

  private static Figure figure(String part, Prediction prediction) {
    double[] probabilities = prediction.probabilities();
    return probabilities == null || prediction.metrics() == null
        ? null
        : figure(part, probabilities, prediction.rows().targets(), prediction.count());
  }

  /**
   * The figure.
   *
   * @param probabilities count x classes
   * @param targets count x classes, one-hot; NaN where the truth is not known
   */
  static Figure figure(String part, double[] probabilities, double[] targets, int count) {
    int classes = probabilities.length / count;
    int[] sizes = new int[BINS];
    int[] right = new int[BINS];
    double[] sums = new double[BINS];
    int known = 0;
    for (int i = 0; i < count; i++) {
      int at = i * classes;
      if (!Double.isNaN(targets[at])) {
        int predicted = Score.argMax(probabilities, at, classes);
        double p = probabilities[at + predicted];
        int bin = (int) Math.min(BINS - 1, Math.floor(p * BINS));
        sizes[bin]++;
        sums[bin] += p;
        right[bin] += predicted == Score.argMax(targets, at, classes) ? 1 : 0;
        known++;
      }
    }
    int filled = 0;
    for (int size : sizes) {
      filled += size > 0 ? 1 : 0;
    }
    double[][] points = new double[4][filled];
    double error = 0;
    int next = 0;
    for (int b = 0; b < BINS; b++) {
      if (sizes[b] > 0) {
        double share = (double) right[b] / sizes[b];
        double mean = sums[b] / sizes[b];
        error += (double) sizes[b] / known * Math.abs(share - mean);
        points[0][next] = mean;
        points[1][next] = share;
        points[2][next] = wilson(share, sizes[b], -1);
        points[3][next++] = wilson(share, sizes[b], 1);
      }
    }
    return Figure.of(
        TITLE,
        "How often the predicted class is right, against the probability that the network gives it,"
            + " on the "
            + part
            + " part ("
            + known
            + " samples); on the diagonal probabilities are right. Strokes are 95 % intervals"
            + " (Wilson). The expected calibration error is "
            + Numbers.brief(error, 3)
            + ".",
        PlotAxis.linear("probability of the predicted class").within(-0.03, 1.03),
        PlotAxis.linear("share of right predictions").within(-0.03, 1.03),
        List.of(
            new Mark.Line(Ink.QUIET, Dash.DASHED, new double[] {0, 1}, new double[] {0, 1}),
            new Mark.Intervals(Ink.HUE_1, points[0], points[2], points[3]),
            new Mark.Line(Ink.HUE_1, Dash.SOLID, points[0], points[1]),
            new Mark.Points(Ink.HUE_1, points[0], points[1])),
        List.of(
            filled > 1
                ? LegendKey.line("network", Ink.HUE_1, Dash.SOLID)
                : LegendKey.point("network", Ink.HUE_1),
            LegendKey.line("right probabilities", Ink.QUIET, Dash.DASHED)));
  }

  /** The lower (sign -1) or upper (1) end of Wilson's interval of a share of n. */
  private static double wilson(double share, int n, int sign) {
    double z2 = Z * Z / n;
    double half = Z * Math.sqrt(share * (1 - share) / n + z2 / (4 * n));
    return Math.max(0, Math.min(1, (share + z2 / 2 + sign * half) / (1 + z2)));
  }
}
