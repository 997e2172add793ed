package org.cotflow.experiment.law;

import java.util.Arrays;
import java.util.TreeSet;
import org.cotflow.base.UserInputException;

/**
 * An estimate of the limit of a vector f(K), from its values at a few sizes,
 *
 * <pre>
 *   f(K) = f + a_1 K^{-p_1} + a_2 K^{-p_2} + ...
 * </pre>
 *
 * <p>with an error bar that is the difference to a neighboring extrapolate, one that does without
 * the smallest size: as long as extrapolation improves matters at all, the better of two is off by
 * less than they differ.
 *
 * @param limit estimates of f, one per component
 * @param errorBar the difference to the neighboring extrapolate, absolute, per component
 * @param order p_1, given or fitted
 */
public record Richardson(double[] limit, double[] errorBar, double order) {
  private static final int BISECTIONS = 200;
  private static final double LARGEST_ORDER = 16;

  /** The root mean square of the error bars over components. */
  public double errorBarRms() {
    double sum = 0;
    for (double bar : errorBar) {
      sum = Math.fma(bar, bar, sum);
    }
    return Math.sqrt(sum / errorBar.length);
  }

  /**
   * Extrapolates with the orders p, 2p, 3p, ..., which for p = 1 is a polynomial in 1/K: with n
   * sizes the first n - 1 orders are removed.
   *
   * <pre>
   *   limit = sum_i l_i f(K_i),   l_i = prod_{j != i} K_i^p / (K_i^p - K_j^p)
   * </pre>
   *
   * <p>Source: Lagrange interpolation in K^{-p} evaluated at 0; Hairer, Norsett, Wanner, Solving
   * Ordinary Differential Equations I, II.9. Rounding is amplified by sum |l_i|, which is small if
   * sizes at least double.
   *
   * @param sizes K_1, ..., K_n, at least 2, positive and different, in any order
   * @param values n vectors of one length
   * @param order p
   */
  public static Richardson extrapolate(double[] sizes, double[][] values, double order) {
    int n = sizes.length;
    Integer[] ascending = ascending(sizes, values);
    double[] powers = new double[n];
    double[][] ordered = new double[n][];
    for (int i = 0; i < n; i++) {
      powers[i] = power(sizes[ascending[i]], order);
      ordered[i] = values[ascending[i]];
    }
    double[] limit = atInfinity(powers, ordered, 0);
    double[] neighbor = atInfinity(powers, ordered, 1);
    return new Richardson(limit, distance(limit, neighbor), order);
  }

  /**
   * As {@link #extrapolate}, with the order p fitted to the three largest sizes K_1 &lt; K_2 &lt;
   * K_3,
   *
   * <pre>
   *   (K_1^{-p} - K_2^{-p}) / (K_2^{-p} - K_3^{-p}) = &lt;f_1 - f_2, f_2 - f_3&gt; / norm(f_2 - f_3)^2
   * </pre>
   *
   * @throws UserInputException for fewer than 3 sizes, or where the differences do not shrink like
   *     any power between 0 and 16
   */
  public static Richardson withFittedOrder(double[] sizes, double[][] values) {
    Integer[] ascending = ascending(sizes, values);
    int n = sizes.length;
    if (n < 3) {
      throw new UserInputException(
          "an order of convergence is fitted to at least 3 sizes; there are " + n);
    }
    double[] first = values[ascending[n - 3]];
    double[] second = values[ascending[n - 2]];
    double[] third = values[ascending[n - 1]];
    double product = 0;
    double square = 0;
    for (int c = 0; c < first.length; c++) {
      double late = second[c] - third[c];
      product = Math.fma(first[c] - second[c], late, product);
      square = Math.fma(late, late, square);
    }
    double order =
        orderOf(
            product / square,
            sizes[ascending[n - 3]],
            sizes[ascending[n - 2]],
            sizes[ascending[n - 1]]);
    if (Double.isNaN(order)) {
      throw new UserInputException(
          "the values at sizes "
              + sizes[ascending[n - 3]]
              + ", "
              + sizes[ascending[n - 2]]
              + " and "
              + sizes[ascending[n - 1]]
              + " do not converge like a power of the size: use larger sizes, or give the order");
    }
    return extrapolate(sizes, values, order);
  }

  /** The root p of the ratio, which grows with p, by bisection; NaN if there is none. */
  private static double orderOf(double ratio, double k1, double k2, double k3) {
    double low = 1e-6;
    double high = LARGEST_ORDER;
    if (!(ratioAt(low, k1, k2, k3) <= ratio && ratio <= ratioAt(high, k1, k2, k3))) {
      return Double.NaN;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (ratioAt(middle, k1, k2, k3) < ratio) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double ratioAt(double p, double k1, double k2, double k3) {
    double x1 = StrictMath.pow(k1 / k3, -p);
    double x2 = StrictMath.pow(k2 / k3, -p);
    return (x1 - x2) / (x2 - 1);
  }

  private static double[] atInfinity(double[] powers, double[][] values, int from) {
    double[] sum = new double[values[0].length];
    for (int i = from; i < powers.length; i++) {
      double factor = 1;
      for (int j = from; j < powers.length; j++) {
        factor *= j == i ? 1 : powers[i] / (powers[i] - powers[j]);
      }
      for (int c = 0; c < sum.length; c++) {
        sum[c] = Math.fma(factor, values[i][c], sum[c]);
      }
    }
    return sum;
  }

  static double[] distance(double[] a, double[] b) {
    double[] distance = new double[a.length];
    for (int c = 0; c < a.length; c++) {
      distance[c] = Math.abs(a[c] - b[c]);
    }
    return distance;
  }

  private static double power(double size, double order) {
    return order == 1 ? size : StrictMath.pow(size, order);
  }

  private static Integer[] ascending(double[] sizes, double[][] values) {
    Integer[] order = new Integer[sizes.length];
    TreeSet<Double> different = new TreeSet<>();
    for (int i = 0; i < sizes.length; i++) {
      order[i] = i;
      different.add(sizes[i]);
    }
    if (sizes.length < 2
        || values.length != sizes.length
        || different.size() < sizes.length
        || !(different.first() > 0)
        || Double.isInfinite(different.last())) {
      throw new UserInputException(
          "Richardson extrapolation needs at least 2 different positive sizes with a value each;"
              + " there are "
              + Arrays.toString(sizes));
    }
    Arrays.sort(order, (a, b) -> Double.compare(sizes[a], sizes[b]));
    return order;
  }
}
