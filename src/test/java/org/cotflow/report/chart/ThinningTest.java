package org.cotflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cotflow.report.chart.Mark.Dash;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final PlotAxis X = PlotAxis.logarithmic("x");
  private static final PlotAxis Y = PlotAxis.logarithmic("y");

  @Test
  void aShortCurveStaysAsItIs() {
    double[] x = {0, 1, 2, 4};
    double[] y = {1, 0.5, -1, Double.NaN};
    Mark.Line line = Thinning.line(Ink.HUE_1, Dash.SOLID, X, Y, x, y);
    assertArrayEquals(new double[] {1}, line.x());
    assertArrayEquals(new double[] {0.5}, line.y());
  }

  @Test
  void aLongCurveKeepsItsEndsAndItsPeaks() {
    int count = 100_000;
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = i + 1;
      y[i] = 1 + i % 7;
    }
    y[70_001] = 1e6;
    y[80_001] = 1e-6;
    Mark.Line line = Thinning.line(Ink.HUE_1, Dash.SOLID, X, Y, x, y);
    assertTrue(line.x().length <= 600, line.x().length + " points");
    assertEquals(1, line.x()[0]);
    assertEquals(count, line.x()[line.x().length - 1]);
    assertEquals(1e6, Arrays.stream(line.y()).max().orElseThrow());
    assertEquals(1e-6, Arrays.stream(line.y()).min().orElseThrow());
    for (int i = 1; i < line.x().length; i++) {
      assertTrue(line.x()[i] > line.x()[i - 1]);
    }
  }
}
