package org.cotflow.transport;

/**
 * exp for the entropic solver, the same bits on every machine: x = k ln 2 + r with |r| <= ln 2 / 2,
 * a Taylor polynomial of degree 13 in r, and an exact scaling by 2^k. Relative error below 3e-16
 * inside [-{@value #LIMIT}, {@value #LIMIT}]; beyond, the value at the end of the range, or 0 below
 * it: no bound computed from the result depends on its accuracy.
 */
final class Exponential {
  static final double LIMIT = 700;

  private static final double INVERSE_LN2 = 1.4426950408889634;
  private static final double LN2_HIGH = 0.6931471805599453;
  private static final double LN2_LOW = 2.3190468138462996e-17;
  private static final double ROUND_TO_INTEGER = 0x1.8p52;

  private Exponential() {}

  static double of(double x) {
    if (x < -LIMIT) {
      return 0;
    }
    double argument = Math.min(x, LIMIT);
    double shifted = Math.fma(argument, INVERSE_LN2, ROUND_TO_INTEGER);
    double k = shifted - ROUND_TO_INTEGER;
    double r = Math.fma(-k, LN2_LOW, Math.fma(-k, LN2_HIGH, argument));
    double sum = 1.0 / 6227020800.0;
    sum = Math.fma(sum, r, 1.0 / 479001600.0);
    sum = Math.fma(sum, r, 1.0 / 39916800.0);
    sum = Math.fma(sum, r, 1.0 / 3628800.0);
    sum = Math.fma(sum, r, 1.0 / 362880.0);
    sum = Math.fma(sum, r, 1.0 / 40320.0);
    sum = Math.fma(sum, r, 1.0 / 5040.0);
    sum = Math.fma(sum, r, 1.0 / 720.0);
    sum = Math.fma(sum, r, 1.0 / 120.0);
    sum = Math.fma(sum, r, 1.0 / 24.0);
    sum = Math.fma(sum, r, 1.0 / 6.0);
    sum = Math.fma(sum, r, 0.5);
    sum = Math.fma(sum, r, 1.0);
    sum = Math.fma(sum, r, 1.0);
    return sum * Double.longBitsToDouble(((long) k + 1023) << 52);
  }
}
