package org.cotflow.theory.check;

/**
 * The standard normal distribution by {@link StrictMath#exp} and series of positive terms, each
 * within 64 u of the exact number, absolutely, with u = 2^-53:
 *
 * <pre>
 *   Phi(z) = 1/2 + phi(z) sum_n z^(2n+1) / (1 3 5 ... (2n+1)),        |z| &lt;= 3
 *   Phi(-z) = phi(z) / (z + 1/(z + 2/(z + 3/(z + ...)))),             z &gt; 3
 * </pre>
 */
final class NormalDistribution {
  private static final double MIDDLE = 3;
  private static final int TERMS = 80;
  private static final double ROOT_OF_TWO_PI = 2.5066282746310002;

  private NormalDistribution() {}

  /** phi. */
  static double density(double z) {
    return StrictMath.exp(-z * z / 2) / ROOT_OF_TWO_PI;
  }

  /** Phi. */
  static double cumulative(double z) {
    double size = Math.abs(z);
    if (size > MIDDLE) {
      double tail = density(size) / fraction(size);
      return z > 0 ? 1 - tail : tail;
    }
    double term = size;
    double sum = 0;
    for (int n = 0; n < TERMS; n++) {
      sum += term;
      term *= size * size / (2 * n + 3);
    }
    double half = density(size) * sum;
    return z > 0 ? 0.5 + half : 0.5 - half;
  }

  private static double fraction(double z) {
    double fraction = z;
    for (int n = TERMS; n > 0; n--) {
      fraction = z + n / fraction;
    }
    return fraction;
  }
}
