package org.cotflow.theory.certificate;

import java.util.Optional;
import org.cotflow.kernel.Activation;

/**
 * Uniform bounds of an activation over the whole line.
 *
 * @param supremum of |sigma|
 * @param lipschitz of |sigma'|
 * @param curvature of |sigma''|
 */
public record ActivationBounds(double supremum, double lipschitz, double curvature) {
  /** At least 4 / (3 sqrt(3)), where 1 - 3 tanh^2 = 0. */
  private static final double CURVATURE_OF_TANH = 0.76980035891950105;

  /** Empty for activations that are not bounded: no ball of measures bounds their kernels. */
  public static Optional<ActivationBounds> of(Activation activation) {
    return switch (activation) {
      case TANH -> Optional.of(new ActivationBounds(1, 1, CURVATURE_OF_TANH));
      case COS -> Optional.of(new ActivationBounds(1, 1, 1));
      case SIGMOID -> Optional.of(new ActivationBounds(1, 0.25, CURVATURE_OF_TANH / 8));
      case RELU, GELU, SOFTPLUS, LINEAR -> Optional.empty();
    };
  }
}
