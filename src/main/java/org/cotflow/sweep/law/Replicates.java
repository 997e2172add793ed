package org.cotflow.sweep.law;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The constants of a law fitted again to resamples of its replica groups, from which everything
 * that the law says has an interval.
 *
 * @param constants of each resample, in the order of the law's estimates; empty without replicas
 * @param groupCount n replica groups
 */
public record Replicates(double[][] constants, int groupCount) {

  /**
   * The central 95 % of what the resamples say of a quantity that follows from the constants:
   * percentiles, widened for few groups ({@link Bootstrap}).
   *
   * @return unknown with less than two groups, where most resamples could not be fitted, and where
   *     an end is not finite
   */
  public Interval ninetyFive(ToDoubleFunction<double[]> quantity) {
    return central(quantity, 0.025);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Replicates same
        && groupCount == same.groupCount
        && Arrays.deepEquals(constants, same.constants);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(constants) + groupCount;
  }

  @Override
  public String toString() {
    return constants.length + " resamples of " + groupCount + " groups";
  }

  /** The central 1 - 2 {@code tail}. */
  Interval central(ToDoubleFunction<double[]> quantity, double tail) {
    if (groupCount < 2 || constants.length < Bootstrap.RESAMPLES / 2) {
      return Interval.UNKNOWN;
    }
    double[] sorted = Arrays.stream(constants).mapToDouble(quantity).toArray();
    Arrays.sort(sorted);
    double q = Percentiles.expandedTail(tail, groupCount);
    double low = Percentiles.at(sorted, q);
    double high = Percentiles.at(sorted, 1 - q);
    boolean known = Double.isFinite(low) && Double.isFinite(high); // powers may overflow
    return known ? new Interval(low, high) : Interval.UNKNOWN;
  }
}
