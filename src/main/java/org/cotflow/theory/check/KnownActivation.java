package org.cotflow.theory.check;

import java.math.BigDecimal;
import org.cotflow.base.UserInputException;
import org.cotflow.kernel.Activation;

/**
 * What the check knows of an activation by itself: bounds over the whole line, and values by {@link
 * StrictMath}, whose functions used here are within 2.5 ulp.
 */
enum KnownActivation {
  TANH(1, 1, 1) {
    @Override
    double value(double z) {
      return StrictMath.tanh(z);
    }

    @Override
    double slope(double z) {
      double t = StrictMath.tanh(z);
      return (1 - t) * (1 + t);
    }
  },
  COS(1, 1, 0) {
    @Override
    double value(double z) {
      return StrictMath.cos(z);
    }

    @Override
    double slope(double z) {
      return -StrictMath.sin(z);
    }
  },
  SIGMOID(1, 0.25, 8) {
    @Override
    double value(double z) {
      return 1 / (1 + StrictMath.exp(-z));
    }

    @Override
    double slope(double z) {
      double v = value(-Math.abs(z));
      return v * (1 - v);
    }
  },
  SOFTPLUS(Double.POSITIVE_INFINITY, 1, -4) {
    @Override
    double value(double z) {
      return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    @Override
    double slope(double z) {
      return SIGMOID.value(z);
    }
  },
  /** The slope is largest at sqrt(2), where 2 - z^2 = 0: it is 1.1289041451... there. */
  GELU(Double.POSITIVE_INFINITY, 1.12890415, 0, 0x1p-45) {
    @Override
    double value(double z) {
      return z * NormalDistribution.cumulative(z);
    }

    @Override
    double slope(double z) {
      return NormalDistribution.cumulative(z) + z * NormalDistribution.density(z);
    }

    /** 2 phi(0) = sqrt(2 / pi), the second derivative being phi(z) (2 - z^2). */
    @Override
    boolean curvatureIsAtMost(Double bound) {
      return bound != null
          && bound > 0
          && new BigDecimal(bound).pow(2).multiply(BELOW_PI).compareTo(BigDecimal.valueOf(2)) >= 0;
    }
  },
  /** Its slope jumps at 0. */
  RELU(Double.POSITIVE_INFINITY, 1, 0) {
    @Override
    double value(double z) {
      return Math.max(z, 0);
    }

    @Override
    double slope(double z) {
      return z > 0 ? 1 : 0;
    }

    @Override
    boolean curvatureIsAtMost(Double bound) {
      return bound == null;
    }
  },
  LINEAR(Double.POSITIVE_INFINITY, 1, 0) {
    @Override
    double value(double z) {
      return z;
    }

    @Override
    double slope(double z) {
      return 1;
    }

    @Override
    boolean curvatureIsAtMost(Double bound) {
      return bound != null && bound >= 0;
    }
  };

  private static final BigDecimal BELOW_PI = new BigDecimal("3.14159265358979323846");

  final double supremum;
  final double lipschitz;

  /** At least the error of {@link #slope}. */
  final double slopeError;

  /** sup|sigma''| is that of tanh over this; 0: it is 1; negative: 1 over its size. */
  private final int curvatureOfTanhOver;

  KnownActivation(double supremum, double lipschitz, int curvatureOfTanhOver) {
    this(supremum, lipschitz, curvatureOfTanhOver, 0x1p-49);
  }

  KnownActivation(double supremum, double lipschitz, int curvatureOfTanhOver, double slopeError) {
    this.slopeError = slopeError;
    this.supremum = supremum;
    this.lipschitz = lipschitz;
    this.curvatureOfTanhOver = curvatureOfTanhOver;
  }

  static KnownActivation of(Activation activation) {
    for (KnownActivation known : values()) {
      if (known.name().equals(activation.name())) {
        return known;
      }
    }
    throw new UserInputException(
        "the check of a certificate knows tanh, cos, sigmoid, softplus, gelu, relu and linear, not "
            + activation.keyword());
  }

  /** At least the error of {@link #value}. */
  double error(double value) {
    return slopeError * Math.max(1, Math.abs(value));
  }

  abstract double value(double z);

  abstract double slope(double z);

  /**
   * Whether sup|sigma''| is at most {@code bound}: 4 / (3 sqrt(3)) for tanh, where 1 = 3 tanh^2;
   * compared without rounding as 27 bound^2 &gt;= 16.
   *
   * @param bound null where nothing is claimed, which is right where the slope jumps and only there
   */
  boolean curvatureIsAtMost(Double bound) {
    if (bound == null) {
      return false;
    }
    if (curvatureOfTanhOver <= 0) {
      return bound >= (curvatureOfTanhOver == 0 ? 1 : -1.0 / curvatureOfTanhOver);
    }
    BigDecimal ofTanh = new BigDecimal(bound).multiply(BigDecimal.valueOf(curvatureOfTanhOver));
    BigDecimal square = ofTanh.multiply(ofTanh).multiply(BigDecimal.valueOf(27));
    return bound > 0 && square.compareTo(BigDecimal.valueOf(16)) >= 0;
  }
}
