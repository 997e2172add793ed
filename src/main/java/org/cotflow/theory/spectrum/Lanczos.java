package org.cotflow.theory.spectrum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The extreme eigenvalues of a symmetric matrix known by its products, by the Lanczos method with
 * full reorthogonalization (twice), from a fixed start vector.
 *
 * <p>Each value is a Rayleigh quotient: at least the smallest and at most the largest eigenvalue.
 * An exact eigenvalue lies within its residual |A v - theta v| = beta_j |s_j|.
 *
 * <p>Where numbers overflow, largest is infinite and smallest NaN.
 *
 * @param converged whether the wanted residuals are at most the tolerance times |largest|
 */
public record Lanczos(
    double smallest,
    double smallestResidual,
    double largest,
    double largestResidual,
    int steps,
    boolean converged) {
  private static final double GOLDEN = 0.6180339887498949;

  /**
   * Iterates until the residuals are small or a limit is reached.
   *
   * @param wantSmallest whether the smallest eigenvalue must converge too
   */
  static Lanczos of(
      int size, SymmetricProduct matrix, boolean wantSmallest, double tolerance, int maxSteps) {
    List<double[]> basis = new ArrayList<>();
    double[] diagonal = new double[Math.min(size, maxSteps)];
    double[] below = new double[diagonal.length];
    double[] next = start(size);
    Lanczos found = null;
    for (int step = 0; step < diagonal.length; step++) {
      basis.add(next);
      double[] image = matrix.times(next);
      diagonal[step] = dot(image, next);
      orthogonalizeInPlace(image, basis);
      orthogonalizeInPlace(image, basis);
      below[step] = Math.sqrt(dot(image, image));
      if (!Double.isFinite(diagonal[step]) || !Double.isFinite(below[step])) {
        return overflowed(step + 1);
      }
      found = extremes(diagonal, below, step + 1, wantSmallest, tolerance);
      double magnitude = Math.max(Math.abs(found.largest), Math.abs(found.smallest));
      if (found.converged || below[step] <= 0x1p-50 * magnitude) {
        break;
      }
      divideInPlace(image, below[step]);
      next = image;
    }
    return found;
  }

  private static Lanczos overflowed(int steps) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Lanczos(Double.NaN, infinite, infinite, infinite, steps, false);
  }

  private static Lanczos extremes(
      double[] diagonal, double[] below, int steps, boolean wantSmallest, double tolerance) {
    TridiagonalEigenvalues ritz =
        TridiagonalEigenvalues.of(Arrays.copyOf(diagonal, steps), Arrays.copyOf(below, steps));
    int low = ritz.indexOfSmallest();
    int high = ritz.indexOfLargest();
    double lowResidual = below[steps - 1] * Math.abs(ritz.lastComponents()[low]);
    double highResidual = below[steps - 1] * Math.abs(ritz.lastComponents()[high]);
    double allowed = tolerance * Math.abs(ritz.values()[high]);
    boolean converged = highResidual <= allowed && (!wantSmallest || lowResidual <= allowed);
    return new Lanczos(
        ritz.values()[low], lowResidual, ritz.values()[high], highResidual, steps, converged);
  }

  /** A unit vector with irregular entries of both signs, none small. */
  private static double[] start(int size) {
    double[] vector = new double[size];
    for (int i = 0; i < size; i++) {
      double turn = (i + 1) * GOLDEN;
      double fraction = turn - Math.floor(turn);
      vector[i] = fraction < 0.5 ? 0.5 + fraction : -fraction;
    }
    divideInPlace(vector, Math.sqrt(dot(vector, vector)));
    return vector;
  }

  private static void orthogonalizeInPlace(double[] vector, List<double[]> basis) {
    for (double[] unit : basis) {
      double overlap = dot(vector, unit);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = Math.fma(-overlap, unit[i], vector[i]);
      }
    }
  }

  private static void divideInPlace(double[] vector, double divisor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= divisor;
    }
  }

  public static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
    }
    for (; i < a.length; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
