package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;
import org.cotflow.theory.spectrum.Spectrum;
import org.cotflow.theory.spectrum.SymmetricMatrix;
import org.cotflow.theory.spectrum.TridiagonalEigenvalues;

/**
 * One layer of a starting point: its sizes at a measure and its states, each rounded to the safe
 * side. With E the mean over the layer's particles and e = (sqrt(m_w) x, sqrt(m_b)) the inputs of a
 * particle in the units of the metric:
 *
 * <pre>
 *   outgoing  U = sqrt(lambda_max(E[u u^T]))
 *   ingoing   W = sqrt(lambda_max(E[w w^T]))
 *   inputs    Q = sqrt(lambda_max(sum_i e_i e_i^T))
 * </pre>
 *
 * @param smallestKernel at most lambda_min(K_k); 0 with fewer particles than samples
 * @param largestKernel at least lambda_max(K_k)
 * @param jacobianNorm at least |DF_k(x_i)| for every sample
 */
public record StartingLayer(
    int layer,
    int width,
    double smallestKernel,
    double largestKernel,
    double outgoing,
    double ingoing,
    double inputs,
    double jacobianNorm) {
  private static final double UNIT = 0x1p-53;

  /**
   * Of one layer.
   *
   * @param states x_k, rows x d; at most {@link Spectrum#DENSE_LIMIT} rows
   * @param supremum of |sigma|
   */
  static StartingLayer of(
      int layer,
      ParticleSums sums,
      double[] states,
      int d,
      PartMultipliers multipliers,
      double supremum) {
    int rows = states.length / d;
    int width = sums.width();
    Ends kernel =
        width < rows
            ? new Ends(0, rows * supremum * supremum)
            : Ends.of(sums.featureGram(), rows, width);
    return new StartingLayer(
        layer,
        width,
        kernel.smallest(),
        kernel.largest(),
        Math.sqrt(largest(sums.secondMoment(0), d, width + 8)),
        Math.sqrt(largest(sums.secondMoment(d), d, width + 8)),
        Math.sqrt(largest(inputMoment(states, d, multipliers), d + 1, rows + 8)),
        sums.largestJacobianNorm());
  }

  /** Bounds of the ends of the spectrum of a kernel of so many particles. */
  private record Ends(double smallest, double largest) {

    static Ends of(double[] gram, int rows, int width) {
      double trace = SymmetricMatrix.trace(gram, rows);
      double error = 1.001 * (width + 8) * UNIT * trace;
      TridiagonalEigenvalues all = SymmetricMatrix.eigenvalues(gram, rows);
      double smallest = Math.max(0, all.smallest());
      return new Ends(
          SymmetricMatrix.smallestEigenvalueBound(gram, rows, smallest, error),
          SymmetricMatrix.largestEigenvalueBound(gram, rows, all.largest(), error));
    }
  }

  /** sqrt(lambda_max) in the units of the kernel's features. */
  double rootOfLargestKernel() {
    return Math.sqrt(largestKernel);
  }

  /**
   * At least the largest eigenvalue of a semidefinite matrix whose entries had {@code terms}
   * roundings.
   */
  private static double largest(double[] matrix, int n, int terms) {
    double error = 1.001 * terms * UNIT * SymmetricMatrix.trace(matrix, n);
    double estimate = SymmetricMatrix.eigenvalues(matrix, n).largest();
    return SymmetricMatrix.largestEigenvalueBound(matrix, n, estimate, error);
  }

  /** sum_i e_i e_i^T, (d+1) x (d+1). */
  private static double[] inputMoment(double[] states, int d, PartMultipliers multipliers) {
    double[] sums = new double[(d + 1) * (d + 1)];
    double[] inputs = new double[d + 1];
    double root = Math.sqrt(multipliers.w());
    inputs[d] = Math.sqrt(multipliers.b());
    for (int row = 0; row < states.length / d; row++) {
      for (int j = 0; j < d; j++) {
        inputs[j] = root * states[row * d + j];
      }
      BlockFeatures.addSquareInPlace(sums, inputs);
    }
    return sums;
  }
}
