package org.cotflow.kernel;

import java.util.Locale;

/**
 * The nonlinearity sigma of a particle. Derivative of relu at 0 is 0; gelu is the exact erf form.
 */
public enum Activation {
  TANH,
  RELU,
  GELU,
  SIGMOID,
  SOFTPLUS,
  COS,
  LINEAR;

  /** The name in configuration files. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
