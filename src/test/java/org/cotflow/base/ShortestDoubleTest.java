package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestDoubleTest {
  /** JDK 17 writes the first four with more digits. */
  @ParameterizedTest
  @CsvSource({
    "2e23, 2.0E23",
    "5.9604644775390625E-8, 5.960464477539063E-8",
    "2.2108591501041778E-75, 2.210859150104178E-75",
    "2.6101217871994098E-54, 2.61012178719941E-54",
    "9007199254740993, 9.007199254740992E15",
    "5e-324, 4.9E-324",
    "1.7976931348623157E308, 1.7976931348623157E308",
    "-0.0, -0.0",
    "0.1, 0.1",
    "1e7, 1.0E7",
    "9999999, 9999999.0",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void writesTheShortestDecimal(double number, String text) {
    assertEquals(text, ShortestDouble.of(number));
  }

  @Test
  void readsBackToTheSameBits() {
    RandomStream random = new RandomStream(7, RandomStream.Purpose.DATA_NOISE);
    for (int i = 0; i < 100_000; i++) {
      double number = random.normal(0, 0, i);
      double spread = Math.scalb(number, (int) (2100 * random.uniform(1, 0, i)) - 1060);
      assertSameBits(number);
      assertSameBits(spread);
    }
  }

  private static void assertSameBits(double number) {
    String text = ShortestDouble.of(number);
    assertEquals(
        Double.doubleToRawLongBits(number),
        Double.doubleToRawLongBits(Double.parseDouble(text)),
        text);
  }

  @Test
  void cellIsEmptyForNull() {
    assertEquals("", ShortestDouble.cell(null));
    assertEquals("NaN", ShortestDouble.cell(Double.NaN));
    assertEquals("12", ShortestDouble.cell(12L));
    assertEquals("2.0E23", ShortestDouble.cell(2e23));
    assertEquals("Infinity", ShortestDouble.cell(Double.POSITIVE_INFINITY));
  }
}
