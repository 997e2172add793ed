package org.cotflow.transport.solver;

import org.cotflow.kernel.ScalarFunctions;
import org.cotflow.transport.cloud.CostRows;

/**
 * The half step of the log-domain Sinkhorn iteration over the rows of a cost:
 *
 * <pre>
 *   softmin_i(g) = - eps log sum_j mass_j exp((g_j - c(i, j)) / eps)
 * </pre>
 *
 * <p>The largest exponent is taken out before exp, so nothing overflows; sums go over j in order.
 */
final class SoftMinimum {
  static final double LARGEST_EXPONENT = 700;

  private final CostRows costs;
  private final double[] logMasses;
  private final double[] exponents;

  /**
   * @param masses the masses of the columns
   */
  SoftMinimum(CostRows costs, double[] masses) {
    this.costs = costs;
    this.logMasses = new double[masses.length];
    for (int j = 0; j < masses.length; j++) {
      logMasses[j] = StrictMath.log(masses[j]);
    }
    this.exponents = new double[masses.length];
  }

  /** Writes softmin_i(potentials) for each row i. */
  void apply(double[] potentials, double epsilon, double[] result) {
    double[] offsets = new double[potentials.length];
    for (int j = 0; j < offsets.length; j++) {
      offsets[j] = Math.fma(epsilon, logMasses[j], potentials[j]);
    }
    double inverse = 1 / epsilon;
    for (int i = 0; i < costs.rows(); i++) {
      result[i] = ofRow(costs.row(i), offsets, epsilon, inverse);
    }
  }

  /**
   * e^x, or its value at {@value #LARGEST_EXPONENT} beyond that: never infinite. No bound computed
   * from the result depends on its accuracy.
   */
  static double exp(double x) {
    return ScalarFunctions.exp(Math.min(x, LARGEST_EXPONENT));
  }

  private double ofRow(double[] row, double[] offsets, double epsilon, double inverse) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < row.length; j++) {
      double exponent = offsets[j] - row[j];
      exponents[j] = exponent;
      if (exponent > largest) {
        largest = exponent;
      }
    }
    double sum = 0;
    for (int j = 0; j < row.length; j++) {
      sum += exp((exponents[j] - largest) * inverse);
    }
    return -(largest + epsilon * StrictMath.log(sum));
  }
}
