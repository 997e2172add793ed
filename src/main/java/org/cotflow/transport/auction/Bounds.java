package org.cotflow.transport.auction;

import java.util.function.IntToDoubleFunction;
import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;

/**
 * What the mean cost of a permutation, and potentials with their prices, prove of W_2^2 between n
 * points of p coordinates, rounding included. The derivation is that of the solvers' proof by
 * prices.
 *
 * @param count n
 * @param relativeError of a cost
 * @param absoluteError of a cost
 */
record Bounds(int count, double relativeError, double absoluteError) {
  private static final double HALF_ULP = 0x1p-53;

  static Bounds of(int count, int dimension) {
    return new Bounds(count, CostRows.relativeError(dimension), CostRows.absoluteError(dimension));
  }

  /** The bound from above of a permutation whose mean cost is {@code cost} as computed. */
  double above(double cost) {
    return cost * (1 + relativeError + 8 * HALF_ULP) + absoluteError;
  }

  /** The bound from below of prices and the row potentials that are best for them. */
  double below(double[] potentials, IntToDoubleFunction prices) {
    CompensatedSum sum = new CompensatedSum();
    double magnitude = 0;
    double largestPrice = 0;
    for (int i = 0; i < count; i++) {
      double price = prices.applyAsDouble(i);
      sum.add(potentials[i]);
      sum.add(price);
      magnitude += Math.abs(potentials[i]);
      largestPrice = Math.max(largestPrice, Math.abs(price));
    }
    double rounding =
        (relativeError + 8 * HALF_ULP) * (1.5 * magnitude / count + largestPrice) + absoluteError;
    return sum.value() / count - rounding;
  }
}
