package org.cotflow.theory.certificate;

/** What bounds of rounding errors share. */
final class Rounding {
  /** Half the distance from 1 to the next double: the relative error of one operation. */
  static final double UNIT = 0x1p-53;

  /** Covers products of roundings, and the roundings of the bounds themselves. */
  static final double SLACK = 1 + 1e-9;

  /** Relative margin of a formula: a few hundred operations on positive numbers. */
  static final double MARGIN = 1e-9;

  private Rounding() {}

  /** The Euclidean norm, which neither overflows nor underflows where the numbers do not. */
  static double norm(double[] vector) {
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
