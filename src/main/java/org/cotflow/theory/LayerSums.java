package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;

/**
 * The sums over the particles of one layer, at rows of states x_i, that kernels are made of: all
 * that touches particles. With z_i = &lt;w, x_i&gt; + b and E the mean over the layer's particles.
 *
 * <p>Sums follow the fixed tree over blocks, so every implementation gives the same bits. Arrays
 * returned belong to the caller.
 */
public interface LayerSums extends AutoCloseable {

  /** M_k. */
  int width();

  /** E[sigma(z_i) sigma(z_j)]: rows x rows. */
  double[] featureGram();

  /**
   * E[r_i r_j] with r_i = sigma'(z_i) &lt;u, p_i&gt;: rows x rows.
   *
   * @param adjoints p, rows x d
   */
  double[] slopeGram(double[] adjoints);

  /** E[sigma'(z_i) u_a sigma'(z_j) u_c]: (rows d) x (rows d), index i d + a. */
  double[] directionGram();

  /** sum_j E[sigma(z_i) sigma(z_j)] v_j: rows. */
  double[] featureProduct(double[] vector);

  /**
   * The tangent kernel times vectors, for each row i
   *
   * <pre>
   *   E[ m_u sigma_i g_u + sigma'_i u (m_w &lt;x_i, g_w&gt; + m_b g_b) ],
   *   g_u = sum_j sigma_j v_j,  g_w = sum_j r_j x_j,  g_b = sum_j r_j,  r_j = sigma'_j &lt;u, v_j&gt;.
   * </pre>
   *
   * @param vectors v, rows x d
   * @return rows x d
   */
  double[] tangentProduct(PartMultipliers weights, double[] vectors);

  /** The largest operator norm of DF_k(x_i) over the rows, rounded up. */
  double largestJacobianNorm();

  /** Forgets what was kept of the layer. */
  @Override
  void close();

  /** Gives the sums of a layer. */
  @FunctionalInterface
  interface Source {
    /**
     * @param states x_k, rows x d
     */
    LayerSums at(int layer, double[] states);
  }
}
