package org.cotflow.sweep.law;

/**
 * An interval of plausible values.
 *
 * @param low NaN in both where nothing is known
 */
public record Interval(double low, double high) {
  /** Nothing is known, because there are no replicas. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  public Interval {
    if (Double.isNaN(low) != Double.isNaN(high) || low > high) {
      throw new IllegalArgumentException("interval from " + low + " to " + high);
    }
  }

  public boolean isKnown() {
    return !Double.isNaN(low);
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  public double length() {
    return high - low;
  }
}
