package org.cotflow.report.prediction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Mark;
import org.junit.jupiter.api.Test;

class CalibrationFigureTest {
  /** Two samples at 0.9, one of them right; two at 0.6, both right; one without truth. */
  @Test
  void binsHaveTheirMeansAndTheErrorIsTheirDistance() {
    double[] probabilities = {0.95, 0.05, 0.05, 0.95, 0.65, 0.35, 0.35, 0.65, 0.5, 0.5};
    double[] targets = {1, 0, 1, 0, 1, 0, 0, 1, Double.NaN, Double.NaN};
    Figure figure = CalibrationFigure.figure("test", probabilities, targets, 5);
    Mark.Points points = (Mark.Points) figure.charts().get(0).marks().get(3);
    assertArrayEquals(new double[] {0.65, 0.95}, points.x(), 1e-15);
    assertArrayEquals(new double[] {1, 0.5}, points.y());
    // 2/4 |1 - 0.65| + 2/4 |0.5 - 0.95|
    assertTrue(figure.caption().contains("calibration error is 0.4."), figure.caption());
    assertTrue(figure.caption().contains("(4 samples)"), figure.caption());
    // Wilson 1927: 1 of 2, z = 1.959964
    Mark.Intervals intervals = (Mark.Intervals) figure.charts().get(0).marks().get(1);
    assertEquals(0.0945, intervals.low()[1], 1e-4);
    assertEquals(0.9055, intervals.high()[1], 1e-4);
  }
}
