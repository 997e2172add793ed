package org.cotflow.kernel.map;

import org.cotflow.kernel.ParticleLayout;

/**
 * A residual map phi: R^p x R^d -> R^d for one particle omega and one state x. Implementations are
 * stateless and thread-safe; all arrays are the caller's and hold no more than is documented.
 *
 * <p>A class of one's own that {@code network.map = "class:NAME"} names has a public constructor
 * with one argument, {@link MapInputs}.
 *
 * <p>The same arguments give the same bits on every machine: implementations use IEEE operations,
 * {@link Math#fma}, {@link org.cotflow.kernel.Activation} and {@link StrictMath}, no other function
 * of {@link Math}.
 */
public interface ResidualMap {
  /** The parts of omega, p numbers; d. */
  ParticleLayout layout();

  /** Numbers of working memory that a call takes. */
  default int workLength() {
    return 0;
  }

  /**
   * Sets {@code phi} to phi(omega, x).
   *
   * @param omega p numbers, and maybe more
   * @param x d numbers, and maybe more; likewise {@code phi}
   * @param work at least {@link #workLength} numbers of unspecified content
   */
  void value(double[] omega, double[] x, double[] phi, double[] work);

  /**
   * Sets {@code dx} to D_x phi(omega, x)^T q and {@code domega} to D_omega phi(omega, x)^T q.
   *
   * @param q d numbers
   * @param work as in {@link #value}
   */
  void pullback(
      double[] omega, double[] x, double[] q, double[] dx, double[] domega, double[] work);

  /**
   * Sets {@code phi} to D_omega phi(omega, x) v, the adjoint of {@link #pullback}. What is here
   * takes a pullback for each of the d coordinates; a map may do it at once.
   *
   * @param v p numbers, and maybe more
   * @param work as in {@link #value}
   */
  default void push(double[] omega, double[] x, double[] v, double[] phi, double[] work) {
    int d = layout().stateDim();
    int p = layout().size();
    double[] unit = new double[d];
    double[] dx = new double[d];
    double[] domega = new double[p];
    for (int a = 0; a < d; a++) {
      unit[a] = 1;
      pullback(omega, x, unit, dx, domega, work);
      unit[a] = 0;
      double sum = 0;
      for (int j = 0; j < p; j++) {
        sum = Math.fma(domega[j], v[j], sum);
      }
      phi[a] = sum;
    }
  }
}
