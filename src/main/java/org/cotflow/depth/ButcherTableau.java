package org.cotflow.depth;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * An explicit Runge-Kutta method as its Butcher tableau. For x' = F(x) and a step h
 *
 * <pre>
 *   X_i = x + h sum_{j &lt; i} a_{i,j} F(X_j)
 *   x  &lt;- x + h sum_i b_i F(X_i)
 * </pre>
 *
 * <p>The constructor checks every order condition, so a tableau with a wrong coefficient does not
 * exist. Steps in depth and in flow time use the same type. Particles are constant over a slice of
 * depth and F does not depend on time, so the nodes c are not needed.
 *
 * @param order p, at least 1: the error over a fixed time is O(h^p)
 * @param a strictly lower triangular, row i has i entries
 * @param b the weights
 */
public record ButcherTableau(String name, int order, double[][] a, double[] b)
    implements Serializable {
  /** Largest error of an order condition that rounded coefficients may cause. */
  public static final double ROUNDING = 1e-14;

  /** Explicit Euler: in depth the residual network itself, in flow time gradient descent. */
  public static final ButcherTableau EULER =
      new ButcherTableau("euler", 1, new double[][] {{}}, new double[] {1.0});

  /** The explicit midpoint method. */
  public static final ButcherTableau MIDPOINT =
      new ButcherTableau("midpoint", 2, new double[][] {{}, {0.5}}, new double[] {0.0, 1.0});

  /** The two-stage method of K. Heun, 1900. */
  public static final ButcherTableau HEUN =
      new ButcherTableau("heun", 2, new double[][] {{}, {1.0}}, new double[] {0.5, 0.5});

  /** The classical method of W. Kutta, 1901. */
  public static final ButcherTableau RK4 =
      new ButcherTableau(
          "rk4",
          4,
          new double[][] {{}, {0.5}, {0.0, 0.5}, {0.0, 0.0, 1.0}},
          new double[] {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6});

  /**
   * The scheme in depth of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ButcherTableau depthScheme(String name) {
    return List.of(EULER, MIDPOINT, RK4).stream()
        .filter(scheme -> scheme.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no depth scheme " + name));
  }

  public ButcherTableau {
    boolean explicit = a.length == b.length && order >= 1;
    for (int i = 0; explicit && i < a.length; i++) {
      explicit = a[i].length == i;
    }
    if (!explicit) {
      throw new IllegalArgumentException("not the tableau of an explicit method: " + name);
    }
    for (RootedTree tree : RootedTree.upTo(order, a)) {
      double defect = tree.defect(b, 1 / tree.density());
      if (!(Math.abs(defect) <= ROUNDING)) {
        throw new IllegalArgumentException(
            String.format(
                "%s is not of order %s: a condition of order %s fails by %s",
                name, order, tree.vertices(), defect));
      }
    }
  }

  public int stages() {
    return b.length;
  }

  /** Whether the last stage is evaluated at the end of the step. */
  public boolean endsAtLastStage() {
    int last = stages() - 1;
    return b[last] == 0 && Arrays.equals(a[last], Arrays.copyOf(b, last));
  }
}
