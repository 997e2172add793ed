package org.cotflow.theory.spectrum;

import java.io.Serializable;
import org.cotflow.base.Keyword;

/**
 * The ends of the spectrum of a kernel: a positive semidefinite matrix, a mean over particles.
 *
 * @param smallest the smallest eigenvalue, never below 0; NaN where the matrix overflows, and
 *     {@code largest} is infinite then
 * @param smallestBound proved to be at most the smallest eigenvalue, rounding included; 0 where
 *     nothing better is proved
 * @param largest the largest eigenvalue
 * @param residual an exact eigenvalue lies within this of each end that Lanczos found; 0 otherwise
 * @param converged false where Lanczos stopped above its tolerance, and where the matrix overflows
 */
public record Spectrum(
    double smallest,
    double smallestBound,
    double largest,
    double residual,
    Method method,
    boolean converged)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows from which Lanczos takes over. */
  public static final int DENSE_LIMIT = 2048;

  private static final double TOLERANCE = 1e-8;
  private static final int MAX_STEPS = 300;
  private static final int BASIS_NUMBERS = 1 << 25;

  /** How the ends were found. */
  public enum Method {
    /** All eigenvalues of the matrix. */
    DENSE,
    /** The smallest is 0 because there are fewer particle features than rows; Lanczos above. */
    RANK,
    /** Both ends by Lanczos; the lower bound is 0, for Lanczos proves none. */
    LANCZOS;

    public String keyword() {
      return Keyword.of(this);
    }
  }

  /** largest / smallest; infinite where the smallest is 0. */
  public double condition() {
    return largest / smallest;
  }

  /** Without a proved lower bound. */
  public Spectrum withoutBound() {
    return new Spectrum(smallest, 0, largest, residual, method, converged);
  }

  /**
   * Of a matrix in memory.
   *
   * @param matrix size x size, row-major
   * @param terms roundings in an entry; its error is at most gamma_terms sqrt(A_ii A_jj), so that
   *     of the matrix is at most gamma_terms trace(A) (docs/math.md section 6)
   */
  public static Spectrum dense(double[] matrix, int size, int terms) {
    if (!(SymmetricMatrix.trace(matrix, size) < Double.POSITIVE_INFINITY)) {
      return new Spectrum(Double.NaN, 0, Double.POSITIVE_INFINITY, 0, Method.DENSE, false);
    }
    TridiagonalEigenvalues all = SymmetricMatrix.eigenvalues(matrix, size);
    double smallest = Math.max(0, all.smallest());
    double entryError = 1.001 * terms * 0x1p-53 * SymmetricMatrix.trace(matrix, size);
    double bound = SymmetricMatrix.smallestEigenvalueBound(matrix, size, smallest, entryError);
    return new Spectrum(smallest, Math.min(bound, smallest), all.largest(), 0, Method.DENSE, true);
  }

  /**
   * Of a matrix known by its products.
   *
   * @param rank at least the matrix's rank
   */
  public static Spectrum iterative(int size, long rank, SymmetricProduct matrix) {
    boolean singular = rank < size;
    int steps = Math.max(2, Math.min(MAX_STEPS, BASIS_NUMBERS / size));
    Lanczos found = Lanczos.of(size, matrix, !singular, TOLERANCE, steps);
    double residual =
        singular
            ? found.largestResidual()
            : Math.max(found.largestResidual(), found.smallestResidual());
    return new Spectrum(
        singular ? 0 : Math.max(0, found.smallest()),
        0,
        found.largest(),
        residual,
        singular ? Method.RANK : Method.LANCZOS,
        found.converged());
  }
}
