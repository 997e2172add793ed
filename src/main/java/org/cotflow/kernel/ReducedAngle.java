package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.HALF_PI;
import static org.cotflow.kernel.FunctionCoefficients.HALF_PI_REST;

/**
 * A huge angle modulo a quarter turn, by the method of Payne and Hanek.
 *
 * <pre>
 *   x = (4 n + quadrant) pi/2 + high + low,   |high + low| &lt;= pi/4, relative error about 2^-65
 * </pre>
 *
 * <p>With x = m 2^e, only those bits of 2/pi matter that m 2^e does not lift to multiples of 4; 192
 * of them leave more than 60 correct bits beside the closest that a double comes to a multiple of
 * pi/2. Source: Payne, Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18
 * (1983).
 *
 * @param quadrant 0 .. 3
 */
record ReducedAngle(int quadrant, double high, double low) {
  /** The bits of 2/pi from weight 2^-1 on, after 64 zeros. */
  private static final long[] TWO_OVER_PI_BITS = {
    0x0000000000000000L, 0xA2F9836E4E441529L, 0xFC2757D1F534DDC0L, 0xDB6295993C439041L,
    0xFE5163ABDEBBC561L, 0xB7246E3A424DD2E0L, 0x06492EEA09D1921CL, 0xFE1DEB1CB129A73EL,
    0xE88235F52EBB4484L, 0xE99C7026B45F7E41L, 0x3991D639835339F4L, 0x9C845F8BBDF9283BL,
    0x1FF897FFDE05980FL, 0xEF2F118B5A0A6D1FL, 0x6D367ECF27CB09B7L, 0x4F463F669E5FEA2DL,
    0x7527BAC7EBE5F17BL, 0x3D0739F78A5292EAL, 0x6BFB5FB11F8D5D08L, 0x56033046FC7B6BABL,
    0xF0CFBC209AF4361DL
  };

  private static final long MANTISSA = 0x000FFFFFFFFFFFFFL;

  /** Of an angle {@code x >= 2^40}, finite. */
  static ReducedAngle of(double x) {
    long bits = Double.doubleToRawLongBits(x);
    long m = (bits & MANTISSA) | (MANTISSA + 1);
    int e = (int) (bits >>> 52) - 1075;
    int from = e + 62;
    long low = window(from + 128);
    long middle = window(from + 64);
    long high = window(from);
    // m times the window, modulo 2^192: two bits of quadrant and 190 of the fraction of it.
    long product0 = m * low;
    long carry0 = multiplyHighUnsigned(m, low);
    long product1 = m * middle + carry0;
    long carry1 =
        multiplyHighUnsigned(m, middle) + (Long.compareUnsigned(product1, carry0) < 0 ? 1 : 0);
    long product2 = m * high + carry1;
    long fraction1 = product2 << 2 | product1 >>> 62;
    long fraction0 = product1 << 2 | product0 >>> 62;
    boolean negative = fraction1 < 0;
    int quadrant = ((int) (product2 >>> 62) + (negative ? 1 : 0)) & 3;
    if (negative) {
      fraction0 = -fraction0;
      fraction1 = ~fraction1 + (fraction0 == 0 ? 1 : 0);
    }
    return scaled(quadrant, negative ? -1.0 : 1.0, fraction1, fraction0);
  }

  /** The angle of the fraction (high, low) 2^-128 of a quarter turn. */
  private static ReducedAngle scaled(int quadrant, double sign, long high, long low) {
    int shift = 0;
    if (high == 0) {
      high = low;
      low = 0;
      shift = 64;
    }
    int zeros = Long.numberOfLeadingZeros(high);
    shift += zeros;
    if (zeros > 0) {
      high = high << zeros | low >>> (64 - zeros);
      low <<= zeros;
    }
    double first = sign * powerOfTwo(-53 - shift) * (high >>> 11);
    double second = sign * powerOfTwo(-106 - shift) * ((high << 53 | low >>> 11) >>> 11);
    double product = first * HALF_PI;
    double rest =
        Math.fma(first, HALF_PI, -product) + Math.fma(first, HALF_PI_REST, second * HALF_PI);
    double sum = product + rest;
    return new ReducedAngle(quadrant, sum, rest - (sum - product));
  }

  /** 64 bits from bit {@code from} of the table on. */
  private static long window(int from) {
    int word = from >> 6;
    int bit = from & 63;
    long first = TWO_OVER_PI_BITS[word];
    return bit == 0 ? first : first << bit | TWO_OVER_PI_BITS[word + 1] >>> (64 - bit);
  }

  private static long multiplyHighUnsigned(long m, long word) {
    return Math.multiplyHigh(m, word) + (word < 0 ? m : 0);
  }

  private static double powerOfTwo(int exponent) {
    return Double.longBitsToDouble((long) (1023 + exponent) << 52);
  }
}
