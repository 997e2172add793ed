package org.cotflow.sweep.law;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
  private static final double[] EVEN = {1, 1, 1, 1};

  @Test
  void aWeightedLineIsTheOneComputedByHand() {
    double[][] design = {{1, 0}, {1, 1}, {1, 2}};
    double[] weights = {1, 2, 1};
    // Sums: w 4, wx 4, wxx 6, wy 1*1 + 2*3 + 1*2 = 9, wxy 2*3 + 2*2 = 10; determinant 4*6 - 16 = 8.
    double[] solution = new LeastSquares(design, weights).solve(new double[] {1, 3, 2});
    assertArrayEquals(
        new double[] {(9 * 6 - 4 * 10) / 8.0, (4 * 10 - 4 * 9) / 8.0}, solution, 1e-14);
    double[] variances = new LeastSquares(design, weights).variances();
    assertArrayEquals(new double[] {6 / 8.0, 4 / 8.0}, variances, 1e-14);
  }

  @Test
  void exactDataAreRecoveredWhateverTheScales() {
    SplittableRandom random = new SplittableRandom(4);
    double[] truth = {3e-6, -2, 5e4};
    double[][] design = new double[30][3];
    double[] values = new double[30];
    double[] weights = new double[30];
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 3; j++) {
        design[i][j] = (random.nextDouble() - 0.3) / truth[j];
        values[i] += design[i][j] * truth[j];
      }
      weights[i] = 1e-3 + random.nextDouble();
    }
    double[] solution = new LeastSquares(design, weights).solve(values);
    for (int j = 0; j < 3; j++) {
      assertEquals(1, solution[j] / truth[j], 1e-12);
    }
  }

  @Test
  void theResidualIsOrthogonalToEveryTerm() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] design = new double[12][4];
    double[] values = new double[12];
    double[] weights = new double[12];
    for (int i = 0; i < 12; i++) {
      design[i] = random.doubles(4, -1, 1).toArray();
      values[i] = random.nextDouble();
      weights[i] = random.nextDouble() + 0.1;
    }
    double[] solution = new LeastSquares(design, weights).solve(values);
    for (int j = 0; j < 4; j++) {
      double overlap = 0;
      for (int i = 0; i < 12; i++) {
        double residual = values[i];
        for (int k = 0; k < 4; k++) {
          residual -= design[i][k] * solution[k];
        }
        overlap += weights[i] * residual * design[i][j];
      }
      assertEquals(0, overlap, 1e-14);
    }
  }

  @Test
  void aNegativeConstantIsHeldAtZeroAndTheOthersAreFittedAgain() {
    double[][] design = {{1, 0}, {0, 1}, {1, 1}, {1, 2}};
    double[] values = {2, -3, -1, -4};
    assertTrue(new LeastSquares(design, EVEN).solve(values)[1] < 0);
    // With the second at 0 the first is the mean of 2, -1, -4 over three rows: -1, so 0 too.
    assertArrayEquals(new double[] {0, 0}, new LeastSquares(design, EVEN).solveNonnegative(values));
    double[] other = {5, -3, 1, 3};
    assertTrue(new LeastSquares(design, EVEN).solve(other)[1] < 0);
    assertArrayEquals(
        new double[] {3, 0}, new LeastSquares(design, EVEN).solveNonnegative(other), 1e-14);
  }

  @Test
  void theNonnegativeSolutionHasNoDescentDirection() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] design = new double[8][4];
      double[] weights = new double[8];
      for (int i = 0; i < 8; i++) {
        design[i] = random.doubles(4, -0.3, 1).toArray();
        weights[i] = random.nextDouble() + 0.1;
      }
      double[] values = random.doubles(8, -1, 1).toArray();
      double[] solution = new LeastSquares(design, weights).solveNonnegative(values);
      for (int j = 0; j < 4; j++) {
        double slope = 0;
        for (int i = 0; i < 8; i++) {
          double residual = -values[i];
          for (int k = 0; k < 4; k++) {
            residual += design[i][k] * solution[k];
          }
          slope += weights[i] * residual * design[i][j];
        }
        assertTrue(solution[j] >= 0, "seed " + seed);
        // Karush, Kuhn, Tucker: slope 0 where free, not negative at the bound.
        assertTrue(solution[j] > 0 ? Math.abs(slope) < 1e-12 : slope > -1e-12, "seed " + seed);
      }
    }
  }

  @Test
  void theConditionNumberIsTheKnownOne() {
    double[][] orthogonal = {{1, 1}, {1, -1}, {1, 1}, {1, -1}};
    assertEquals(1, new LeastSquares(orthogonal, EVEN).conditionNumber(), 1e-14);
    // Unit columns at an angle with cosine 0.8: singular values sqrt(1 +- 0.8).
    double[][] oblique = {{1, 0.8}, {0, 0.6}};
    assertEquals(3, new LeastSquares(oblique, new double[] {1, 1}).conditionNumber(), 1e-13);
  }

  @Test
  void dependentTermsAreSingular() {
    double[][] dependent = {{1, 2}, {2, 4}, {3, 6}};
    double[] weights = {1, 1, 1};
    assertTrue(new LeastSquares(dependent, weights).isSingular());
    assertTrue(new LeastSquares(new double[][] {{1, 2}}, new double[] {1}).isSingular());
    assertTrue(new LeastSquares(new double[][] {{1, 0}, {2, 0}}, new double[] {1, 1}).isSingular());
  }
}
