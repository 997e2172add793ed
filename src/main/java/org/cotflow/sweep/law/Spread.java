package org.cotflow.sweep.law;

import java.util.Arrays;

/**
 * How one constant scatters when it is fitted to several data sets, each by itself.
 *
 * @param count data sets
 * @param central90 from the 5th to the 95th percentile
 */
public record Spread(
    int count, double smallest, Interval central90, double median, double largest) {

  /**
   * Of constants in any order.
   *
   * @throws IllegalArgumentException without any, or if one is not finite
   */
  public static Spread of(double[] constants) {
    double[] sorted = constants.clone();
    Arrays.sort(sorted);
    for (double constant : sorted) {
      if (!Double.isFinite(constant)) {
        throw new IllegalArgumentException("the constant " + constant);
      }
    }
    return new Spread(
        sorted.length,
        Percentiles.at(sorted, 0),
        new Interval(Percentiles.at(sorted, 0.05), Percentiles.at(sorted, 0.95)),
        Percentiles.at(sorted, 0.5),
        Percentiles.at(sorted, 1));
  }
}
