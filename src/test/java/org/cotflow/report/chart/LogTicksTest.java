package org.cotflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogTicksTest {
  @Test
  void fewDecadesHaveTicksBetween() {
    assertEquals(List.of(0.1, 0.2, 0.5, 1.0), LogTicks.between(0.1, 1));
    assertEquals(List.of(0.1, 0.2, 0.3), LogTicks.between(0.065, 0.45));
    assertEquals(List.of(1.0, 10.0, 100.0, 1000.0), LogTicks.between(0.8, 2000));
  }

  @Test
  void manyDecadesAreThinnedOut() {
    assertEquals(List.of(1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0), LogTicks.between(2e-11, 5));
  }

  @Test
  void labelsAreShort() {
    assertEquals("0.001", LogTicks.label(1e-3));
    assertEquals("2\u00b710\u207b\u2074", LogTicks.label(2e-4));
    assertEquals("10\u00b9\u00b2", LogTicks.label(1e12));
    assertEquals("20000", LogTicks.label(2e4));
  }

  @Test
  void ticksLieWithinAndAreFew() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2000; i++) {
      double low = Math.pow(10, random.nextDouble(-300, 300));
      double high = low * Math.pow(10, random.nextDouble(0.01, 7));
      List<Double> ticks = LogTicks.between(low, high);
      assertTrue(ticks.size() <= 8, low + " to " + high + ": " + ticks);
      for (double tick : ticks) {
        assertTrue(low <= tick && tick <= high, low + " to " + high + ": " + ticks);
      }
    }
  }
}
