package org.cotflow.transport.cloud;

import java.io.Serializable;

/**
 * A value of W_2^2 between two clouds with the interval that contains the exact one.
 *
 * @param method how it was computed
 * @param value the cost of a feasible plan; for {@link TransportMethod#ENTROPIC} the debiased
 *     estimate clipped to the interval
 * @param lower a bound from below: the value of a dual feasible pair, less its rounding
 * @param upper a bound from above: the cost of a feasible plan, plus its rounding
 * @param converged whether the method met its own stop rule; the interval holds either way
 * @param iterations row operations, pivots or sweeps: what the method repeats
 * @param marginalError sum_i |row sum - mass| of the entropic plan before it was rounded; 0 for
 *     exact methods
 */
public record SquaredDistance(
    TransportMethod method,
    double value,
    double lower,
    double upper,
    boolean converged,
    long iterations,
    double marginalError)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public SquaredDistance {
    if (!(0 <= lower && lower <= value && value <= upper && upper < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          method + ": " + value + " is not in a finite interval [" + lower + ", " + upper + "]");
    }
    if (!(marginalError >= 0)) {
      throw new IllegalArgumentException("marginal error " + marginalError);
    }
  }

  /** W_2. */
  public double distance() {
    return Math.sqrt(value);
  }

  /** A bound of |value - W_2^2|. */
  public double error() {
    return Math.max(value - lower, upper - value);
  }
}
