package org.cotflow.transport.solver;

import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;
import org.cotflow.transport.cloud.PointCloud;
import org.cotflow.transport.cloud.SquaredDistance;
import org.cotflow.transport.cloud.TransportMethod;

/**
 * The lower bound of W_2^2 that prices b_j prove, with the best potentials a_i for these prices.
 *
 * <pre>
 *   a_i = min_j c(i, j) - b_j        D = sum_i mass_i a_i + sum_j mass_j b_j  <=  W_2^2
 * </pre>
 *
 * <p>Rounding (our derivation): with |c - computed c| <= rho computed c, the potentials a_i - (rho
 * + 2^-53) |a_i| - rho max|b| with b_j are feasible for the exact costs: where a_i + b_j is
 * negative there is nothing to show, elsewhere computed c >= a_i + b_j - 2^-53 |a_i|. So W_2^2 >= D
 * - (rho + 8 2^-53) (sum mass |a| + max|b|), the further terms being those of the sums.
 *
 * @param sourcePotentials a_i
 * @param value D as computed
 * @param rounding what to take off D to be sure
 */
record DualBound(double[] sourcePotentials, double value, double rounding) {
  private static final double HALF_ULP = 0x1p-53;

  static DualBound of(CostRows costs, PointCloud source, PointCloud target, double[] prices) {
    double[] potentials = new double[costs.rows()];
    CompensatedSum sourceSum = new CompensatedSum();
    double magnitude = 0;
    for (int i = 0; i < potentials.length; i++) {
      potentials[i] = smallestReduced(costs.row(i), prices);
      double weighted = source.unitsOf(i) * potentials[i];
      sourceSum.add(weighted);
      magnitude += Math.abs(weighted);
    }
    CompensatedSum targetSum = new CompensatedSum();
    double largestPrice = 0;
    for (int j = 0; j < prices.length; j++) {
      targetSum.add(target.unitsOf(j) * prices[j]);
      largestPrice = Math.max(largestPrice, Math.abs(prices[j]));
    }
    double sourceUnits = source.totalUnits();
    double value = sourceSum.value() / sourceUnits + targetSum.value() / target.totalUnits();
    double rounding =
        (costs.relativeError() + 8 * HALF_ULP) * (1.5 * magnitude / sourceUnits + largestPrice)
            + costs.absoluteError();
    return new DualBound(potentials, value, rounding);
  }

  /** The distance whose plan costs {@code primal}. */
  SquaredDistance close(
      TransportMethod method, CostRows costs, double primal, boolean converged, long iterations) {
    double lower = Math.min(primal, Math.max(0, value - rounding));
    double upper = primal * (1 + costs.relativeError() + 8 * HALF_ULP) + costs.absoluteError();
    return new SquaredDistance(method, primal, lower, upper, converged, iterations, 0);
  }

  private static double smallestReduced(double[] row, double[] prices) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < row.length; j++) {
      double reduced = row[j] - prices[j];
      if (reduced < smallest) {
        smallest = reduced;
      }
    }
    return smallest;
  }
}
