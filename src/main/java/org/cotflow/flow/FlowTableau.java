package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.flow.FlowSpec.Method;

/**
 * An explicit Runge-Kutta method for the gradient flow d omega/dt = -m G(mu), as its tableau:
 *
 * <pre>
 *   omega_i = omega - tau sum_{j &lt; i} a_{i,j} m K_j,     K_i = G(mu_i)
 *   omega  &lt;- omega - tau sum_j b_j m K_j
 *   p(theta) = omega - tau sum_j b_j(theta) m K_j,        0 &lt;= theta &lt;= 1, b_j(1) = b_j
 *   error    = tau sum_j (b_j - e_j) m K_j
 * </pre>
 *
 * with G the COT gradient, m the step multiplier of the block, mu_i the measure of the stage
 * positions omega_i, p the path by which the method connects the ends of a step, and e the weights
 * of an embedded method of lower order.
 *
 * @param order of the method: its error over a fixed flow time is O(tau^order)
 * @param a strictly lower triangular, row i has i entries
 * @param b the weights, which add up to 1
 * @param embedded e, or null where the method has no error estimate
 * @param path for each j the coefficients of theta, theta^2, ... in b_j(theta), at most theta^4
 */
public record FlowTableau(
    String name, int order, double[][] a, double[] b, double[] embedded, double[][] path) {
  private static final double ROUNDING = 1e-14;

  /** Two-stage method of order 2 (K. Heun, 1900), with the path of order 2. */
  public static final FlowTableau HEUN =
      new FlowTableau(
          "heun",
          2,
          new double[][] {{}, {1.0}},
          new double[] {0.5, 0.5},
          null,
          new double[][] {{1.0, -0.5}, {0.0, 0.5}});

  /** The classical method of order 4 (W. Kutta, 1901), with its path of order 3. */
  public static final FlowTableau RK4 =
      new FlowTableau(
          "rk4",
          4,
          new double[][] {{}, {0.5}, {0.0, 0.5}, {0.0, 0.0, 1.0}},
          new double[] {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6},
          null,
          new double[][] {
            {1.0, -3.0 / 2, 2.0 / 3},
            {0.0, 1.0, -2.0 / 3},
            {0.0, 1.0, -2.0 / 3},
            {0.0, -1.0 / 2, 2.0 / 3}
          });

  /**
   * The pair 5(4) of J. R. Dormand and P. J. Prince, "A family of embedded Runge-Kutta formulae",
   * J. Comput. Appl. Math. 6, 1980. The last stage is at the end of the step. The path is the
   * quartic through both ends, their slopes and the midpoint of L. F. Shampine, "Some practical
   * Runge-Kutta formulas", Math. Comp. 46, 1986; its coefficients are those of E. Hairer's DOPRI5.
   */
  public static final FlowTableau DORMAND_PRINCE = dormandPrince();

  public FlowTableau {
    int stages = b.length;
    boolean fits = a.length == stages && path.length == stages;
    for (int i = 0; fits && i < stages; i++) {
      fits = a[i].length == i && path[i].length >= 1 && path[i].length <= 4;
    }
    if (!fits || (embedded != null && embedded.length != stages)) {
      throw new IllegalArgumentException("not the tableau of an explicit method: " + name);
    }
    double[] times = times(a);
    for (int k = 1; k <= order; k++) {
      requireQuadrature(name, b, times, k);
    }
    for (int k = 1; embedded != null && k < order; k++) {
      requireQuadrature(name, embedded, times, k);
    }
    requirePath(name, b, path);
  }

  /** The weights integrate theta^(k-1) exactly. */
  private static void requireQuadrature(String name, double[] weights, double[] times, int k) {
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      double term = weights[j];
      for (int power = 1; power < k; power++) {
        term *= times[j];
      }
      sum += term;
    }
    if (!(Math.abs(sum - 1.0 / k) <= ROUNDING)) {
      throw new IllegalArgumentException(name + ": its weights give " + sum + " for 1/" + k);
    }
  }

  /** The path ends where the step ends, and takes a constant slope to a straight line. */
  private static void requirePath(String name, double[] b, double[][] path) {
    double[] slopes = new double[4];
    boolean right = true;
    for (int j = 0; j < b.length; j++) {
      double end = 0;
      for (int n = 0; n < path[j].length; n++) {
        end += path[j][n];
        slopes[n] += path[j][n];
      }
      right &= Math.abs(end - b[j]) <= ROUNDING;
    }
    for (int n = 0; n < slopes.length; n++) {
      right &= Math.abs(slopes[n] - (n == 0 ? 1.0 : 0.0)) <= 100 * ROUNDING;
    }
    if (!right) {
      throw new IllegalArgumentException(name + ": its path does not fit its weights");
    }
  }

  private static double[] times(double[][] a) {
    return Arrays.stream(a).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
  }

  /** That of a method; null for Euler, which is gradient descent and needs none. */
  public static FlowTableau of(Method method) {
    return switch (method) {
      case EULER -> null;
      case HEUN -> HEUN;
      case RK4 -> RK4;
      case ADAPTIVE -> DORMAND_PRINCE;
    };
  }

  public int stages() {
    return b.length;
  }

  /** Arrays as large as the particles that stay beside them: the base, and all slopes but one. */
  public int registers() {
    return stages();
  }

  /** Whether the last stage is evaluated at the end of the step. */
  public boolean endsAtLastStage() {
    return Arrays.equals(a[b.length - 1], Arrays.copyOf(b, b.length - 1)) && b[b.length - 1] == 0;
  }

  /** The weights of K_0 .. K_stage in the position after a stage: the next one's, or the end's. */
  double[] positionAfter(int stage) {
    return stage + 1 < b.length ? a[stage + 1] : b;
  }

  /** b - e. */
  double[] errorWeights() {
    double[] weights = new double[b.length];
    for (int j = 0; j < b.length; j++) {
      weights[j] = b[j] - embedded[j];
    }
    return weights;
  }

  /**
   * Rows r with
   *
   * <pre>
   *   sum_r |sum_j r_j K_j|^2 = int_0^1 |sum_j (b_j'(theta) - b_j) K_j|^2 dtheta,
   * </pre>
   *
   * which is what the path's slope varies: by Gauss's rule of four nodes, exact for this degree.
   */
  double[][] slopeVariation() {
    double[][] rows = new double[4][b.length];
    for (int node = 0; node < rows.length; node++) {
      double theta = 0.5 + (node % 2 == 0 ? -0.5 : 0.5) * GAUSS_NODES[node / 2];
      double weight = Math.sqrt(0.5 * GAUSS_WEIGHTS[node / 2]);
      for (int j = 0; j < b.length; j++) {
        double slope = 0;
        for (int n = path[j].length; n >= 1; n--) {
          slope = slope * theta + n * path[j][n - 1];
        }
        rows[node][j] = weight * (slope - b[j]);
      }
    }
    return rows;
  }

  private static final double[] GAUSS_NODES = {0.8611363115940526, 0.3399810435848563};
  private static final double[] GAUSS_WEIGHTS = {0.3478548451374538, 0.6521451548625461};

  private static FlowTableau dormandPrince() {
    double[] b = {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0};
    double[][] a = {
      {},
      {1.0 / 5},
      {3.0 / 40, 9.0 / 40},
      {44.0 / 45, -56.0 / 15, 32.0 / 9},
      {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
      {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
      Arrays.copyOf(b, 6)
    };
    double[] embedded = {
      5179.0 / 57600, 0, 7571.0 / 16695, 393.0 / 640, -92097.0 / 339200, 187.0 / 2100, 1.0 / 40
    };
    double[] bumps = {
      -12715105075.0 / 11282082432.0,
      0,
      87487479700.0 / 32700410799.0,
      -10690763975.0 / 1880347072.0,
      701980252875.0 / 199316789632.0,
      -1453857185.0 / 822651844.0,
      69997945.0 / 29380423.0
    };
    return new FlowTableau("dormand-prince", 5, a, b, embedded, quartic(b, bumps));
  }

  /**
   * The path with slopes K_0 and K_last at its ends:
   *
   * <pre>
   *   b_j(theta) = b_j (3 theta^2 - 2 theta^3) + [j = 0] theta (1 - theta)^2
   *                - [j = last] theta^2 (1 - theta) + bump_j theta^2 (1 - theta)^2
   * </pre>
   */
  private static double[][] quartic(double[] b, double[] bumps) {
    double[][] path = new double[b.length][];
    for (int j = 0; j < b.length; j++) {
      double first = j == 0 ? 1 : 0;
      double last = j == b.length - 1 ? 1 : 0;
      path[j] =
          new double[] {
            first,
            3 * b[j] - 2 * first - last + bumps[j],
            -2 * b[j] + first + last - 2 * bumps[j],
            bumps[j]
          };
    }
    return path;
  }
}
