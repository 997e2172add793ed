package org.cotflow.kernel;

import org.cotflow.base.Keyword;

/**
 * The nonlinearity sigma of a particle. Derivative of relu at 0 is 0; gelu is the exact erf form.
 *
 * <p>Values are within 2 ulp, derivatives within 4 ulp of max(|derivative|, 2^-52), the same bits
 * on every machine; NaN goes to NaN. See {@link ScalarFunctions}.
 */
public enum Activation {
  TANH,
  RELU,
  GELU,
  SIGMOID,
  SOFTPLUS,
  COS,
  LINEAR;

  /** Above sup |sigma'| of every activation; the largest is gelu's, 1.13. */
  public static final double LARGEST_SLOPE = 1.2;

  /** The name in configuration files. */
  public String keyword() {
    return Keyword.of(this);
  }

  /** sigma(z). */
  public double value(double z) {
    return switch (this) {
      case TANH -> ScalarFunctions.tanh(z);
      case RELU -> z <= 0.0 ? 0.0 : z;
      case GELU -> ScalarGelu.value(z);
      case SIGMOID -> ScalarFunctions.sigmoid(z);
      case SOFTPLUS -> ScalarFunctions.softplus(z);
      case COS -> ScalarCosine.value(z);
      case LINEAR -> z;
    };
  }

  /**
   * sigma'(z).
   *
   * @param value {@code value(z)}, from which some derivatives follow
   */
  public double derivative(double z, double value) {
    return switch (this) {
      case TANH -> ScalarFunctions.tanhDerivative(z, value);
      case RELU -> z > 0.0 ? 1.0 : (z <= 0.0 ? 0.0 : z);
      case GELU -> ScalarGelu.derivative(z);
      case SIGMOID -> ScalarFunctions.sigmoidDerivative(z, value);
      case SOFTPLUS -> ScalarFunctions.sigmoid(z);
      case COS -> ScalarCosine.derivative(z);
      case LINEAR -> 1.0;
    };
  }
}
