package org.cotflow.transport.solver;

import java.io.Serializable;

/**
 * How the entropic solver works.
 *
 * @param relativeEpsilon the regularization, as a part of the mean cost between the clouds
 * @param tolerance the marginal error sum_i |row sum - mass| at which it stops
 * @param largestSweepCount sweeps at the last epsilon after which it gives up; the interval still
 *     holds then, the result says that it did not converge
 */
public record EntropicOptions(double relativeEpsilon, double tolerance, int largestSweepCount)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public EntropicOptions {
    if (!(relativeEpsilon >= 1e-6 && relativeEpsilon <= 1)
        || !(tolerance > 0 && tolerance < 1)
        || largestSweepCount < 1) {
      throw new IllegalArgumentException(
          "epsilon " + relativeEpsilon + ", tolerance " + tolerance + ", " + largestSweepCount);
    }
  }

  /** Epsilon of 1/100 of the mean cost, marginals to 1e-4, at most 500 sweeps. */
  public static EntropicOptions standard() {
    return new EntropicOptions(0.01, 1e-4, 500);
  }
}
