package org.cotflow.kernel.map;

/** Sums of products in a fixed order, by fma. */
final class FusedSums {
  private FusedSums() {}

  /** start + sum_j a_{from + j} x_j, for j = 0 .. length - 1. */
  static double affine(double[] a, int from, double[] x, int length, double start) {
    return product(a, from, x, 0, length, start);
  }

  /** start + sum_j a_{from + j} x_{at + j}, for j = 0 .. length - 1. */
  static double product(double[] a, int from, double[] x, int at, int length, double start) {
    double sum = start;
    for (int j = 0; j < length; j++) {
      sum = Math.fma(a[from + j], x[at + j], sum);
    }
    return sum;
  }

  /** y_{to + j} += factor a_{from + j}, for j = 0 .. length - 1. */
  static void add(double factor, double[] a, int from, double[] y, int to, int length) {
    for (int j = 0; j < length; j++) {
      y[to + j] = Math.fma(factor, a[from + j], y[to + j]);
    }
  }
}
