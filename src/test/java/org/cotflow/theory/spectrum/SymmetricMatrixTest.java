package org.cotflow.theory.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cotflow.theory.JacobianNorms;
import org.junit.jupiter.api.Test;

class SymmetricMatrixTest {
  /** X X^T / columns for random X: semidefinite, of rank min(n, columns). */
  static double[] randomGram(int n, int columns, long seed) {
    double[] x = new SplittableRandom(seed).doubles((long) n * columns, -1, 1).toArray();
    double[] gram = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int m = 0; m < columns; m++) {
          gram[i * n + j] += x[i * columns + m] * x[j * columns + m] / columns;
        }
      }
    }
    return gram;
  }

  private static double[] sorted(TridiagonalEigenvalues eigenvalues) {
    double[] values = eigenvalues.values().clone();
    Arrays.sort(values);
    return values;
  }

  @Test
  void tridiagonalToeplitzHasItsCosines() {
    for (int n : new int[] {1, 2, 3, 17, 100}) {
      double[] diagonal = new double[n];
      double[] below = new double[n];
      Arrays.fill(diagonal, 2.0);
      Arrays.fill(below, -1.0);
      TridiagonalEigenvalues found = TridiagonalEigenvalues.of(diagonal, below);
      double[] values = sorted(found);
      double squares = 0;
      for (int k = 0; k < n; k++) {
        assertEquals(2 - 2 * StrictMath.cos(Math.PI * (k + 1) / (n + 1)), values[k], 1e-13);
        squares += found.lastComponents()[k] * found.lastComponents()[k];
      }
      assertEquals(1, squares, 1e-13);
      for (int k = 0; k < n; k++) {
        double angle = StrictMath.acos((2 - found.values()[k]) / 2);
        double component = Math.sqrt(2.0 / (n + 1)) * StrictMath.sin(n * angle);
        assertEquals(Math.abs(component), Math.abs(found.lastComponents()[k]), 1e-9);
      }
    }
  }

  @Test
  void denseMatricesKeepTraceSquaresAndKnownValues() {
    int n = 40;
    double[] matrix = randomGram(n, 60, 3);
    double[] values = sorted(SymmetricMatrix.eigenvalues(matrix, n));
    assertEquals(SymmetricMatrix.trace(matrix, n), Arrays.stream(values).sum(), 1e-12);
    assertEquals(
        Arrays.stream(matrix).map(v -> v * v).sum(),
        Arrays.stream(values).map(v -> v * v).sum(),
        1e-12);
    double[] shifted = new double[n * n];
    Arrays.fill(shifted, 0.25);
    for (int i = 0; i < n; i++) {
      shifted[i * n + i] += 3;
    }
    double[] known = sorted(SymmetricMatrix.eigenvalues(shifted, n));
    assertEquals(3 + 0.25 * n, known[n - 1], 1e-12);
    for (int i = 0; i + 1 < n; i++) {
      assertEquals(3, known[i], 1e-12);
    }
  }

  /** Large entries first, then a long tail of rounding: where QL is weakest. */
  @Test
  void gradedMatricesOfLowRankConverge() {
    for (int draw = 0; draw < 150; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      int n = 2 + random.nextInt(79);
      int rank = 1 + random.nextInt(n);
      double grade = random.nextDouble(0, 1.5);
      double[] x = random.doubles((long) n * rank, -1, 1).toArray();
      for (int i = 0; i < x.length; i++) {
        x[i] *= StrictMath.exp(-grade * (draw % 2 == 0 ? i / rank : i % rank));
      }
      double[] gram = new double[n * n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          for (int m = 0; m < rank; m++) {
            gram[i * n + j] += x[i * rank + m] * x[j * rank + m];
          }
        }
      }
      double[] values = sorted(SymmetricMatrix.eigenvalues(gram, n));
      double trace = SymmetricMatrix.trace(gram, n);
      assertEquals(trace, Arrays.stream(values).sum(), 1e-13 * trace, "draw " + draw);
      assertTrue(values[0] >= -1e-14 * trace, "draw " + draw);
    }
  }

  /** det(A - lambda I) changes sign around every eigenvalue: Sylvester's count agrees. */
  @Test
  void asManyEigenvaluesLieBelowAsPivotsAreNegative() {
    int n = 25;
    double[] matrix = randomGram(n, 30, 5);
    double[] values = sorted(SymmetricMatrix.eigenvalues(matrix, n));
    for (int i = 0; i < n; i++) {
      double gap = 1e-11;
      assertEquals(i, negativePivots(matrix, n, values[i] - gap));
      assertEquals(i + 1, negativePivots(matrix, n, values[i] + gap));
    }
  }

  private static int negativePivots(double[] matrix, int n, double shift) {
    double[] a = matrix.clone();
    int negative = 0;
    for (int k = 0; k < n; k++) {
      double pivot = a[k * n + k] -= shift;
      negative += pivot < 0 ? 1 : 0;
      for (int i = k + 1; i < n; i++) {
        for (int j = k + 1; j < n; j++) {
          a[i * n + j] -= a[i * n + k] / pivot * a[k * n + j];
        }
      }
    }
    return negative;
  }

  @Test
  void theBoundsAreOnTheirSidesAndClose() {
    for (int n : new int[] {1, 5, 40}) {
      double[] matrix = randomGram(n, 2 * n, n);
      double smallest = SymmetricMatrix.eigenvalues(matrix, n).smallest();
      double bound = SymmetricMatrix.smallestEigenvalueBound(matrix, n, smallest, 0);
      assertTrue(bound < smallest && bound > smallest - 1e-11, bound + " " + smallest);
      double wrong = SymmetricMatrix.smallestEigenvalueBound(matrix, n, smallest * 1.0001, 0);
      assertTrue(wrong < smallest, wrong + " is claimed, " + smallest + " is true");
      double vague = SymmetricMatrix.smallestEigenvalueBound(matrix, n, smallest, smallest / 4);
      assertTrue(vague <= 0.75 * smallest, vague + " " + smallest);
    }
    for (int n : new int[] {1, 5, 40}) {
      double[] matrix = randomGram(n, 2 * n, n);
      double largest = SymmetricMatrix.eigenvalues(matrix, n).largest();
      double bound = SymmetricMatrix.largestEigenvalueBound(matrix, n, largest, 0);
      assertTrue(bound > largest && bound < largest + 1e-11, bound + " " + largest);
      double wrong = SymmetricMatrix.largestEigenvalueBound(matrix, n, largest * 0.9999, 0);
      assertTrue(wrong > largest, wrong + " is claimed, " + largest + " is true");
    }
    double[] singular = randomGram(12, 4, 9);
    assertEquals(0, SymmetricMatrix.smallestEigenvalueBound(singular, 12, 1e-3, 0));
  }

  @Test
  void lanczosAgreesWithTheDenseSolver() {
    int n = 60;
    double[] matrix = randomGram(n, 90, 11);
    TridiagonalEigenvalues dense = SymmetricMatrix.eigenvalues(matrix, n);
    SymmetricProduct product =
        vector -> {
          double[] image = new double[n];
          for (int i = 0; i < n; i++) {
            image[i] = Lanczos.dot(Arrays.copyOfRange(matrix, i * n, (i + 1) * n), vector);
          }
          return image;
        };
    Lanczos found = Lanczos.of(n, product, true, 1e-12, 60);
    assertTrue(found.converged());
    assertEquals(dense.smallest(), found.smallest(), 1e-12);
    assertEquals(dense.largest(), found.largest(), 1e-12);
    Lanczos early = Lanczos.of(n, product, true, 1e-12, 12);
    assertTrue(!early.converged() && early.steps() == 12);
    assertTrue(early.largest() <= dense.largest() + 1e-14);
    assertTrue(early.smallest() >= dense.smallest() - 1e-14);
    assertTrue(nearest(dense, early.largest()) <= early.largestResidual());
    assertTrue(nearest(dense, early.smallest()) <= early.smallestResidual());
    Lanczos identity = Lanczos.of(7, double[]::clone, true, 1e-12, 7);
    assertEquals(1, identity.largest(), 1e-15);
    assertEquals(1, identity.steps());
  }

  private static double nearest(TridiagonalEigenvalues values, double value) {
    return Arrays.stream(values.values()).map(v -> Math.abs(v - value)).min().orElseThrow();
  }

  @Test
  void operatorNormsAreKnownAndRoundedUp() {
    double[] rotated = {3, -4, 4, 3};
    double norm = JacobianNorms.norm(rotated, 2);
    assertTrue(norm >= 5 && norm < 5 + 1e-12, norm + "");
    double[] projection = {0, 0, 0, 1e-200, 0, 0, 0, 0, 0};
    assertEquals(1e-200, JacobianNorms.norm(projection, 3), 1e-211);
    assertEquals(0, JacobianNorms.norm(new double[9], 3));
  }
}
