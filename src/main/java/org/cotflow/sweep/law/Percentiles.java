package org.cotflow.sweep.law;

import java.util.function.DoublePredicate;
import org.cotflow.base.NormalQuantile;

/** Percentiles of samples and of Student's distribution. */
final class Percentiles {
  private static final int BISECTIONS = 200;

  private Percentiles() {}

  /**
   * The q-quantile of a sample: linear between order statistics, x_(1 + q (n - 1)).
   *
   * @param sorted ascending, at least one
   * @throws IllegalArgumentException for an empty sample
   */
  static double at(double[] sorted, double q) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no sample");
    }
    double place = q * (sorted.length - 1);
    int below = (int) place;
    if (below == sorted.length - 1) {
      return sorted[below];
    }
    double part = place - below;
    return sorted[below] + part * (sorted[below + 1] - sorted[below]);
  }

  /**
   * The tail probability that makes a percentile interval of the bootstrap as wide as Student's
   * interval of a mean of n groups,
   *
   * <pre>
   *   Phi(-sqrt(n / (n - 1)) t_{n-1, 1 - tail})
   * </pre>
   *
   * <p>since the bootstrap variance of a mean is (n - 1)/n of the unbiased one and its percentiles
   * are near normal. Source: Hesterberg, "What teachers should know about the bootstrap", The
   * American Statistician 69 (2015), the expanded percentile interval.
   *
   * @param tail nominal, in (0, 1/2)
   * @param n groups, at least 2
   */
  static double expandedTail(double tail, int n) {
    double z = Math.sqrt(n / (n - 1.0)) * studentQuantile(1 - tail, n - 1);
    return bisected(0, 0.5, tested -> NormalQuantile.of(tested) < -z);
  }

  /** The p-quantile of Student's distribution, p &gt;= 1/2, by bisection. */
  static double studentQuantile(double p, int degrees) {
    DoublePredicate below = tested -> studentCentral(tested, degrees) < 2 * p - 1;
    double high = 1;
    while (below.test(high)) {
      high *= 2;
    }
    return bisected(0, high, below);
  }

  /** The first number that is not below, where {@code from} is below and {@code to} is not. */
  private static double bisected(double from, double to, DoublePredicate below) {
    double low = from;
    double high = to;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (below.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * P(|T| &lt;= t) for n degrees of freedom, theta = atan(t / sqrt(n)):
   *
   * <pre>
   *   n = 1        2 theta / pi
   *   n odd        (2/pi) (theta + sin theta (cos theta + 2/3 cos^3 theta + ... to cos^{n-2}))
   *   n even       sin theta (1 + 1/2 cos^2 theta + 1*3/(2*4) cos^4 theta + ... to cos^{n-2})
   * </pre>
   *
   * <p>Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
   */
  static double studentCentral(double t, int n) {
    double theta = StrictMath.atan(t / Math.sqrt(n));
    double cosine = StrictMath.cos(theta);
    boolean odd = n % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = 0;
    for (int power = odd ? 1 : 0; power <= n - 2; power += 2) {
      sum += term;
      term *= (power + 1.0) / (power + 2.0) * cosine * cosine;
    }
    double series = StrictMath.sin(theta) * sum;
    return odd ? 2 / Math.PI * (theta + series) : series;
  }
}
