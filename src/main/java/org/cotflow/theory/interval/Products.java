package org.cotflow.theory.interval;

/**
 * Sums of products in doubles, and bounds of what rounding did to them. With u = 2^-53, a sum of n
 * products in four partial sums passes at most n/4 + 4 roundings a term, whatever their order:
 *
 * <pre>
 *   |dot - exact| &lt;= (n/4 + 6) u sum |a| |b|
 * </pre>
 */
public final class Products {
  public static final double UNIT = 0x1p-53;

  /** Covers the roundings of sums of positive numbers, of at most 2^22 terms. */
  public static final double UP = 1 + 0x1p-30;

  private Products() {}

  public static double dot(double[] a, int atA, double[] b, int atB, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 = Math.fma(a[atA + i], b[atB + i], s0);
      s1 = Math.fma(a[atA + i + 1], b[atB + i + 1], s1);
      s2 = Math.fma(a[atA + i + 2], b[atB + i + 2], s2);
      s3 = Math.fma(a[atA + i + 3], b[atB + i + 3], s3);
    }
    for (; i < n; i++) {
      s0 = Math.fma(a[atA + i], b[atB + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** At least sum |a| |b|. */
  public static double magnitude(double[] a, int atA, double[] b, int atB, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum = Math.fma(Math.abs(a[atA + i]), Math.abs(b[atB + i]), sum);
    }
    return sum * UP;
  }

  /** At least the Euclidean norm. */
  public static double norm(double[] a, int at, int n) {
    return Math.sqrt(magnitude(a, at, a, at, n)) * UP;
  }

  public static double norm(double[] a) {
    return norm(a, 0, a.length);
  }

  /** The error of {@link #dot} of n products of this magnitude. */
  public static double error(int n, double magnitude) {
    return (n / 4 + 6) * UNIT * UP * magnitude + n * Double.MIN_NORMAL * UNIT;
  }
}
