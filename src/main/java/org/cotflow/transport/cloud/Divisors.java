package org.cotflow.transport.cloud;

/** Common divisors and multiples of positive whole numbers. */
public final class Divisors {
  private Divisors() {}

  public static long greatestCommon(long a, long b) {
    return b == 0 ? a : greatestCommon(b, a % b);
  }

  /**
   * @throws ArithmeticException on overflow
   */
  public static long leastCommonMultiple(long a, long b) {
    return Math.multiplyExact(a / greatestCommon(a, b), b);
  }
}
