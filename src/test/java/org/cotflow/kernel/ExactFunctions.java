package org.cotflow.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The functions to more than 40 correct digits, by series whose convergence is plain to see; slow.
 */
final class ExactFunctions {
  private static final MathContext DIGITS = new MathContext(60);
  private static final MathContext MANY = new MathContext(100);

  /** A double of 308 decimal digits before the point leaves 90 of a multiple of pi. */
  private static final MathContext FOR_HUGE_ANGLES = new MathContext(400);

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = new BigDecimal(2);
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal LN2 = logOfTwo();
  private static final BigDecimal HALF_PI = halfPi();
  private static final BigDecimal SQRT_TWO_PI = HALF_PI.multiply(new BigDecimal(4)).sqrt(MANY);

  private ExactFunctions() {}

  static BigDecimal exp(BigDecimal x, MathContext digits) {
    BigInteger k =
        x.divide(LN2, MathContext.DECIMAL64).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    BigDecimal r = x.subtract(LN2.multiply(new BigDecimal(k)));
    int halvings = 12;
    r = r.divide(new BigDecimal(1 << halvings), digits);
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    BigDecimal least = ONE.movePointLeft(digits.getPrecision() + 5);
    for (int n = 1; term.abs().compareTo(least) > 0; n++) {
      term = term.multiply(r, digits).divide(new BigDecimal(n), digits);
      sum = sum.add(term, digits);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, digits);
    }
    BigDecimal power = new BigDecimal(BigInteger.TWO.pow(k.abs().intValueExact()));
    return k.signum() >= 0 ? sum.multiply(power, digits) : sum.divide(power, digits);
  }

  static BigDecimal exp(double x) {
    return exp(new BigDecimal(x), DIGITS);
  }

  /** By Newton's iteration on exp, or for small x by the alternating series. */
  static BigDecimal log1p(BigDecimal x) {
    if (x.abs().compareTo(new BigDecimal("1e-4")) < 0) {
      BigDecimal power = x;
      BigDecimal sum = x;
      for (int n = 2; n < 16; n++) {
        power = power.multiply(x, DIGITS).negate();
        sum = sum.add(power.divide(new BigDecimal(n), DIGITS), DIGITS);
      }
      return sum;
    }
    BigDecimal target = x.add(ONE);
    BigDecimal y = new BigDecimal(StrictMath.log1p(x.doubleValue()));
    for (int i = 0; i < 2; i++) {
      BigDecimal e = exp(y, DIGITS);
      y = y.add(target.subtract(e).divide(e, DIGITS), DIGITS);
    }
    return y;
  }

  static BigDecimal tanh(double x) {
    BigDecimal exact = new BigDecimal(x);
    if (Math.abs(x) < 1e-6) {
      BigDecimal square = exact.multiply(exact, DIGITS);
      BigDecimal series = new BigDecimal(17).divide(new BigDecimal(315), DIGITS).negate();
      series = series.multiply(square, DIGITS).add(TWO.divide(new BigDecimal(15), DIGITS));
      series = series.multiply(square, DIGITS).subtract(ONE.divide(new BigDecimal(3), DIGITS));
      return exact.add(series.multiply(square, DIGITS).multiply(exact, DIGITS), DIGITS);
    }
    BigDecimal e = exp(exact.multiply(TWO), DIGITS);
    return e.subtract(ONE).divide(e.add(ONE), DIGITS);
  }

  /** 4 e^2x / (1 + e^2x)^2. */
  static BigDecimal tanhDerivative(double x) {
    BigDecimal e = exp(new BigDecimal(x).multiply(TWO), DIGITS);
    BigDecimal sum = e.add(ONE);
    return e.multiply(new BigDecimal(4)).divide(sum.multiply(sum), DIGITS);
  }

  static BigDecimal sigmoid(double x) {
    return ONE.divide(exp(-x).add(ONE), DIGITS);
  }

  static BigDecimal sigmoidDerivative(double x) {
    return sigmoid(x).multiply(sigmoid(-x), DIGITS);
  }

  static BigDecimal softplus(double x) {
    return log1p(exp(x));
  }

  static BigDecimal gelu(double x) {
    return new BigDecimal(x).multiply(normalDistribution(x), DIGITS);
  }

  static BigDecimal geluDerivative(double x) {
    return normalDistribution(x).add(new BigDecimal(x).multiply(normalDensity(x)));
  }

  private static BigDecimal normalDensity(double x) {
    BigDecimal exact = new BigDecimal(x);
    return exp(exact.multiply(exact).multiply(HALF).negate(), MANY).divide(SQRT_TWO_PI, MANY);
  }

  /**
   * Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ..), or by the continued fraction of the tail.
   */
  private static BigDecimal normalDistribution(double x) {
    BigDecimal exact = new BigDecimal(x);
    if (Math.abs(x) > 11.0) {
      BigDecimal t = exact.abs();
      BigDecimal fraction = t;
      for (int n = 120; n >= 1; n--) {
        fraction = t.add(new BigDecimal(n).divide(fraction, DIGITS), DIGITS);
      }
      BigDecimal tail = normalDensity(x).divide(fraction, DIGITS);
      return x < 0 ? tail : ONE.subtract(tail);
    }
    BigDecimal square = exact.multiply(exact);
    BigDecimal term = exact;
    BigDecimal sum = exact;
    BigDecimal small = new BigDecimal("1e-95");
    for (int n = 3; term.abs().compareTo(small) > 0; n += 2) {
      term = term.multiply(square, MANY).divide(new BigDecimal(n), MANY);
      sum = sum.add(term, MANY);
    }
    return HALF.add(normalDensity(x).multiply(sum, MANY));
  }

  static BigDecimal cos(double x) {
    return sinOfQuadrant(x, 1);
  }

  static BigDecimal minusSin(double x) {
    return sinOfQuadrant(x, 2);
  }

  /** sin(x + quadrants pi/2). */
  private static BigDecimal sinOfQuadrant(double x, int quadrants) {
    BigDecimal exact = new BigDecimal(x);
    BigInteger k =
        exact.divide(HALF_PI, FOR_HUGE_ANGLES).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    BigDecimal r = exact.subtract(HALF_PI.multiply(new BigDecimal(k))).round(DIGITS);
    int quadrant = k.add(BigInteger.valueOf(quadrants)).mod(BigInteger.valueOf(4)).intValueExact();
    BigDecimal square = r.multiply(r, DIGITS).negate();
    int first = (quadrant & 1) == 0 ? 1 : 0;
    BigDecimal term = first == 1 ? r : ONE;
    BigDecimal sum = term;
    for (int n = first + 2; n < 50; n += 2) {
      term = term.multiply(square, DIGITS).divide(new BigDecimal(n * (n - 1)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return (quadrant & 2) == 0 ? sum : sum.negate();
  }

  /** log 2 = 2 artanh(1/3). */
  private static BigDecimal logOfTwo() {
    MathContext digits = new MathContext(120);
    BigDecimal power = TWO.divide(new BigDecimal(3), digits);
    BigDecimal sum = power;
    for (int n = 3; n < 260; n += 2) {
      power = power.divide(new BigDecimal(9), digits);
      sum = sum.add(power.divide(new BigDecimal(n), digits), digits);
    }
    return sum;
  }

  /** Machin: pi/2 = 8 arctan(1/5) - 2 arctan(1/239). */
  private static BigDecimal halfPi() {
    return new BigDecimal(8)
        .multiply(arctanOfInverse(5))
        .subtract(TWO.multiply(arctanOfInverse(239)));
  }

  private static BigDecimal arctanOfInverse(int n) {
    MathContext digits = new MathContext(420);
    BigDecimal square = new BigDecimal(-n * n);
    BigDecimal power = ONE.divide(new BigDecimal(n), digits);
    BigDecimal sum = power;
    for (int k = 3; k < 640; k += 2) {
      power = power.divide(square, digits);
      sum = sum.add(power.divide(new BigDecimal(k), digits), digits);
    }
    return sum;
  }
}
