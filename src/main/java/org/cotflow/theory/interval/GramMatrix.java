package org.cotflow.theory.interval;

/**
 * The products of rows with each other, V V^T, and how far they are from those of the exact rows.
 *
 * @param products n x n, both triangles
 * @param error of them in the spectral norm
 */
public record GramMatrix(int n, double[] products, double error) {

  /**
   * Of n rows. The error of the entries is that of their sums, at most (m/4 + 6) u |v_i| |v_j|; as
   * a matrix its norm is at most that of the rank one matrix of the right side, the sum of |v_i|^2.
   *
   * @param rows V, n x m
   * @param roundings of each factor, as multiples of u
   */
  public static GramMatrix of(double[] rows, int n, int m, int roundings) {
    double[] products = new double[n * n];
    double trace = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        products[i * n + j] = Products.dot(rows, i * m, rows, j * m, m);
        products[j * n + i] = products[i * n + j];
      }
      trace += products[i * n + i];
    }
    trace *= Products.UP;
    double error =
        trace == 0
            ? 0
            : n * Products.error(m, trace / n) + roundings * Products.UNIT * Products.UP * trace;
    return new GramMatrix(n, products, error);
  }

  /** Whether the largest eigenvalue over {@code count} is proved to be at most bound^2. */
  public boolean isAtMost(double bound, int count) {
    if (!(bound >= 0)) {
      return false;
    }
    double limit = Enclosure.of(bound).squared().times(count).lo();
    return SemidefiniteProof.atMost(products, n, error, bound == 0 ? 0 : limit);
  }

  /** Whether the smallest eigenvalue over {@code count} is proved to be at least root^2. */
  public boolean isAtLeast(Enclosure root, int count) {
    return SemidefiniteProof.atLeast(products, n, error, root.squared().times(count).hi());
  }
}
