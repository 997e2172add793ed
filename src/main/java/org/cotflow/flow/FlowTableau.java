package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.depth.ButcherTableau;
import org.cotflow.depth.RootedTree;
import org.cotflow.flow.FlowSpec.Method;

/**
 * A Runge-Kutta method for the gradient flow d omega/dt = -m G(mu), with its path and its error
 * estimate:
 *
 * <pre>
 *   omega_i = omega - tau sum_{j &lt; i} a_{i,j} m K_j,     K_i = G(mu_i)
 *   omega  &lt;- omega - tau sum_j b_j m K_j
 *   p(theta) = omega - tau sum_j b_j(theta) m K_j,        0 &lt;= theta &lt;= 1, b_j(1) = b_j
 *   error    = tau sum_j (b_j - e_j) m K_j
 * </pre>
 *
 * <p>G is the COT gradient, m the step multiplier of the part, mu_i the measure of the stage
 * positions omega_i. The path p connects the ends of a step; the balance of dissipation needs one
 * of order max(2, order - 1). The weights e are those of an embedded method of order - 1. The
 * constructor checks every order condition of b, e and the path.
 *
 * @param method a and b
 * @param embedded e, or null where the method has no error estimate
 * @param path for each j the coefficients of theta, theta^2, ... in b_j(theta), at most theta^4
 */
public record FlowTableau(ButcherTableau method, double[] embedded, double[][] path) {
  private static final int PATH_DEGREE = 4;
  private static final double PATH_ROUNDING = 100 * ButcherTableau.ROUNDING;

  /** Heun's method with the path of order 2. */
  public static final FlowTableau HEUN =
      new FlowTableau(ButcherTableau.HEUN, null, new double[][] {{1.0, -0.5}, {0.0, 0.5}});

  /** The classical method of order 4 with its path of order 3. */
  public static final FlowTableau RK4 =
      new FlowTableau(
          ButcherTableau.RK4,
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
    String name = method.name();
    if (embedded != null) {
      new ButcherTableau(name + ", embedded", method.order() - 1, method.a(), embedded);
    }
    boolean fits = path.length == method.stages();
    for (int j = 0; fits && j < path.length; j++) {
      fits = path[j].length <= PATH_DEGREE;
    }
    if (!fits || !endsAt(method.b(), path) || !isOfItsOrder(method, path)) {
      throw new IllegalArgumentException(name + ": its path does not fit its weights");
    }
  }

  private static boolean endsAt(double[] b, double[][] path) {
    boolean ends = true;
    for (int j = 0; j < b.length; j++) {
      double end = 0;
      for (double coefficient : path[j]) {
        end += coefficient;
      }
      ends &= Math.abs(end - b[j]) <= ButcherTableau.ROUNDING;
    }
    return ends;
  }

  /**
   * Whether sum_j b_j(theta) Phi_j(t) = theta^|t| / gamma(t) for all trees t of the path's order,
   * power by power.
   */
  private static boolean isOfItsOrder(ButcherTableau method, double[][] path) {
    boolean right = true;
    int order = Math.max(2, method.order() - 1);
    for (RootedTree tree : RootedTree.upTo(order, method.a())) {
      for (int power = 1; power <= PATH_DEGREE; power++) {
        double[] coefficients = new double[path.length];
        for (int j = 0; j < path.length; j++) {
          coefficients[j] = power <= path[j].length ? path[j][power - 1] : 0;
        }
        double wanted = power == tree.vertices() ? 1 / tree.density() : 0;
        right &= Math.abs(tree.defect(coefficients, wanted)) <= PATH_ROUNDING;
      }
    }
    return right;
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
    return method.stages();
  }

  /** Arrays as large as the particles that stay beside them: the base, and all slopes but one. */
  public int registers() {
    return stages();
  }

  /** The weights of K_0 .. K_stage in the position after a stage: the next one's, or the end's. */
  double[] positionAfter(int stage) {
    return stage + 1 < stages() ? method.a()[stage + 1] : method.b();
  }

  /** b - e. */
  double[] errorWeights() {
    double[] weights = new double[stages()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = method.b()[j] - embedded[j];
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
    double[] b = method.b();
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
    ButcherTableau method = new ButcherTableau("dormand-prince", 5, a, b);
    return new FlowTableau(method, embedded, quartic(b, bumps));
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
