package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

/**
 * The cosine and its derivative -sin over all doubles.
 *
 * <pre>
 *   x = j pi/2 + r + rest, |r| &lt;= pi/4;   cos x, sin x are +-cos r or +-sin r by j mod 4
 * </pre>
 *
 * <p>pi/2 is used as the sum of three doubles below {@code 2^40}; the first product's difference
 * from x is exact, so r keeps its relative accuracy beside every multiple of pi/2. Above, {@link
 * ReducedAngle} takes over.
 */
final class ScalarCosine {
  private ScalarCosine() {}

  static double value(double x) {
    double magnitude = Math.abs(x);
    if (magnitude >= HUGE_ANGLE) {
      if (magnitude == Double.POSITIVE_INFINITY) {
        return Double.NaN;
      }
      ReducedAngle angle = ReducedAngle.of(magnitude);
      return rotated(angle.quadrant() + 1, angle.high(), angle.low());
    }
    double shifted = Math.fma(magnitude, TWO_OVER_PI, SHIFTER);
    double k = shifted - SHIFTER;
    double high = reducedHigh(magnitude, k);
    long quadrant = Double.doubleToRawLongBits(shifted);
    return rotated(quadrant + 1, high, reducedLow(magnitude, k, high));
  }

  static double derivative(double x) {
    double magnitude = Math.abs(x);
    double sine;
    if (magnitude >= HUGE_ANGLE) {
      if (magnitude == Double.POSITIVE_INFINITY) {
        return Double.NaN;
      }
      ReducedAngle angle = ReducedAngle.of(magnitude);
      sine = rotated(angle.quadrant(), angle.high(), angle.low());
    } else {
      double shifted = Math.fma(magnitude, TWO_OVER_PI, SHIFTER);
      double k = shifted - SHIFTER;
      double high = reducedHigh(magnitude, k);
      long quadrant = Double.doubleToRawLongBits(shifted);
      sine = rotated(quadrant, high, reducedLow(magnitude, k, high));
    }
    long sign = ~Double.doubleToRawLongBits(x) & Long.MIN_VALUE;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(sine) ^ sign);
  }

  /** sin(quadrant pi/2 + high + low). */
  private static double rotated(long quadrant, double high, double low) {
    double square = high * high;
    double v = (quadrant & 1) == 0 ? sine(high, low, square) : cosine(high, low, square);
    long sign = (quadrant & 2) << 62;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(v) ^ sign);
  }

  /** x - k pi/2, rounded. */
  private static double reducedHigh(double x, double k) {
    return Math.fma(-k, HALF_PI, x) - k * HALF_PI_REST;
  }

  /**
   * What rounding took from {@code high}: the error of the difference, found exactly, and of its
   * terms.
   */
  private static double reducedLow(double x, double k, double high) {
    double first = Math.fma(-k, HALF_PI, x);
    double product = k * HALF_PI_REST;
    double taken = first - high;
    double error = (first - (high + taken)) + (taken - product);
    double productRest = Math.fma(k, HALF_PI_REST, -product);
    return error - Math.fma(k, HALF_PI_LAST, productRest);
  }

  private static double sine(double r, double rest, double square) {
    double series = Math.fma(SIN_5, square, SIN_4);
    series = Math.fma(series, square, SIN_3);
    series = Math.fma(series, square, SIN_2);
    series = Math.fma(series, square, SIN_1);
    series = Math.fma(series, square, SIN_0);
    double scaledRest = Math.fma(-0.5 * square, rest, rest);
    return r + Math.fma(r * square, series, scaledRest);
  }

  private static double cosine(double r, double rest, double square) {
    double series = Math.fma(COS_5, square, COS_4);
    series = Math.fma(series, square, COS_3);
    series = Math.fma(series, square, COS_2);
    series = Math.fma(series, square, COS_1);
    series = Math.fma(series, square, COS_0);
    double half = 0.5 * square;
    double head = 1.0 - half;
    double lost = (1.0 - head) - half;
    return head + Math.fma(square * square, series, Math.fma(-r, rest, lost));
  }
}
