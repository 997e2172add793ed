package org.cotflow.theory.interval;

/**
 * Proves bounds of eigenvalues of a symmetric matrix A that is known up to an error: |A - middle|
 * &lt;= error in the spectral norm.
 *
 * <p>By a residual: with C the middle, shifted so that C &gt;= error I is to be shown, and L any
 * lower triangular matrix, here the Cholesky factor of C - tau I in doubles,
 *
 * <pre>
 *   C = tau I + L L^T + (C - tau I - L L^T) &gt;= (tau - |C - tau I - L L^T|_F) I,
 * </pre>
 *
 * and the residual is bounded entry by entry. Nothing is assumed of how L was found.
 */
public final class SemidefiniteProof {
  private SemidefiniteProof() {}

  /** Whether all eigenvalues of A are proved to be at least {@code bound}. */
  public static boolean atLeast(double[] middle, int n, double error, double bound) {
    return isAbove(middle, n, 1, -bound, error);
  }

  /** Whether all eigenvalues of A are proved to be at most {@code bound}. */
  public static boolean atMost(double[] middle, int n, double error, double bound) {
    return isAbove(middle, n, -1, bound, error);
  }

  /** Whether sign A + offset I is proved to be semidefinite. */
  private static boolean isAbove(double[] middle, int n, double sign, double offset, double error) {
    Enclosure[] diagonal = new Enclosure[n];
    double trace = 0;
    boolean zero = offset == 0 && error == 0;
    for (int i = 0; i < n; i++) {
      diagonal[i] = Enclosure.of(sign * middle[i * n + i]).plus(offset);
      trace += Math.abs(diagonal[i].hi());
      zero &= middle[i * n + i] == 0;
    }
    if (zero) {
      return isZero(middle);
    }
    double tau = Products.UP * error + (n + 16) * Products.UNIT * trace;
    double[] factor = factor(middle, n, sign, diagonal, tau);
    if (factor == null) {
      return false;
    }
    double residual = residual(middle, n, sign, diagonal, tau, factor);
    return Math.nextDown(tau - residual) >= error;
  }

  private static boolean isZero(double[] entries) {
    for (double entry : entries) {
      if (entry != 0) {
        return false;
      }
    }
    return true;
  }

  /** L, row by row; null where a pivot is not positive. */
  private static double[] factor(
      double[] middle, int n, double sign, Enclosure[] diagonal, double tau) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double rest = sign * middle[i * n + j] - Products.dot(l, i * n, l, j * n, j);
        l[i * n + j] = rest / l[j * n + j];
      }
      double pivot = diagonal[i].lo() - tau - Products.dot(l, i * n, l, i * n, i);
      if (!(pivot > 0)) {
        return null;
      }
      l[i * n + i] = Math.sqrt(pivot);
    }
    return l;
  }

  /** At least the Frobenius norm of C - tau I - L L^T. */
  private static double residual(
      double[] middle, int n, double sign, Enclosure[] diagonal, double tau, double[] l) {
    double[] norms = new double[n];
    double squares = 0;
    for (int i = 0; i < n; i++) {
      norms[i] = Products.norm(l, i * n, i + 1);
      for (int j = 0; j <= i; j++) {
        double product = Products.dot(l, i * n, l, j * n, j + 1);
        double radius = Products.error(j + 1, norms[i] * norms[j]);
        Enclosure entry =
            i == j ? diagonal[i].minus(Enclosure.of(tau)) : Enclosure.of(sign * middle[i * n + j]);
        double rest = entry.minus(Enclosure.around(product, radius)).magnitude();
        squares += (i == j ? 1 : 2) * rest * rest;
      }
    }
    return Math.sqrt(squares * Products.UP) * Products.UP;
  }
}
