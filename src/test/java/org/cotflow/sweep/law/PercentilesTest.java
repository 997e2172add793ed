package org.cotflow.sweep.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cotflow.base.NormalQuantile;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void quantilesAreLinearBetweenOrderStatistics() {
    double[] sorted = {1, 2, 4, 8};
    assertEquals(1, Percentiles.at(sorted, 0));
    assertEquals(3, Percentiles.at(sorted, 0.5));
    assertEquals(8, Percentiles.at(sorted, 1));
    assertEquals(7, Percentiles.at(new double[] {7}, 0.3));
    assertThrows(IllegalArgumentException.class, () -> Percentiles.at(new double[0], 0.5));
  }

  @Test
  void studentQuantilesAreThoseOfTheTables() {
    assertEquals(12.706204736174694, Percentiles.studentQuantile(0.975, 1), 1e-10);
    assertEquals(4.302652729749462, Percentiles.studentQuantile(0.975, 2), 1e-12);
    assertEquals(2.7764451051977934, Percentiles.studentQuantile(0.975, 4), 1e-12);
    assertEquals(2.262157162798205, Percentiles.studentQuantile(0.975, 9), 1e-12);
    assertEquals(1.6972608865939574, Percentiles.studentQuantile(0.95, 30), 1e-12);
  }

  @Test
  void theExpandedTailApproachesTheNominalOneForManyGroups() {
    double five = Percentiles.expandedTail(0.025, 5);
    assertEquals(-Math.sqrt(1.25) * 2.7764451051977934, NormalQuantile.of(five), 1e-9);
    assertEquals(0.025, Percentiles.expandedTail(0.025, 100_000), 1e-5);
    assertTrue(Percentiles.expandedTail(0.025, 2) < 1e-60);
  }

  @Test
  void aSpreadHasItsPercentiles() {
    double[] constants = new double[21];
    for (int i = 0; i <= 20; i++) {
      constants[i] = 20 - i;
    }
    Spread spread = Spread.of(constants);
    assertEquals(21, spread.count());
    assertEquals(new Interval(1, 19), spread.central90());
    assertEquals(10, spread.median());
    assertEquals(0, spread.smallest());
    assertEquals(20, spread.largest());
    assertThrows(IllegalArgumentException.class, () -> Spread.of(new double[] {1, Double.NaN}));
  }

  @Test
  void anIntervalKnowsItsMembers() {
    assertTrue(new Interval(1, 2).contains(2));
    assertTrue(!new Interval(1, 2).contains(2.1));
    assertTrue(!Interval.UNKNOWN.contains(0));
    assertThrows(IllegalArgumentException.class, () -> new Interval(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Interval(Double.NaN, 1));
  }
}
