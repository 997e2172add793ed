package org.cotflow.theory.spectrum;

/**
 * The eigenvalues of a symmetric tridiagonal matrix and the last component of each unit
 * eigenvector, by the QL iteration with implicit shifts (Dubrulle, Martin, Wilkinson, Numerische
 * Mathematik 12, 1968).
 *
 * <p>The last components are what Lanczos needs for its residuals. Backward stable: every
 * eigenvalue is exact for a matrix within a small multiple of n eps |T| of T.
 *
 * @param values in no particular order
 * @param lastComponents for each value
 */
public record TridiagonalEigenvalues(double[] values, double[] lastComponents) {
  private static final int SWEEPS_PER_VALUE = 60;
  private static final double EPS = 0x1p-52;

  /**
   * Couplings below this, in units of the largest entry, are cut whatever their neighbors are:
   * where large entries come first, rounding keeps couplings between tiny ones from ever becoming
   * small against those.
   */
  private static final double NEGLIGIBLE = EPS;

  /**
   * Solves for all eigenvalues.
   *
   * @param diagonal n numbers
   * @param below n - 1 numbers or more, of which the first n - 1 are used
   */
  static TridiagonalEigenvalues of(double[] diagonal, double[] below) {
    int n = diagonal.length;
    double scale = 0;
    for (int i = 0; i < n; i++) {
      scale = Math.max(scale, Math.abs(diagonal[i]));
      scale = i + 1 < n ? Math.max(scale, Math.abs(below[i])) : scale;
    }
    double[] d = new double[n];
    double[] e = new double[n];
    double[] last = new double[n];
    last[n - 1] = 1;
    if (scale == 0) {
      return new TridiagonalEigenvalues(d, last);
    }
    for (int i = 0; i < n; i++) {
      d[i] = diagonal[i] / scale;
      e[i] = i + 1 < n ? below[i] / scale : 0;
    }
    for (int l = 0; l < n; l++) {
      isolate(l, d, e, last);
    }
    for (int i = 0; i < n; i++) {
      d[i] *= scale;
    }
    return new TridiagonalEigenvalues(d, last);
  }

  /** Iterates until the coupling behind place l is negligible: d[l] is an eigenvalue then. */
  private static void isolate(int l, double[] d, double[] e, double[] last) {
    for (int sweep = 0; sweep < SWEEPS_PER_VALUE; sweep++) {
      int end = l;
      while (end + 1 < d.length && !negligible(end, d, e)) {
        end++;
      }
      if (end == l) {
        return;
      }
      sweep(l, end, d, e, last);
    }
    throw new IllegalStateException("QL did not converge at place " + l);
  }

  private static boolean negligible(int i, double[] d, double[] e) {
    return Math.abs(e[i]) <= EPS * (Math.abs(d[i]) + Math.abs(d[i + 1])) + NEGLIGIBLE;
  }

  /** One QL sweep over the unreduced places l .. end, chasing the bulge upward by rotations. */
  private static void sweep(int l, int end, double[] d, double[] e, double[] last) {
    double half = (d[l + 1] - d[l]) / (2 * e[l]);
    double root = Math.sqrt(half * half + 1);
    double bulge = d[end] - d[l] + e[l] / (half + (half >= 0 ? root : -root));
    double sine = 1;
    double cosine = 1;
    double moved = 0;
    for (int i = end - 1; i >= l; i--) {
      double f = sine * e[i];
      double b = cosine * e[i];
      double length = Math.sqrt(f * f + bulge * bulge);
      e[i + 1] = length;
      if (length == 0) {
        d[i + 1] -= moved;
        e[end] = 0;
        return;
      }
      sine = f / length;
      cosine = bulge / length;
      double from = d[i + 1] - moved;
      double change = (d[i] - from) * sine + 2 * cosine * b;
      moved = sine * change;
      d[i + 1] = from + moved;
      bulge = cosine * change - b;
      double upper = last[i + 1];
      last[i + 1] = sine * last[i] + cosine * upper;
      last[i] = cosine * last[i] - sine * upper;
    }
    d[l] -= moved;
    e[l] = bulge;
    e[end] = 0;
  }

  int indexOfSmallest() {
    int index = 0;
    for (int i = 1; i < values.length; i++) {
      index = values[i] < values[index] ? i : index;
    }
    return index;
  }

  int indexOfLargest() {
    int index = 0;
    for (int i = 1; i < values.length; i++) {
      index = values[i] > values[index] ? i : index;
    }
    return index;
  }

  public double smallest() {
    return values[indexOfSmallest()];
  }

  public double largest() {
    return values[indexOfLargest()];
  }
}
