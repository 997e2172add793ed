package org.cotflow.theory;

import java.io.Serializable;

/**
 * A weight for each block of the parameter: the step multipliers, 0 where frozen; or 1 for the
 * plain gradient. Without bias the weight of b is 0.
 */
public record BlockWeights(double u, double w, double b) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the plain gradient. */
  public static BlockWeights plain(boolean bias) {
    return new BlockWeights(1, 1, bias ? 1 : 0);
  }

  double weigh(double[] parts) {
    return u * parts[0] + w * parts[1] + b * parts[2];
  }
}
