package org.cotflow.transport.cloud;

import java.io.Serializable;
import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.base.UserInputException;

/**
 * A discrete probability measure: {@code count} points of R^p, each with a mass that is a whole
 * number of equal units, so that masses are compared and split without rounding.
 *
 * <pre>
 *   mu = sum_i (units_i / sum units) delta_{x_i}
 * </pre>
 *
 * <p>The arrays are not copied and must not be changed afterwards.
 *
 * @param count n, at least 1
 * @param dimension p, at least 1
 * @param points n x p, row-major; finite and at most {@value #LARGEST_COORDINATE} in absolute
 *     value, so that no squared distance overflows
 * @param units n positive masses in units, or null for equal masses 1/n
 */
public record PointCloud(int count, int dimension, double[] points, long[] units)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The largest absolute value of a coordinate. */
  public static final double LARGEST_COORDINATE = 1e140;

  /**
   * @throws UserInputException where a coordinate is not finite or too large: points come from
   *     files
   */
  public PointCloud {
    if (count < 1 || dimension < 1 || points.length != (long) count * dimension) {
      throw new IllegalArgumentException(
          points.length + " numbers for " + count + " points of dimension " + dimension);
    }
    if (units != null) {
      if (units.length != count || Arrays.stream(units).anyMatch(unit -> unit < 1)) {
        throw new IllegalArgumentException(
            "masses are positive whole numbers, one for each of " + count + " points");
      }
    }
    for (int i = 0; i < points.length; i++) {
      if (!(Math.abs(points[i]) <= LARGEST_COORDINATE)) {
        throw new UserInputException(
            String.format(
                "point %s has coordinate %s = %s: optimal transport needs finite numbers up to %s",
                i / dimension, i % dimension, points[i], LARGEST_COORDINATE));
      }
    }
  }

  /** Points of equal mass 1/n, row-major. */
  public static PointCloud uniform(int dimension, double[] points) {
    return new PointCloud(points.length / dimension, dimension, points, null);
  }

  /** Whether all points have the same mass. */
  public boolean isUniform() {
    if (units == null) {
      return true;
    }
    for (long unit : units) {
      if (unit != units[0]) {
        return false;
      }
    }
    return true;
  }

  /** The mass of point {@code index} in units. */
  public long unitsOf(int index) {
    return units == null ? 1 : units[index];
  }

  /** All mass, in units. */
  public long totalUnits() {
    if (units == null) {
      return count;
    }
    long total = 0;
    for (long unit : units) {
      total = Math.addExact(total, unit);
    }
    return total;
  }

  /** The mass of each point. */
  public double[] masses() {
    double total = totalUnits();
    double[] masses = new double[count];
    for (int i = 0; i < count; i++) {
      masses[i] = unitsOf(i) / total;
    }
    return masses;
  }

  /**
   * The same measure with equal masses: each point as often as its mass says.
   *
   * @throws UserInputException where that takes more than {@code largestCount} points
   */
  public PointCloud repeatedToEqualMasses(long largestCount) {
    if (isUniform()) {
      return new PointCloud(count, dimension, points, null);
    }
    long unit = 0;
    for (long mass : units) {
      unit = Divisors.greatestCommon(mass, unit);
    }
    long repeated = totalUnits() / unit;
    if (repeated > largestCount) {
      throw new UserInputException(
          String.format(
              "equal masses would take %s points, the limit is %s: use widths with common factors",
              repeated, largestCount));
    }
    return copies(1, unit, repeated);
  }

  /** The same measure with equal masses: each point {@code factor} times for each of its units. */
  public PointCloud repeated(long factor) {
    return copies(factor, 1, factor * totalUnits());
  }

  private PointCloud copies(long factor, long divisor, long total) {
    double[] copies = new double[ArraySize.of("repeated points", total, dimension)];
    int row = 0;
    for (int i = 0; i < count; i++) {
      for (long copy = 0; copy < unitsOf(i) * factor / divisor; copy++) {
        System.arraycopy(points, i * dimension, copies, dimension * row++, dimension);
      }
    }
    return uniform(dimension, copies);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PointCloud that
        && dimension == that.dimension
        && Arrays.equals(points, that.points)
        && Arrays.equals(units, that.units);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * dimension + Arrays.hashCode(points)) + Arrays.hashCode(units);
  }

  @Override
  public String toString() {
    return "PointCloud[" + count + " x " + dimension + (units == null ? "]" : ", weighted]");
  }
}
