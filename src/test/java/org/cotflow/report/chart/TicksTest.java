package org.cotflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cotflow.report.chart.PlotAxis.Scale;
import org.junit.jupiter.api.Test;

class TicksTest {
  @Test
  void fewDecadesHaveTicksBetween() {
    assertEquals(List.of(0.1, 0.2, 0.5, 1.0), Ticks.between(Scale.LOGARITHMIC, 0.1, 1, Ticks.MOST));
    assertEquals(List.of(0.1, 0.2, 0.3), Ticks.between(Scale.LOGARITHMIC, 0.065, 0.45, Ticks.MOST));
    assertEquals(
        List.of(1.0, 10.0, 100.0, 1000.0), Ticks.between(Scale.LOGARITHMIC, 0.8, 2000, Ticks.MOST));
  }

  @Test
  void linearAxesHaveRoundTicks() {
    assertEquals(
        List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), Ticks.between(Scale.LINEAR, 0, 1, Ticks.MOST));
    assertEquals(List.of(-2.0, 0.0, 2.0, 4.0), Ticks.between(Scale.LINEAR, -3, 4.5, Ticks.MOST));
    assertEquals(
        List.of(0.86, 0.88, 0.9, 0.92), Ticks.between(Scale.LINEAR, 0.85, 0.93, Ticks.MOST));
    assertEquals(List.of(0.0, 1.0, 2.0), Ticks.between(Scale.INTEGERS, -0.06, 2.06, Ticks.MOST));
    // Within a decade a logarithmic axis has such ticks too.
    assertEquals(
        List.of(150.0, 160.0, 170.0),
        Ticks.between(Scale.LOGARITHMIC, 149, 185, Ticks.MOST).subList(0, 3));
  }

  /** Such as the widths of a sweep. */
  @Test
  void ticksThatAreWantedAreTakenWhereTheyAreFew() {
    List<Double> widths = List.of(16.0, 32.0, 64.0, 128.0, 256.0);
    PlotAxis axis = PlotAxis.logarithmic("width").at(widths);
    assertEquals(widths, Ticks.of(axis, 15, 270, 7));
    assertEquals(List.of(16.0, 64.0, 256.0), Ticks.of(axis, 15, 270, 4));
    assertEquals(List.of(16.0, 128.0), Ticks.of(axis, 15, 270, 2));
    List<Double> many = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
    assertEquals(
        List.of(2.0, 4.0, 6.0, 8.0), Ticks.of(PlotAxis.linear("n").at(many), 1, 8, Ticks.MOST));
  }

  @Test
  void manyDecadesAreThinnedOut() {
    assertEquals(
        List.of(1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0),
        Ticks.between(Scale.LOGARITHMIC, 2e-11, 5, Ticks.MOST));
  }

  @Test
  void labelsAreShort() {
    assertEquals("0.001", Ticks.label(1e-3));
    assertEquals("2\u00b710\u207b\u2074", Ticks.label(2e-4));
    assertEquals("10\u00b9\u00b2", Ticks.label(1e12));
    assertEquals("20000", Ticks.label(2e4));
    assertEquals("\u22120.25", Ticks.label(-0.25));
    assertEquals("0", Ticks.label(0));
    assertEquals("1234567", Ticks.label(1234567));
    assertEquals("1.2\u00b710\u2075", Ticks.label(120000));
    assertEquals("\u22121.5\u00b710\u2078\u2076", Ticks.label(-1.5e86));
  }

  /** Where one tick of an axis is a power of ten, the others are. */
  @Test
  void labelsOfAnAxisAreAlike() {
    assertEquals(
        List.of("10\u207b\u2074", "10\u207b\u00b2", "1"), Ticks.labels(List.of(1e-4, 1e-2, 1.0)));
    assertEquals(List.of("0", "5\u00b710\u2074", "10\u2075"), Ticks.labels(List.of(0.0, 5e4, 1e5)));
    assertEquals(
        List.of("1", "10", "10\u00b3", "10\u2075"), Ticks.labels(List.of(1.0, 10.0, 1e3, 1e5)));
    assertEquals(List.of("0.001", "0.01"), Ticks.labels(List.of(1e-3, 1e-2)));
  }

  @Test
  void ticksLieWithinAndAreFew() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      double low = Math.pow(10, random.nextDouble(-300, 300));
      double high = low * Math.pow(10, random.nextDouble(0.01, 7));
      List<Double> ticks =
          Ticks.between(i % 2 == 0 ? Scale.LINEAR : Scale.LOGARITHMIC, low, high, Ticks.MOST);
      assertTrue(ticks.size() >= 2 && ticks.size() <= 9, low + " to " + high + ": " + ticks);
      for (double tick : ticks) {
        assertTrue(low <= tick && tick <= high, low + " to " + high + ": " + ticks);
      }
    }
  }
}
