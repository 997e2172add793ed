package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

/**
 * The exact gelu, x Phi(x), and its derivative Phi(x) + x phi(x), with t = |x|:
 *
 * <pre>
 *   Phi(-t)              = e^(-t^2/2) G(t) / (1 + slope t)        gelu(x)  = x Phi(-t)  or  x (1 - Phi(-t))
 *   Phi(-t) - t phi(t)   = e^(-t^2/2) (root - t) S(t)             gelu'(x) = that      or  1 - that
 * </pre>
 *
 * <p>G and S vary by less than a factor of two over all t, and S has no zero, so that both results
 * keep their relative accuracy, the derivative also beside its zero. Products that a value of 2 ulp
 * cannot afford to round are carried as sums of two doubles.
 */
final class ScalarGelu {
  private ScalarGelu() {}

  static double value(double x) {
    double t = bounded(x);
    double square = 0.5 * t * t;
    double squareRest = Math.fma(0.5 * t, t, -square);
    double shifted = Math.fma(-square, LOG2_E, SHIFTER);
    double r = reducedExponent(square, squareRest, shifted);
    double tail = ScalarFunctions.expTail(r);
    double high = ScalarFunctions.expHigh(r, tail);
    double low = ScalarFunctions.expLow(r, tail, high);
    double sum = t + GELU_CENTER;
    double line = Math.fma(GELU_SLOPE, t, 1.0);
    double inverse = 1.0 / (sum * line);
    double q = (t - GELU_CENTER) * (line * inverse);
    double series = seriesTail(q);
    double lineInverse = sum * inverse;
    double g = Math.fma(q, series, GELU_0);
    double gRest = Math.fma(q, series, GELU_0 - g) + GELU_0_REST;
    double ratio = g * lineInverse;
    double remainder = Math.fma(-ratio, line, g);
    remainder = Math.fma(-ratio, Math.fma(GELU_SLOPE, t, 1.0 - line), remainder) + gRest;
    double tailHigh = ratio * high;
    double tailLow =
        Math.fma(ratio, high, -tailHigh) + Math.fma(ratio, low, remainder * lineInverse * high);
    return product(x, t, tailHigh, tailLow, shifted);
  }

  /**
   * t (high + low) 2^k for negative x, t (1 - (high + low) 2^k) for positive, with the sign of x.
   */
  private static double product(double x, double t, double high, double low, double shifted) {
    double scale = ScalarFunctions.normalScale(shifted);
    double scaled = high * scale;
    double complement = 1.0 - scaled;
    double complementRest = Math.fma(-low, scale, (1.0 - complement) - scaled);
    double factor = x < 0.0 ? high : complement;
    double factorRest = x < 0.0 ? low : complementRest;
    double v = Math.fma(t, factor, t * factorRest);
    v = x < 0.0 ? v * scale * ScalarFunctions.restOfScale(shifted) : v;
    return x > GELU_END ? x : Math.copySign(v, x);
  }

  static double derivative(double x) {
    double t = bounded(x);
    double square = 0.5 * t * t;
    double squareRest = Math.fma(0.5 * t, t, -square);
    double shifted = Math.fma(-square, LOG2_E, SHIFTER);
    double r = reducedExponent(square, squareRest, shifted);
    double tail = ScalarFunctions.expTail(r);
    double high = ScalarFunctions.expHigh(r, tail);
    double low = ScalarFunctions.expLow(r, tail, high);
    double sum = t + GELU_CENTER;
    double line = Math.fma(GELU_SLOPE, t, 1.0);
    double inverse = 1.0 / (sum * line);
    double q = (t - GELU_CENTER) * (line * inverse);
    double series = derivativeSeriesTail(q);
    double g = Math.fma(q, series, GELU_PRIME_0);
    double gRest = Math.fma(q, series, GELU_PRIME_0 - g) + GELU_PRIME_0_REST;
    double product = g * high;
    double productRest = Math.fma(g, high, -product) + Math.fma(g, low, gRest * high);
    double distance = (GELU_ROOT - t) + GELU_ROOT_REST;
    double v = Math.fma(distance, product, distance * productRest);
    v = v * ScalarFunctions.normalScale(shifted) * ScalarFunctions.restOfScale(shifted);
    return x < 0.0 ? v : 1.0 - v;
  }

  private static double bounded(double x) {
    double t = Math.abs(x);
    return t > GELU_END ? GELU_END : t;
  }

  /** r = -(square + squareRest) - k log 2. */
  private static double reducedExponent(double square, double squareRest, double shifted) {
    double k = shifted - SHIFTER;
    return Math.fma(-k, LN2, -square) - Math.fma(k, LN2_REST, squareRest);
  }

  /** (G - G_0) / q. */
  private static double seriesTail(double q) {
    double square = q * q;
    double even = Math.fma(GELU_21, square, GELU_19);
    double odd = Math.fma(GELU_22, square, GELU_20);
    even = Math.fma(even, square, GELU_17);
    odd = Math.fma(odd, square, GELU_18);
    even = Math.fma(even, square, GELU_15);
    odd = Math.fma(odd, square, GELU_16);
    even = Math.fma(even, square, GELU_13);
    odd = Math.fma(odd, square, GELU_14);
    even = Math.fma(even, square, GELU_11);
    odd = Math.fma(odd, square, GELU_12);
    even = Math.fma(even, square, GELU_9);
    odd = Math.fma(odd, square, GELU_10);
    even = Math.fma(even, square, GELU_7);
    odd = Math.fma(odd, square, GELU_8);
    even = Math.fma(even, square, GELU_5);
    odd = Math.fma(odd, square, GELU_6);
    even = Math.fma(even, square, GELU_3);
    odd = Math.fma(odd, square, GELU_4);
    even = Math.fma(even, square, GELU_1);
    odd = Math.fma(odd, square, GELU_2);
    return Math.fma(odd, q, even);
  }

  /** (S - S_0) / q. */
  private static double derivativeSeriesTail(double q) {
    double square = q * q;
    double even = Math.fma(GELU_PRIME_19, square, GELU_PRIME_17);
    double odd = Math.fma(GELU_PRIME_20, square, GELU_PRIME_18);
    even = Math.fma(even, square, GELU_PRIME_15);
    odd = Math.fma(odd, square, GELU_PRIME_16);
    even = Math.fma(even, square, GELU_PRIME_13);
    odd = Math.fma(odd, square, GELU_PRIME_14);
    even = Math.fma(even, square, GELU_PRIME_11);
    odd = Math.fma(odd, square, GELU_PRIME_12);
    even = Math.fma(even, square, GELU_PRIME_9);
    odd = Math.fma(odd, square, GELU_PRIME_10);
    even = Math.fma(even, square, GELU_PRIME_7);
    odd = Math.fma(odd, square, GELU_PRIME_8);
    even = Math.fma(even, square, GELU_PRIME_5);
    odd = Math.fma(odd, square, GELU_PRIME_6);
    even = Math.fma(even, square, GELU_PRIME_3);
    odd = Math.fma(odd, square, GELU_PRIME_4);
    even = Math.fma(even, square, GELU_PRIME_1);
    odd = Math.fma(odd, square, GELU_PRIME_2);
    return Math.fma(odd, q, even);
  }
}
