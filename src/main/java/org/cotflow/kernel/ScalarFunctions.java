package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

/**
 * Elementary functions with the same bits everywhere: exp, log1p and the activations with their
 * derivatives.
 *
 * <pre>
 *   x = k log 2 + r, |r| &lt;= log(2)/2,   e^x = 2^k (1 + r + r^2 Q(r))
 *   tanh     = (e^r - 2^-k) / (e^r + 2^-k)  of r, k for 2|x|;     slope  (1 - |tanh|)(1 + |tanh|)
 *   sigmoid  = 1 / (1 + e)  or  e / (1 + e),     e = e^-|x|;      slope  e / (1 + e)^2
 *   softplus = max(x, 0) + e + e^2 W(e);                          slope  sigmoid
 *   gelu     = x Phi(x),  Phi(-t) = e^(-t^2/2) G(t) / (1 + slope t);  slope  Phi(x) + x phi(x)
 *   cos        by x = j pi/2 + r, |r| &lt;= pi/4;                 slope  -sin
 * </pre>
 *
 * <p>Values are within 2 ulp of the exact ones for every argument, derivatives within 4 ulp of
 * max(|derivative|, 2^-52); zeros keep their sign where the function does, infinities go to their
 * limits, NaN to NaN. Only IEEE operations, {@link Math#fma} and bit patterns are used, in a fixed
 * order and with selects instead of branches, so that the vector twin can do the same lane by lane.
 * The range reduction, the exactness of its first fma and the two-term sums are standard (Muller et
 * al., "Handbook of Floating-Point Arithmetic", 2018); the arrangement is our own derivation.
 */
public final class ScalarFunctions {
  private static final long ONE_BITS = 1023L << 52;

  private ScalarFunctions() {}

  /** e^x. */
  public static double exp(double x) {
    double bounded = x > EXP_OVERFLOW ? EXP_OVERFLOW : x;
    bounded = bounded < -EXP_UNDERFLOW ? -EXP_UNDERFLOW : bounded;
    double shifted = Math.fma(bounded, LOG2_E, SHIFTER);
    double k = shifted - SHIFTER;
    double r = Math.fma(-k, LN2_REST, Math.fma(-k, LN2, bounded));
    double half = Math.fma(k, 0.5, SHIFTER);
    double otherHalf = (k - (half - SHIFTER)) + SHIFTER;
    return (1.0 + (r + expTail(r))) * powerOfTwo(half) * powerOfTwo(otherHalf);
  }

  /**
   * log(1 + x), NaN below -1. With {@code 1 + x = 2^k m}, m in [sqrt(1/2), sqrt(2)], f = m - 1, s =
   * f / (2 + f): log m = 2 s + s^3 L(s^2).
   */
  public static double log1p(double x) {
    if (!(x > -1.0) || x == Double.POSITIVE_INFINITY || x == 0.0) {
      return x >= -1.0 ? (x == -1.0 ? Double.NEGATIVE_INFINITY : x) : Double.NaN;
    }
    double u = 1.0 + x;
    double rest = x >= 1.0 ? 1.0 - (u - x) : x - (u - 1.0);
    long bits = Double.doubleToRawLongBits(u);
    // The exponent of u / sqrt(1/2) and what remains of u.
    int k = (int) ((bits - Double.doubleToRawLongBits(0x1.6a09e667f3bcdp-1)) >> 52);
    double m = Double.longBitsToDouble(bits - ((long) k << 52));
    double f = k == 0 ? x : m - 1.0;
    double correction = k == 0 ? 0.0 : rest / u;
    double s = f / (2.0 + f);
    double z = s * s;
    double series = LOG_6;
    series = Math.fma(series, z, LOG_5);
    series = Math.fma(series, z, LOG_4);
    series = Math.fma(series, z, LOG_3);
    series = Math.fma(series, z, LOG_2);
    series = Math.fma(series, z, LOG_1);
    series = Math.fma(series, z, LOG_0) * z;
    // 2 s = f - s f and s f = f^2/2 - s f^2/2: what is rounded stays small beside f.
    double halfSquare = 0.5 * f * f;
    double low = Math.fma(s, halfSquare + series, correction);
    if (k == 0) {
      return f - (halfSquare - low);
    }
    double multiple = k * LN2;
    double multipleRest = Math.fma(k, LN2_REST, Math.fma(k, LN2, -multiple));
    double sum = multiple + f;
    double lost = (multiple - sum) + f;
    return sum + (lost + (multipleRest + (low - halfSquare)));
  }

  /** Hyperbolic tangent. */
  public static double tanh(double x) {
    double y = Math.abs(x);
    y = y > TANH_END ? TANH_END : y;
    double shifted = Math.fma(y, 2 * LOG2_E, SHIFTER);
    double c = tanhScale(shifted);
    double p = tanhGrowth(y, shifted);
    double base = Math.fma(c, 0.5, 0.5);
    double denominator = base + p;
    double inverse = 1.0 / denominator;
    // Exact: denominator + rest = base + p, numerator + rest = (1 - c)/2 + p.
    double rest = p - (denominator - base);
    double numerator = denominator - c;
    double quotient = numerator * inverse;
    double remainder = Math.fma(-quotient, denominator, numerator) + rest;
    remainder = Math.fma(-quotient, rest, remainder);
    return Math.copySign(Math.fma(remainder, inverse, quotient), x);
  }

  /** 1 - tanh(x)^2 given tanh(x), to full relative accuracy. */
  public static double tanhDerivative(double x, double tanh) {
    double y = Math.abs(x);
    y = y > TANH_END ? TANH_END : y;
    double shifted = Math.fma(y, 2 * LOG2_E, SHIFTER);
    double c = tanhScale(shifted);
    double inverse = 1.0 / (Math.fma(c, 0.5, 0.5) + tanhGrowth(y, shifted));
    return c * inverse * (1.0 + Math.abs(tanh));
  }

  /** c = 2^-k, and 0 at the end of the range. */
  private static double tanhScale(double shifted) {
    return Double.longBitsToDouble(ONE_BITS - (Double.doubleToRawLongBits(shifted) << 52));
  }

  /** (e^(2h) - 1) / 2 with h = y - k log(2)/2. */
  private static double tanhGrowth(double y, double shifted) {
    double k = shifted - SHIFTER;
    double h = Math.fma(-k, LN2_REST / 2, Math.fma(-k, LN2 / 2, y));
    double square = h * h;
    double even = Math.fma(2048 * EXP_10, square, 512 * EXP_8);
    double odd = Math.fma(1024 * EXP_9, square, 256 * EXP_7);
    even = Math.fma(even, square, 128 * EXP_6);
    odd = Math.fma(odd, square, 64 * EXP_5);
    even = Math.fma(even, square, 32 * EXP_4);
    odd = Math.fma(odd, square, 16 * EXP_3);
    even = Math.fma(even, square, 8 * EXP_2);
    odd = Math.fma(odd, square, 4 * EXP_1);
    even = Math.fma(even, square, 2 * EXP_0);
    return Math.fma(square, Math.fma(odd, h, even), h);
  }

  /** 1 / (1 + e^-x). */
  public static double sigmoid(double x) {
    double y = -boundedMagnitude(x);
    double shifted = Math.fma(y, LOG2_E, SHIFTER);
    double r = reducedExponent(y, shifted);
    double tail = expTail(r);
    double high = expHigh(r, tail);
    double low = expLow(r, tail, high);
    double scale = normalScale(shifted);
    double denominator = Math.fma(scale, high, 1.0);
    double inverse = 1.0 / denominator;
    double v = sigmoidRatio(x, high, low, scale, denominator, inverse);
    return x < 0.0 ? v * scale * restOfScale(shifted) : v;
  }

  /** sigmoid(x) sigmoid(-x) given sigmoid(x), to full relative accuracy. */
  public static double sigmoidDerivative(double x, double sigmoid) {
    double y = -boundedMagnitude(x);
    double shifted = Math.fma(y, LOG2_E, SHIFTER);
    double r = reducedExponent(y, shifted);
    double tail = expTail(r);
    double high = expHigh(r, tail);
    double low = expLow(r, tail, high);
    double scale = normalScale(shifted);
    double denominator = Math.fma(scale, high, 1.0);
    double inverse = 1.0 / denominator;
    double rest = Math.fma(scale, low, Math.fma(scale, high, 1.0 - denominator));
    double remainder = Math.fma(-inverse, rest, Math.fma(-inverse, denominator, 1.0));
    inverse = Math.fma(remainder, inverse, inverse);
    return sigmoid * (x < 0.0 ? inverse : high * inverse * scale * restOfScale(shifted));
  }

  /** 1 / (1 + e), or e / (1 + e) without its scale where x is negative. */
  private static double sigmoidRatio(
      double x, double high, double low, double scale, double denominator, double inverse) {
    double rest = Math.fma(scale, low, Math.fma(scale, high, 1.0 - denominator));
    double numerator = x < 0.0 ? high : 1.0;
    double numeratorRest = x < 0.0 ? low : 0.0;
    double quotient = numerator * inverse;
    double remainder = Math.fma(-quotient, denominator, numerator) + numeratorRest;
    remainder = Math.fma(-quotient, rest, remainder);
    return Math.fma(remainder, inverse, quotient);
  }

  /** log(1 + e^x). */
  public static double softplus(double x) {
    double y = -boundedMagnitude(x);
    double shifted = Math.fma(y, LOG2_E, SHIFTER);
    double r = reducedExponent(y, shifted);
    double tail = expTail(r);
    double high = expHigh(r, tail);
    double low = expLow(r, tail, high);
    double scale = normalScale(shifted);
    double e = high * scale;
    double v = Math.fma(high * e, softplusSeries(e), low) + high;
    return x < 0.0 ? v * scale * restOfScale(shifted) : Math.fma(v, scale, x);
  }

  /** W(e) = (log(1 + e) - e) / e^2 for e in [0, 1]. */
  private static double softplusSeries(double e) {
    double v = e - 0.5;
    double square = v * v;
    double even = SOFTPLUS_20;
    double odd = SOFTPLUS_19;
    even = Math.fma(even, square, SOFTPLUS_18);
    odd = Math.fma(odd, square, SOFTPLUS_17);
    even = Math.fma(even, square, SOFTPLUS_16);
    odd = Math.fma(odd, square, SOFTPLUS_15);
    even = Math.fma(even, square, SOFTPLUS_14);
    odd = Math.fma(odd, square, SOFTPLUS_13);
    even = Math.fma(even, square, SOFTPLUS_12);
    odd = Math.fma(odd, square, SOFTPLUS_11);
    even = Math.fma(even, square, SOFTPLUS_10);
    odd = Math.fma(odd, square, SOFTPLUS_9);
    even = Math.fma(even, square, SOFTPLUS_8);
    odd = Math.fma(odd, square, SOFTPLUS_7);
    even = Math.fma(even, square, SOFTPLUS_6);
    odd = Math.fma(odd, square, SOFTPLUS_5);
    even = Math.fma(even, square, SOFTPLUS_4);
    odd = Math.fma(odd, square, SOFTPLUS_3);
    even = Math.fma(even, square, SOFTPLUS_2);
    odd = Math.fma(odd, square, SOFTPLUS_1);
    even = Math.fma(even, square, SOFTPLUS_0);
    return Math.fma(odd, v, even);
  }

  /** |x|, at most where e^-|x| has gone to 0. */
  private static double boundedMagnitude(double x) {
    double y = Math.abs(x);
    return y > EXP_UNDERFLOW ? EXP_UNDERFLOW : y;
  }

  /** r = y - k log 2; the first fma is exact. */
  static double reducedExponent(double y, double shifted) {
    double k = shifted - SHIFTER;
    return Math.fma(-k, LN2_REST, Math.fma(-k, LN2, y));
  }

  /** e^r - 1 - r = r^2 Q(r). */
  static double expTail(double r) {
    double square = r * r;
    double even = Math.fma(EXP_10, square, EXP_8);
    double odd = Math.fma(EXP_9, square, EXP_7);
    even = Math.fma(even, square, EXP_6);
    odd = Math.fma(odd, square, EXP_5);
    even = Math.fma(even, square, EXP_4);
    odd = Math.fma(odd, square, EXP_3);
    even = Math.fma(even, square, EXP_2);
    odd = Math.fma(odd, square, EXP_1);
    even = Math.fma(even, square, EXP_0);
    return Math.fma(odd, r, even) * square;
  }

  /** e^r rounded. */
  static double expHigh(double r, double tail) {
    double sum = 1.0 + r;
    return sum + ((r - (sum - 1.0)) + tail);
  }

  /** What rounding took from e^r. */
  static double expLow(double r, double tail, double high) {
    double sum = 1.0 + r;
    return ((r - (sum - 1.0)) + tail) - (high - sum);
  }

  /** 2^k, or 2^-1000 where k is below. */
  static double normalScale(double shifted) {
    double lowest = SHIFTER + LOWEST_NORMAL_SHIFT;
    return powerOfTwo(shifted < lowest ? lowest : shifted);
  }

  /** 2^k divided by {@link #normalScale}. */
  static double restOfScale(double shifted) {
    double lowest = SHIFTER + LOWEST_NORMAL_SHIFT;
    double normal = shifted < lowest ? lowest : shifted;
    return powerOfTwo((shifted - normal) + SHIFTER);
  }

  /** 2^k of a k that stands in the low bits, -1022 &lt;= k &lt;= 1023. */
  static double powerOfTwo(double shifted) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) << 52) + ONE_BITS);
  }
}
