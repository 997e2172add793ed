package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogarithmTest {
  @Test
  void hasTheBitsOfStrictMath() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300_000; i++) {
      check(0.075 * random.nextDouble(0x1p-53, 1));
      check(ofParts(1 + random.nextInt(1021), random.nextLong() >>> 12));
    }
  }

  /**
   * Powers of two, the significands where the formula changes (the first 20 bits decide) and
   * sqrt(2), each with its neighbors.
   */
  @Test
  void hasTheBitsOfStrictMathWhereTheFormulaChanges() {
    long[] high = {
      0, 1, 2, 0x6147A, 0x6147B, 0x6A09C, 0x6A09E, 0x6B851, 0x6B852, 0xFFFFD, 0xFFFFE, 0xFFFFF
    };
    for (int exponent = 2; exponent < 1022; exponent++) {
      for (long significand : high) {
        for (int step = -10; step <= 10; step++) {
          check(ofParts(exponent, (significand << 32) + step));
        }
      }
      check(ofParts(exponent, 0x6A09E667F3BCCL));
    }
  }

  /** 2^-exponent times a significand from 1 on, or a neighbor of such a number. */
  private static double ofParts(int exponent, long significand) {
    return Double.longBitsToDouble(((1023L - exponent) << 52) + significand);
  }

  private static void check(double x) {
    double expected = StrictMath.log(x);
    double actual = Logarithm.of(x);
    if (Double.doubleToRawLongBits(expected) != Double.doubleToRawLongBits(actual)) {
      assertEquals(expected, actual, "the logarithm of " + Double.toHexString(x));
    }
  }
}
