package org.cotflow.theory;

import org.cotflow.theory.spectrum.SymmetricMatrix;

/**
 * The sizes of the particles of one layer, each rounded up. E is the mean over the particles.
 *
 * @param outgoing U = sqrt(lambda_max(E[u u^T]))
 * @param ingoing W = sqrt(lambda_max(E[w w^T]))
 * @param meanU sqrt(E |u|^2)
 * @param meanW sqrt(E |w|^2)
 * @param meanB sqrt(E b^2)
 * @param fourthW sqrt(E |w|^4)
 * @param mixed sqrt(E |w|^2 b^2)
 */
record ParticleSizes(
    double outgoing,
    double ingoing,
    double meanU,
    double meanW,
    double meanB,
    double fourthW,
    double mixed) {

  static ParticleSizes of(ParticleSums sums, int d) {
    double[] norms = sums.norms();
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Rounding.SLACK * Math.sqrt(norms[i]);
    }
    int terms = sums.width() + 8;
    return new ParticleSizes(
        rootOfLargest(sums.secondMoment(0), d, terms),
        rootOfLargest(sums.secondMoment(d), d, terms),
        norms[0],
        norms[1],
        norms[2],
        norms[3],
        norms[4]);
  }

  /**
   * At least the root of the largest eigenvalue of a semidefinite matrix whose entries had {@code
   * terms} roundings.
   */
  static double rootOfLargest(double[] matrix, int n, int terms) {
    double error = 1.001 * terms * Rounding.UNIT * SymmetricMatrix.trace(matrix, n);
    double estimate = SymmetricMatrix.eigenvalues(matrix, n).largest();
    return Math.sqrt(SymmetricMatrix.largestEigenvalueBound(matrix, n, estimate, error));
  }
}
