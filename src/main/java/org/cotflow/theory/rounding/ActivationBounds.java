package org.cotflow.theory.rounding;

import org.cotflow.kernel.Activation;

/**
 * Uniform bounds of an activation over the whole line.
 *
 * @param supremum of |sigma|; may be infinite
 * @param atZero at least |sigma(0)|
 * @param lipschitz of |sigma'|
 * @param curvature of |sigma''|; infinite where sigma' jumps
 */
public record ActivationBounds(double supremum, double atZero, double lipschitz, double curvature) {
  /** At least 4 / (3 sqrt(3)), where 1 - 3 tanh^2 = 0. */
  private static final double CURVATURE_OF_TANH = 0.76980035891950105;

  /** At least Phi(sqrt(2)) + sqrt(2) phi(sqrt(2)), where 2 - z^2 = 0. */
  private static final double SLOPE_OF_GELU = 1.12890415;

  /** At least 2 phi(0): the second derivative is phi(z) (2 - z^2). */
  private static final double CURVATURE_OF_GELU = 0.7978846;

  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  public static ActivationBounds of(Activation activation) {
    return switch (activation) {
      case TANH -> new ActivationBounds(1, 0, 1, CURVATURE_OF_TANH);
      case COS -> new ActivationBounds(1, 1, 1, 1);
      case SIGMOID -> new ActivationBounds(1, 0.5, 0.25, CURVATURE_OF_TANH / 8);
      case SOFTPLUS -> new ActivationBounds(UNBOUNDED, 0.6932, 1, 0.25);
      case GELU -> new ActivationBounds(UNBOUNDED, 0, SLOPE_OF_GELU, CURVATURE_OF_GELU);
      case LINEAR -> new ActivationBounds(UNBOUNDED, 0, 1, 0);
      case RELU -> new ActivationBounds(UNBOUNDED, 0, 1, UNBOUNDED);
    };
  }

  /**
   * Whether the flow is one of gradients, so that every bound may be used. Where sigma' jumps it is
   * a differential inclusion, and only bounds that hold for means of all choices of sigma' may.
   */
  public boolean isSmooth() {
    return curvature < UNBOUNDED;
  }

  /**
   * At least the root mean square of sigma(z).
   *
   * @param z at least that of z
   */
  public double size(double z) {
    return supremum < UNBOUNDED ? supremum : atZero + lipschitz * z;
  }
}
