package org.cotflow.sweep.law;

/**
 * Weighted linear least squares by Householder QR of the weighted, column-scaled design,
 *
 * <pre>
 *   minimize  sum_i w_i (v_i - sum_j X_ij c_j)^2,      sqrt(W) X S = Q R,   c = S R^{-1} Q^T sqrt(W) v
 * </pre>
 *
 * <p>X n x t, S diagonal such that the columns of sqrt(W) X S have length 1. Backward stable: exact
 * for a design and values within a small multiple of n t eps of the given ones. Sums run in row
 * order.
 */
final class LeastSquares {
  /**
   * Below this a diagonal entry of R is rounding: the columns of the design depend on each other.
   */
  private static final double SINGULAR = 1e-12;

  private static final int JACOBI_SWEEPS = 60;

  private final int rows;
  private final int terms;

  /** R above the diagonal; below and on it the reflectors, column by column: a[j][i]. */
  private final double[][] columns;

  private final double[] diagonal;
  private final double[] scales;
  private final double[] roots;

  /**
   * @param design n rows of t terms; not changed
   * @param weights n nonnegative weights
   */
  LeastSquares(double[][] design, double[] weights) {
    rows = design.length;
    terms = rows == 0 ? 0 : design[0].length;
    columns = new double[terms][rows];
    diagonal = new double[terms];
    scales = new double[terms];
    roots = new double[rows];
    for (int i = 0; i < rows; i++) {
      roots[i] = Math.sqrt(weights[i]);
    }
    for (int j = 0; j < terms; j++) {
      for (int i = 0; i < rows; i++) {
        columns[j][i] = roots[i] * design[i][j];
      }
      scales[j] = length(columns[j], 0);
      for (int i = 0; i < rows && scales[j] > 0; i++) {
        columns[j][i] /= scales[j];
      }
    }
    for (int j = 0; j < Math.min(rows, terms); j++) {
      reflect(j);
    }
  }

  /** Whether the terms depend on each other over these rows, so that nothing can be solved. */
  boolean isSingular() {
    if (terms == 0 || rows < terms) {
      return true;
    }
    for (int j = 0; j < terms; j++) {
      if (!(Math.abs(diagonal[j]) > SINGULAR)) {
        return true;
      }
    }
    return false;
  }

  /** c for the values v, without constraint. */
  double[] solve(double[] values) {
    return solveTriangular(rotated(values));
  }

  /**
   * The best c with c &gt;= 0: of the free solutions on each set of terms, the others held at 0,
   * the best one that is nonnegative. (The constrained optimum is the free solution on its
   * support.)
   *
   * @throws IllegalArgumentException for more than 12 terms: there are 2^t sets
   */
  double[] solveNonnegative(double[] values) {
    double[] target = rotated(values);
    double[] free = solveTriangular(target);
    if (isNonnegative(free)) {
      return free;
    }
    if (terms > 12) {
      throw new IllegalArgumentException(terms + " nonnegative terms");
    }
    double[] head = java.util.Arrays.copyOf(target, terms);
    double[] unit = new double[terms];
    java.util.Arrays.fill(unit, 1);
    double[] best = new double[terms];
    double least = squaredLength(head);
    for (int set = 1; set < (1 << terms) - 1; set++) {
      double[] candidate = solveOn(set, head, unit);
      if (candidate == null) {
        continue;
      }
      double distance = squaredLength(residual(head, candidate));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    for (int j = 0; j < terms; j++) {
      best[j] /= scales[j];
    }
    return best;
  }

  /** The ratio of the largest to the smallest singular value of the scaled design. */
  double conditionNumber() {
    double[][] r = new double[terms][terms];
    for (int j = 0; j < terms; j++) {
      System.arraycopy(columns[j], 0, r[j], 0, j);
      r[j][j] = diagonal[j];
    }
    for (int sweep = 0; sweep < JACOBI_SWEEPS; sweep++) {
      if (!rotateAllInPlace(r)) {
        break;
      }
    }
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double[] column : r) {
      double norm = length(column, 0);
      largest = Math.max(largest, norm);
      smallest = Math.min(smallest, norm);
    }
    return smallest > 0 ? largest / smallest : Double.POSITIVE_INFINITY;
  }

  /** The diagonal of (X^T W X)^{-1}: the variances of c if value i has variance 1/w_i. */
  double[] variances() {
    double[] variances = new double[terms];
    double[] unit = new double[terms];
    for (int k = 0; k < terms; k++) {
      java.util.Arrays.fill(unit, 0);
      unit[k] = 1;
      double[] column = solveTriangular(unit);
      for (int j = 0; j < terms; j++) {
        variances[j] = Math.fma(column[j], column[j], variances[j]);
      }
    }
    return variances;
  }

  /** Householder: takes column j below row j to (diagonal[j], 0, ...) and updates later columns. */
  private void reflect(int j) {
    double[] v = columns[j];
    double norm = length(v, j);
    if (norm == 0) {
      return;
    }
    diagonal[j] = v[j] > 0 ? -norm : norm;
    v[j] -= diagonal[j];
    for (int later = j + 1; later < terms; later++) {
      applyReflector(v, j, columns[later]);
    }
  }

  /** x - 2 v (v, x) / (v, v) from row {@code from} on. */
  private static void applyReflector(double[] v, int from, double[] x) {
    double square = 0;
    double overlap = 0;
    for (int i = from; i < v.length; i++) {
      square = Math.fma(v[i], v[i], square);
      overlap = Math.fma(v[i], x[i], overlap);
    }
    if (square == 0) {
      return;
    }
    double factor = 2 * overlap / square;
    for (int i = from; i < v.length; i++) {
      x[i] = Math.fma(-factor, v[i], x[i]);
    }
  }

  private double[] rotated(double[] values) {
    double[] target = new double[rows];
    for (int i = 0; i < rows; i++) {
      target[i] = roots[i] * values[i];
    }
    for (int j = 0; j < terms; j++) {
      if (diagonal[j] != 0) {
        applyReflector(columns[j], j, target);
      }
    }
    return target;
  }

  private double[] solveTriangular(double[] target) {
    double[] solution = new double[terms];
    for (int j = terms - 1; j >= 0; j--) {
      double sum = target[j];
      for (int later = j + 1; later < terms; later++) {
        sum = Math.fma(-columns[later][j], solution[later], sum);
      }
      solution[j] = sum / diagonal[j];
    }
    for (int j = 0; j < terms; j++) {
      solution[j] /= scales[j];
    }
    return solution;
  }

  /** The scaled solution with the terms of a set free and the others 0; null if it is negative. */
  private double[] solveOn(int set, double[] head, double[] unit) {
    int[] members =
        java.util.stream.IntStream.range(0, terms).filter(j -> (set >> j & 1) == 1).toArray();
    double[][] reduced = new double[terms][members.length];
    for (int m = 0; m < members.length; m++) {
      for (int i = 0; i <= members[m]; i++) {
        reduced[i][m] = i == members[m] ? diagonal[i] : columns[members[m]][i];
      }
    }
    double[] part = new LeastSquares(reduced, unit).solve(head);
    if (!isNonnegative(part)) {
      return null;
    }
    double[] solution = new double[terms];
    for (int m = 0; m < members.length; m++) {
      solution[members[m]] = part[m];
    }
    return solution;
  }

  /** head - R c for scaled c. */
  private double[] residual(double[] head, double[] scaled) {
    double[] residual = head.clone();
    for (int i = 0; i < terms; i++) {
      residual[i] = Math.fma(-diagonal[i], scaled[i], residual[i]);
      for (int j = i + 1; j < terms; j++) {
        residual[i] = Math.fma(-columns[j][i], scaled[j], residual[i]);
      }
    }
    return residual;
  }

  /** One sweep of one-sided Jacobi rotations; false once all columns are orthogonal. */
  private static boolean rotateAllInPlace(double[][] r) {
    boolean turned = false;
    for (int a = 0; a < r.length; a++) {
      for (int b = a + 1; b < r.length; b++) {
        turned |= rotateInPlace(r[a], r[b]);
      }
    }
    return turned;
  }

  private static boolean rotateInPlace(double[] x, double[] y) {
    double xx = squaredLength(x);
    double yy = squaredLength(y);
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xy = Math.fma(x[i], y[i], xy);
    }
    if (Math.abs(xy) <= 1e-15 * Math.sqrt(xx * yy)) {
      return false;
    }
    double zeta = (yy - xx) / (2 * xy);
    double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double cosine = 1 / Math.sqrt(1 + tangent * tangent);
    double sine = cosine * tangent;
    for (int i = 0; i < x.length; i++) {
      double held = x[i];
      x[i] = cosine * held - sine * y[i];
      y[i] = sine * held + cosine * y[i];
    }
    return true;
  }

  private static boolean isNonnegative(double[] numbers) {
    for (double number : numbers) {
      if (!(number >= 0)) {
        return false;
      }
    }
    return true;
  }

  private static double squaredLength(double[] v) {
    double sum = 0;
    for (double entry : v) {
      sum = Math.fma(entry, entry, sum);
    }
    return sum;
  }

  private static double length(double[] v, int from) {
    double sum = 0;
    for (int i = from; i < v.length; i++) {
      sum = Math.fma(v[i], v[i], sum);
    }
    return Math.sqrt(sum);
  }
}
