package org.cotflow.transport.cloud;

import org.cotflow.base.UserInputException;

/**
 * The masses of two clouds in the same unit: supplies and demands of equal total, the smallest such
 * whole numbers.
 *
 * @param supply masses of the source points
 * @param demand masses of the target points
 * @param total of either
 */
public record CommonUnits(long[] supply, long[] demand, long total) {
  private static final long LARGEST = 1L << 62;

  /**
   * @throws UserInputException where the totals have no common multiple that leaves room for exact
   *     whole-number flows
   */
  public static CommonUnits of(PointCloud source, PointCloud target) {
    long sourceTotal = source.totalUnits();
    long targetTotal = target.totalUnits();
    long divisor = Divisors.greatestCommon(sourceTotal, targetTotal);
    long sourceFactor = targetTotal / divisor;
    long targetFactor = sourceTotal / divisor;
    long room = LARGEST / (source.count() + target.count() + 2L);
    if (sourceTotal > room / sourceFactor) {
      throw new UserInputException(
          String.format(
              "masses of 1/%s and 1/%s units have no common multiple below %s: use counts with"
                  + " common factors, or the entropic method",
              sourceTotal, targetTotal, room));
    }
    long[] supply = scaled(source, sourceFactor);
    long[] demand = scaled(target, targetFactor);
    return new CommonUnits(supply, demand, sourceTotal * sourceFactor);
  }

  /**
   * Into how many points of equal mass both clouds can be cut by repeating points; 0 if that takes
   * more than {@code largest}.
   */
  public static long equalMasses(PointCloud source, PointCloud target, long largest) {
    long sourceTotal = source.totalUnits();
    long factor = target.totalUnits() / Divisors.greatestCommon(sourceTotal, target.totalUnits());
    return sourceTotal <= largest / factor ? sourceTotal * factor : 0;
  }

  private static long[] scaled(PointCloud cloud, long factor) {
    long[] units = new long[cloud.count()];
    for (int i = 0; i < units.length; i++) {
      units[i] = cloud.unitsOf(i) * factor;
    }
    return units;
  }
}
