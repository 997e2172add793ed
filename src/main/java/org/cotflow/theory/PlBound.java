package org.cotflow.theory;

/**
 * The lower bound of the Polyak-Lojasiewicz constant for the squared loss,
 *
 * <pre>
 *   norm(grad)^2 &gt;= m L,
 *   m = (2/N) alpha^2 lambda_min(B B^T) (1/K) sum_k lambda_min(K_k) prod_{l&gt;k} max(0, 1 - |DF_l|/K)^2
 * </pre>
 *
 * <p>divided by d_out if the loss is averaged over outputs (our derivation, docs/math.md section
 * 6). The factors are clipped at 0: for |DF_l| &gt; K the map I + DF_l^T/K may be singular, and the
 * square of the negative number would claim a bound that is false.
 */
public final class PlBound {
  private static final double UNIT = 0x1p-53;

  private PlBound() {}

  /**
   * m, rounded down.
   *
   * @param smallest a lower bound of lambda_min(K_k) for each layer
   * @param jacobianNorms an upper bound of |DF_k| for each layer
   * @param sampleCount N
   * @param readoutFactor a lower bound of alpha^2 lambda_min(B B^T), divided by d_out with
   *     output-average
   */
  public static double of(
      double[] smallest, double[] jacobianNorms, int sampleCount, double readoutFactor) {
    int layerCount = smallest.length;
    double product = 1;
    double sum = 0;
    for (int k = layerCount - 1; k >= 0; k--) {
      sum += smallest[k] * product;
      double factor = Math.max(0, 1 - jacobianNorms[k] / layerCount - 4 * UNIT);
      product *= factor * factor;
    }
    double down = 1 - (8.0 * layerCount + 32) * UNIT;
    return Math.max(0, 2.0 / sampleCount * readoutFactor * sum / layerCount * down);
  }
}
