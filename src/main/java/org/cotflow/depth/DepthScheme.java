package org.cotflow.depth;

import java.util.List;

/**
 * An explicit Runge-Kutta scheme for one layer slice, as its Butcher tableau. The particles are
 * constant over a slice, so only a and b matter:
 *
 * <pre>
 *   X_s     = x_k + h sum_{t &lt; s} a_{s,t} F_k(X_t)
 *   x_{k+1} = x_k + h sum_s b_s F_k(X_s),               h = 1/K
 * </pre>
 *
 * @param a strictly lower triangular, row s has s entries
 * @param b the weights, which add up to 1
 */
public record DepthScheme(String name, double[][] a, double[] b) {
  /** The explicit Euler scheme, the residual network itself: x_{k+1} = x_k + h F_k(x_k). */
  public static final DepthScheme EULER =
      new DepthScheme("euler", new double[][] {{}}, new double[] {1.0});

  /** The explicit midpoint scheme, order 2. */
  public static final DepthScheme MIDPOINT =
      new DepthScheme("midpoint", new double[][] {{}, {0.5}}, new double[] {0.0, 1.0});

  /** The classical Runge-Kutta scheme, order 4. */
  public static final DepthScheme RK4 =
      new DepthScheme(
          "rk4",
          new double[][] {{}, {0.5}, {0.0, 0.5}, {0.0, 0.0, 1.0}},
          new double[] {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6});

  /**
   * The scheme of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DepthScheme named(String name) {
    return List.of(EULER, MIDPOINT, RK4).stream()
        .filter(scheme -> scheme.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no depth scheme " + name));
  }

  public DepthScheme {
    double sum = 0;
    for (double weight : b) {
      sum += weight;
    }
    if (a.length != b.length || Math.abs(sum - 1.0) > 1e-15 * b.length) {
      throw new IllegalArgumentException("not a consistent tableau: " + name);
    }
    for (int s = 0; s < a.length; s++) {
      if (a[s].length != s) {
        throw new IllegalArgumentException("stage " + s + " of " + name + " is not explicit");
      }
    }
  }

  public int stages() {
    return b.length;
  }
}
