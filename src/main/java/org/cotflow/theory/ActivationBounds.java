package org.cotflow.theory;

import java.util.Optional;
import org.cotflow.kernel.Activation;

/**
 * Uniform bounds of an activation over the whole line.
 *
 * @param supremum of |sigma|
 * @param lipschitz of |sigma'|
 */
public record ActivationBounds(double supremum, double lipschitz) {

  /** Empty for activations that are not bounded: no ball of measures bounds their kernels. */
  public static Optional<ActivationBounds> of(Activation activation) {
    return switch (activation) {
      case TANH, COS -> Optional.of(new ActivationBounds(1, 1));
      case SIGMOID -> Optional.of(new ActivationBounds(1, 0.25));
      case RELU, GELU, SOFTPLUS, LINEAR -> Optional.empty();
    };
  }
}
