package org.cotflow.base;

/**
 * The natural logarithm with the bits of {@link StrictMath#log(double)}, for normal numbers 0 &lt;
 * x &lt; 0.7. StrictMath's is native code in Java 17 and takes one number at a time.
 *
 * <pre>
 *   x = 2^k (1 + f),  1 + f between sqrt(1/2) and sqrt(2),   log x = k log 2 + log(1 + f)
 *
 *   s = f / (2 + f),  h = f^2 / 2,  R a polynomial in s^2 with  log(1 + f) = 2 s + s R
 *   log(1 + f) = f - s (f - R)             or, if the significand of x is in [1.38, 1.42],
 *              = f - (h - s (h + R))
 *   log(1 + f) = f - f^2 (1/2 - f / 3)     if |f| &lt; 2^-20
 * </pre>
 *
 * <p>Source: the algorithm of fdlibm 5.3 (Sun Microsystems), e_log.c, which StrictMath is specified
 * to follow: the same order of operations gives the same bits. The first two forms are one
 * expression here, so that a loop over it has no branch.
 */
final class Logarithm {
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;

  private static final long SIGNIFICAND = (1L << 52) - 1;
  private static final long ONE = 0x3FFL << 52;

  /** Added to a significand of sqrt(2) or more it carries into the exponent. */
  private static final long TO_SQRT_2 = 0x95F64L << 32;

  private Logarithm() {}

  static double of(double x) {
    long bits = Double.doubleToRawLongBits(x);
    double f = fraction(bits);
    double k = exponent(bits);
    return tiny(bits) < 0 ? sumOfTiny(f, k) : sum(f, k, f * weight(bits));
  }

  /** f. */
  static double fraction(long bits) {
    return Double.longBitsToDouble((bits & SIGNIFICAND) | (carry(bits) ^ ONE)) - 1.0;
  }

  /** k. */
  static double exponent(long bits) {
    return (int) (bits >>> 52) - 1023 + (int) (carry(bits) >>> 52);
  }

  /** 1 if the form with h holds, 0 otherwise. */
  static double weight(long bits) {
    int high = (int) (bits >>> 32) & 0xFFFFF;
    return ~((high - 0x6147A) | (0x6B851 - high)) >>> 31;
  }

  /** Negative if |f| &lt; 2^-20: {@link #sum} has other bits there. */
  static long tiny(long bits) {
    return (((bits >>> 32) + 2) & 0xFFFFF) - 3;
  }

  /** 2^52 if the significand is sqrt(2) or more and is halved, or 0. */
  private static long carry(long bits) {
    return ((bits & SIGNIFICAND) + TO_SQRT_2) & (1L << 52);
  }

  /**
   * k log 2 + log(1 + f), k not 0. Without h the factor h + R of s becomes R - f, and the signs of
   * both terms turn: no rounding differs.
   *
   * @param weighted f times its {@link #weight}
   */
  static double sum(double f, double k, double weighted) {
    double s = f / (2.0 + f);
    double z = s * s;
    double w = z * z;
    double even =
        w
            * (3.999999999940941908e-01
                + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd =
        z
            * (6.666666666666735130e-01
                + w
                    * (2.857142874366239149e-01
                        + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double r = odd + even;
    double h = 0.5 * f * weighted;
    double g = h - (f - weighted);
    return k * LN2_HIGH - ((h - (s * (g + r) + k * LN2_LOW)) - f);
  }

  private static double sumOfTiny(double f, double k) {
    if (f == 0) {
      return k * LN2_HIGH + k * LN2_LOW;
    }
    double r = f * f * (0.5 - 0.33333333333333333 * f);
    return k * LN2_HIGH - ((r - k * LN2_LOW) - f);
  }
}
