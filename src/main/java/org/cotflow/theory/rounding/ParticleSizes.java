package org.cotflow.theory.rounding;

import java.io.Serializable;
import org.cotflow.theory.ParticleSums;
import org.cotflow.theory.spectrum.SymmetricMatrix;

/**
 * The sizes of the particles of one layer, each rounded up. E is the mean over the particles.
 *
 * @param outgoing U = sqrt(lambda_max(E[u u^T]))
 * @param ingoing W = sqrt(lambda_max(E[w w^T]))
 * @param ingoingSquare W4^2 = sqrt(lambda_max(E[|w|^2 w w^T])), at least sup_v sqrt(E
 *     &lt;w,v&gt;^4)
 * @param cross X = sqrt(min(lambda_max(E[|w|^2 u u^T]), lambda_max(E[|u|^2 w w^T]))), at least the
 *     supremum over unit vectors of sqrt(E &lt;u,p&gt;^2 &lt;w,q&gt;^2)
 * @param meanU sqrt(E |u|^2)
 * @param meanW sqrt(E |w|^2)
 * @param meanB sqrt(E b^2)
 * @param mixed sqrt(E |w|^2 b^2)
 */
public record ParticleSizes(
    double outgoing,
    double ingoing,
    double ingoingSquare,
    double cross,
    double meanU,
    double meanW,
    double meanB,
    double mixed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static ParticleSizes of(ParticleSums sums, int d) {
    double[] norms = sums.norms();
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Rounding.SLACK * Math.sqrt(norms[i]);
    }
    int terms = sums.width() + 8;
    return new ParticleSizes(
        rootOfLargest(sums.secondMoment(0), d, terms),
        rootOfLargest(sums.secondMoment(d), d, terms),
        rootOfLargest(sums.weightedMoment(d, d), d, terms + 2 * d),
        Math.min(
            rootOfLargest(sums.weightedMoment(0, d), d, terms + 2 * d),
            rootOfLargest(sums.weightedMoment(d, 0), d, terms + 2 * d)),
        norms[0],
        norms[1],
        norms[2],
        norms[3]);
  }

  /**
   * At least the root of the largest eigenvalue of a semidefinite matrix whose entries had {@code
   * terms} roundings.
   */
  public static double rootOfLargest(double[] matrix, int n, int terms) {
    double error = 1.001 * terms * Rounding.UNIT * SymmetricMatrix.trace(matrix, n);
    double estimate = SymmetricMatrix.eigenvalues(matrix, n).largest();
    return Math.sqrt(SymmetricMatrix.largestEigenvalueBound(matrix, n, estimate, error));
  }
}
