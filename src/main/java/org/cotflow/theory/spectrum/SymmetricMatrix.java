package org.cotflow.theory.spectrum;

import java.util.Arrays;
import org.cotflow.base.ArraySize;

/**
 * Dense symmetric matrices, row-major {@code n x n} with both triangles filled: eigenvalues and a
 * proved lower bound of the smallest.
 */
public final class SymmetricMatrix {
  private static final double UNIT = 0x1p-53;
  private static final int ATTEMPTS = 12;

  private SymmetricMatrix() {}

  /**
   * All eigenvalues, by Householder tridiagonalization and QL; exact for a matrix within a small
   * multiple of n^2 eps |A| of A, in practice n eps |A|. O(n^3).
   *
   * @param matrix n x n; not changed
   */
  public static TridiagonalEigenvalues eigenvalues(double[] matrix, int n) {
    double[] a = matrix.clone();
    double[] diagonal = new double[n];
    double[] below = new double[n];
    double[] v = new double[n];
    double[] p = new double[n];
    for (int k = 0; k < n; k++) {
      diagonal[k] = a[k * n + k];
      if (k + 2 < n) {
        below[k] = reflectInPlace(a, n, k, v, p);
      } else if (k + 1 < n) {
        below[k] = a[k * n + k + 1];
      }
    }
    return TridiagonalEigenvalues.of(diagonal, below);
  }

  /**
   * Applies from both sides the reflection I - beta v v^T that takes row k behind its diagonal to
   * one entry, which is returned. Trailing part: A - v w^T - w v^T with p = beta A v and w = p -
   * (beta/2) &lt;p, v&gt; v.
   */
  private static double reflectInPlace(double[] a, int n, int k, double[] v, double[] p) {
    int from = k + 1;
    double scale = 0;
    for (int j = from; j < n; j++) {
      scale = Math.max(scale, Math.abs(a[k * n + j]));
    }
    if (scale == 0) {
      return 0;
    }
    double squares = 0;
    for (int j = from; j < n; j++) {
      v[j] = a[k * n + j] / scale;
      squares = Math.fma(v[j], v[j], squares);
    }
    double length = Math.sqrt(squares);
    double image = v[from] > 0 ? -length : length;
    double beta = 1 / (squares + Math.abs(v[from]) * length);
    v[from] -= image;
    Arrays.fill(p, from, n, 0);
    for (int i = from; i < n; i++) {
      addInPlace(p, v[i], a, i * n, from, n);
    }
    double overlap = 0;
    for (int i = from; i < n; i++) {
      p[i] *= beta;
      overlap = Math.fma(p[i], v[i], overlap);
    }
    double part = beta / 2 * overlap;
    for (int i = from; i < n; i++) {
      p[i] = Math.fma(-part, v[i], p[i]);
    }
    for (int i = from; i < n; i++) {
      updateRow(a, i * n, from, n, v[i], p, p[i], v);
    }
    return image * scale;
  }

  private static void addInPlace(
      double[] sum, double factor, double[] a, int row, int from, int to) {
    for (int j = from; j < to; j++) {
      sum[j] = Math.fma(factor, a[row + j], sum[j]);
    }
  }

  private static void updateRow(
      double[] a, int row, int from, int to, double vi, double[] w, double wi, double[] v) {
    for (int j = from; j < to; j++) {
      a[row + j] -= vi * w[j] + wi * v[j];
    }
  }

  /** Adds v v^T, row by row. */
  public static void addSquareInPlace(double[] sums, double[] vector) {
    int n = vector.length;
    for (int a = 0; a < n; a++) {
      for (int j = 0; j < n; j++) {
        sums[a * n + j] = Math.fma(vector[a], vector[j], sums[a * n + j]);
      }
    }
  }

  public static double trace(double[] matrix, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += matrix[i * n + i];
    }
    return sum;
  }

  /**
   * A proved lower bound of the smallest eigenvalue of a matrix with entries known up to an error,
   * whatever rounding did to {@code estimate}.
   *
   * <p>If the Cholesky factorization of A - s I runs through in floating point, then A - s I +
   * Delta is semidefinite for some |Delta| &lt;= gamma / (1 - gamma) trace(A - s I), gamma = (n+1)
   * u / (1 - (n+1) u) (Higham, Accuracy and Stability, Theorem 10.3; Rump, BIT 46, 2006), so
   * lambda_min(A) &gt;= s minus that. The shift s starts just below the estimate and recedes until
   * the factorization succeeds.
   *
   * @param matrix positive semidefinite but for its entries' errors; not changed
   * @param estimate of the smallest eigenvalue
   * @param entryError bound of the spectral norm of the error of the entries
   * @return at least 0: below the smallest eigenvalue of a semidefinite matrix
   */
  public static double smallestEigenvalueBound(
      double[] matrix, int n, double estimate, double entryError) {
    double trace = trace(matrix, n);
    double gamma = (n + 1) * UNIT / (1 - (n + 1) * UNIT);
    double error = 1.001 * (gamma / (1 - gamma) * trace + 4 * n * UNIT * trace + entryError);
    double margin = 2 * error;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double shift = estimate - margin;
      if (!(shift - error > 0)) {
        return 0;
      }
      if (isFactored(matrix, n, shift)) {
        return shift - error;
      }
      margin *= 4;
    }
    return 0;
  }

  /**
   * A proved upper bound of the largest eigenvalue, by the same argument for s I - A with s just
   * above the estimate.
   *
   * @param matrix positive semidefinite but for its entries' errors; not changed
   * @param entryError bound of the spectral norm of the error of the entries
   * @return at worst the trace, which bounds every eigenvalue of a semidefinite matrix
   */
  public static double largestEigenvalueBound(
      double[] matrix, int n, double estimate, double entryError) {
    double[] negative = new double[ArraySize.of("the entries of a matrix", n, n)];
    for (int i = 0; i < n * n; i++) {
      negative[i] = -matrix[i];
    }
    double trace = trace(matrix, n);
    double gamma = (n + 1) * UNIT / (1 - (n + 1) * UNIT);
    double scale = n * (Math.max(estimate, 0) + trace);
    double error = 1.001 * (gamma / (1 - gamma) * scale + 4 * UNIT * scale + entryError);
    double margin = 2 * error;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (estimate + margin > trace) {
        break;
      }
      if (isFactored(negative, n, -(estimate + margin))) {
        return estimate + margin + error;
      }
      margin *= 4;
    }
    return trace + error;
  }

  /** Whether the Cholesky factorization of A - s I runs through. */
  private static boolean isFactored(double[] matrix, int n, double shift) {
    double[] a = matrix.clone();
    for (int i = 0; i < n; i++) {
      a[i * n + i] -= shift;
    }
    for (int k = 0; k < n; k++) {
      double pivot = a[k * n + k];
      if (!(pivot > 0)) {
        return false;
      }
      double root = Math.sqrt(pivot);
      for (int j = k; j < n; j++) {
        a[k * n + j] /= root;
      }
      for (int i = k + 1; i < n; i++) {
        subtractInPlace(a, i * n, k * n, a[k * n + i], i, n);
      }
    }
    return true;
  }

  private static void subtractInPlace(
      double[] a, int row, int pivotRow, double factor, int from, int to) {
    for (int j = from; j < to; j++) {
      a[row + j] = Math.fma(-factor, a[pivotRow + j], a[row + j]);
    }
  }
}
