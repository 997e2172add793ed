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

  double value(double z) {
    return switch (this) {
      case TANH -> StrictMath.tanh(z);
      case RELU -> z > 0 ? z : 0;
      case GELU -> z / (1 + StrictMath.exp(-1.702 * z));
      case SIGMOID -> 1 / (1 + StrictMath.exp(-z));
      case SOFTPLUS -> StrictMath.log1p(StrictMath.exp(z));
      case COS -> StrictMath.cos(z);
      case LINEAR -> z;
    };
  }

  double derivative(double z, double value) {
    return switch (this) {
      case TANH -> 1 - value * value;
      case RELU -> z > 0 ? 1 : 0;
      case GELU -> 1 / (1 + StrictMath.exp(-1.702 * z));
      case SIGMOID -> value * (1 - value);
      case SOFTPLUS -> 1 / (1 + StrictMath.exp(-z));
      case COS -> -StrictMath.sin(z);
      case LINEAR -> 1;
    };
  }
}
