package org.cotflow.theory.rounding;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** What bounds of rounding errors share. */
public final class Rounding {
  /** Half the distance from 1 to the next double: the relative error of one operation. */
  public static final double UNIT = 0x1p-53;

  /** Covers products of roundings, and the roundings of the bounds themselves. */
  public static final double SLACK = 1 + 1e-9;

  /** Relative margin of a formula: a few hundred operations on positive numbers. */
  public static final double MARGIN = 1e-9;

  private static final double ROOM = 1e-8;

  private Rounding() {}

  /** A number of 8 digits that is larger by 10^-8 to 1.1 10^-7 of itself. */
  public static double up(double number) {
    return rounded(number, 1 + ROOM, RoundingMode.CEILING);
  }

  /** A number of 8 digits that is smaller by as much. */
  public static double down(double number) {
    return rounded(number, 1 - ROOM, RoundingMode.FLOOR);
  }

  private static double rounded(double number, double room, RoundingMode mode) {
    return Double.isFinite(number)
        ? new BigDecimal(number * room).round(new MathContext(8, mode)).doubleValue()
        : number;
  }

  /** The Euclidean norm, which neither overflows nor underflows where the numbers do not. */
  public static double norm(double[] vector) {
    double largest = 0;
    for (double number : vector) {
      largest = Math.max(largest, Math.abs(number));
    }
    if (largest == 0 || !(largest < Double.POSITIVE_INFINITY)) {
      return largest;
    }
    double sum = 0;
    for (double number : vector) {
      double part = number / largest;
      sum = Math.fma(part, part, sum);
    }
    return largest * Math.sqrt(sum);
  }
}
