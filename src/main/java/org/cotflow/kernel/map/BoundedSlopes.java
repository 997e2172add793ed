package org.cotflow.kernel.map;

/**
 * A map whose derivative in the state is bounded. The lower bound of the Polyak-Lojasiewicz
 * constant needs the bound for the rounding of Jacobians.
 */
public interface BoundedSlopes extends ResidualMap {
  /**
   * A bound of |D_x phi(omega, x)| over all x, which holds for the sums of the absolute values of
   * its terms too.
   *
   * @param omega p numbers, and maybe more
   */
  double slopeBound(double[] omega);
}
