package org.cotflow.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void numbersAreBrief() {
    assertEquals("0", Numbers.brief(0, 3));
    assertEquals("120", Numbers.brief(120, 3));
    assertEquals("0.0654", Numbers.brief(0.065354, 3));
    assertEquals("1e-4", Numbers.brief(1e-4, 3));
    assertEquals("-2.5e-7", Numbers.brief(-2.5e-7, 3));
    assertEquals("1.23e12", Numbers.brief(1.2345e12, 3));
    assertEquals("12346", Numbers.brief(12345.6, 3));
    assertEquals("10", Numbers.brief(9.999, 2));
    assertEquals("NaN", Numbers.brief(Double.NaN, 3));
    assertEquals("-infinite", Numbers.brief(Double.NEGATIVE_INFINITY, 3));
  }

  @Test
  void sharesHaveFourDecimalsUnlessTheyAreFarFromOne() {
    assertEquals("0.9900", Numbers.share(0.99));
    assertEquals("-12.5000", Numbers.share(-12.5));
    assertEquals("0.0000", Numbers.share(-2e-16));
    assertEquals("-3.364e277", Numbers.share(-3.36354e277));
    assertEquals("NaN", Numbers.share(Double.NaN));
  }

  @Test
  void numbersHaveAllTheirDigitsOrOnlyThose() {
    assertEquals("0.90", Numbers.full(0.9024, 2));
    assertEquals("1.00", Numbers.full(0.9996, 3));
    assertEquals("0.0300", Numbers.full(0.03, 3));
    assertEquals("-3.0e-5", Numbers.full(-3e-5, 2));
    assertEquals("120", Numbers.full(120, 2));
    assertEquals("10.0", Numbers.full(10, 3));
    assertEquals("0", Numbers.full(0, 3));
    assertEquals("NaN", Numbers.full(Double.NaN, 3));
    assertEquals("28000", Numbers.about(28079, 2));
    assertEquals("7.7", Numbers.about(7.651, 2));
    assertEquals("4.3e7", Numbers.about(4.307e7, 2));
  }

  @Test
  void numbersAreRoundedToTheSideThatIsTrue() {
    assertEquals("1.235e-10", Numbers.atLeast(1.23401e-10, 4));
    assertEquals("1.234e-10", Numbers.atMost(1.23499e-10, 4));
    assertEquals("0.150", Numbers.atLeast(0.15, 3));
    assertEquals("infinite", Numbers.atLeast(Double.POSITIVE_INFINITY, 3));
  }

  @Test
  void numbersThatAreReadBesideEachOtherAreWrittenAlike() {
    assertEquals(List.of("0.03610", "0.01222"), Numbers.alike(List.of(0.0361, 0.012219), 4));
    assertEquals(
        List.of("0.000842", "0.00148", "0.0161", "0"),
        Numbers.alike(List.of(8.42e-4, 1.48e-3, 1.61e-2, 0.0), 3));
    assertEquals(
        List.of("8.42e-6", "1.48e-3", "-2.00e0"),
        Numbers.alike(List.of(8.42e-6, 1.48e-3, -2.0), 3));
    assertEquals(List.of("8.4e-4", "2.0e-4"), Numbers.alike(List.of(8.4e-4, 2e-4), 2));
    assertEquals(List.of("5.0e0", "1.2e7"), Numbers.alike(List.of(5.0, 1.2e7), 2));
    assertEquals(List.of("1234", "0.50"), Numbers.alike(List.of(1234.4, 0.5), 2));
    assertEquals(
        List.of("", "NaN", "1.0"), Numbers.alike(Arrays.asList(null, Double.NaN, 0.996), 2));
  }
}
