package org.cotflow.theory;

import java.util.List;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.ScalarFunctions;

/**
 * A lower bound of the Polyak-Lojasiewicz constant over the COT ball of radius R around mu_0, in
 * closed form (our derivation, docs/math.md section 9):
 *
 * <pre>
 *   dissipation &gt;= m_R L  on the ball,   m_R = (2/N) m_u alpha^2 lambda_min(B B^T) g(R)^2,
 *   g(R) = G_0 - max over a^2 + c^2 = R^2 of ( moves + states + jacobians )
 *
 *   moves     = s (Q + sqrt(m_w) E) c
 *   states    = s W E_rms
 *   jacobians = P (s / (1 - T)) (v (sqrt(m_u) W a + sqrt(m_w) U c) + f sqrt(m_u m_w) a c)
 * </pre>
 *
 * <p>a and c are what is spent of the radius on u and on (w, b); s is the Lipschitz constant of
 * sigma; U, W, Q and the root S of the kernel's largest eigenvalue are the largest over the layers
 * of {@link StartingLayer}; f = sqrt((K-1)/K); v is the norm of taking sums over the layers before,
 * {@link #summation}. E and E_rms bound the root of the sum over samples of the squared change of a
 * state, the largest and the root mean square over layers: one of
 *
 * <pre>
 *   e^(s (U + sqrt(m_u) a) (W + sqrt(m_w) c)) (f (sqrt(m_u) S a + s U Q c) + s sqrt(m_u) Q a c)
 *   e^(s U (W + sqrt(m_w) c)) f (sqrt(m_u N) sup|sigma| a + s U Q c)
 * </pre>
 *
 * <p>and the same with v for f (and f for 1 before the last product); the better one counts. G_0 is
 * the root of the mean over layers of lambda_min(K_k) prod_{l&gt;k} (1 - s U_l W_l / K)^2, P the
 * largest root of such a term, T the largest s U_l W_l / K.
 *
 * <p>Rounding: all terms are sums and products of positive numbers and an exponential, each within
 * a few hundred roundings; a relative margin of {@value #MARGIN} covers them. The maximum is taken
 * over cells of directions, each bounded by its largest a and its largest c.
 */
final class BallBound {
  private static final double MARGIN = 1e-9;
  private static final int CELLS = 128;
  private static final int TERNARY_STEPS = 70;
  private static final int BISECTION_STEPS = 150;
  private static final double LARGEST_RADIUS = 0x1p60;

  /** sin(j pi / (2 CELLS)); cosines are the same backwards. */
  private static final double[] SINES = new double[CELLS + 1];

  static {
    for (int j = 0; j <= CELLS; j++) {
      SINES[j] = StrictMath.sin(j * (StrictMath.PI / 2 / CELLS));
    }
  }

  private final double layerCount;
  private final double rootOfSamples;
  private final ActivationBounds activation;
  private final double rootU;
  private final double rootW;
  private final boolean inputsMove;
  private final double start;
  private final double largestTerm;
  private final double largestSlope;
  private final double outgoing;
  private final double ingoing;
  private final double kernel;
  private final double inputs;

  BallBound(
      List<StartingLayer> layers,
      int sampleCount,
      ActivationBounds activation,
      PartMultipliers multipliers) {
    this.layerCount = layers.size();
    this.rootOfSamples = Math.sqrt(sampleCount);
    this.activation = activation;
    this.rootU = Math.sqrt(multipliers.u());
    this.rootW = Math.sqrt(multipliers.w());
    this.inputsMove = multipliers.w() > 0 || multipliers.b() > 0;
    this.outgoing = layers.stream().mapToDouble(StartingLayer::outgoing).max().orElseThrow();
    this.ingoing = layers.stream().mapToDouble(StartingLayer::ingoing).max().orElseThrow();
    this.kernel =
        layers.stream().mapToDouble(StartingLayer::rootOfLargestKernel).max().orElseThrow();
    this.inputs = layers.stream().mapToDouble(StartingLayer::inputs).max().orElseThrow();
    double product = 1;
    double sum = 0;
    double largest = 0;
    double slope = 0;
    for (int k = layers.size() - 1; k >= 0; k--) {
      StartingLayer layer = layers.get(k);
      double term = layer.smallestKernel() * product * product;
      sum += term;
      largest = Math.max(largest, Math.sqrt(term));
      double step = activation.lipschitz() * layer.outgoing() * layer.ingoing() / layerCount;
      // 1 - step cancels where step is near 1: no relative margin covers that
      step = step * (1 + 8 * Rounding.UNIT) + 4 * Rounding.UNIT;
      slope = Math.max(slope, step);
      product *= Math.max(0, 1 - step);
    }
    this.start = Math.sqrt(sum / layerCount);
    this.largestTerm = largest;
    this.largestSlope = slope;
  }

  /** G_0: the root at mu_0 itself. */
  double start() {
    return start;
  }

  /** T: at 1 or more a layer may swallow an adjoint at mu_0 already, and nothing is left. */
  double largestSlope() {
    return largestSlope;
  }

  /** The two bounds of the change of the states. With either, g is concave in R. */
  private enum States {
    BY_KERNEL,
    BY_SUPREMUM
  }

  /**
   * What moves of at most these sizes take, by the better bound.
   *
   * @param a the most that u moves, root mean square over layers, in the metric
   * @param c the same of (w, b)
   */
  BallLoss along(double a, double c) {
    double radius = Math.sqrt(a * a + c * c);
    return better(along(radius, a, c, States.BY_KERNEL), along(radius, a, c, States.BY_SUPREMUM));
  }

  private static BallLoss better(BallLoss first, BallLoss second) {
    return first.root() >= second.root() ? first : second;
  }

  /** What the ball of radius R takes and leaves, by the better bound. */
  BallLoss at(double radius) {
    return better(at(radius, States.BY_KERNEL), at(radius, States.BY_SUPREMUM));
  }

  private BallLoss at(double radius, States by) {
    if (!inputsMove) {
      return along(radius, radius, 0, by);
    }
    BallLoss worst = null;
    for (int cell = 1; cell <= CELLS; cell++) {
      BallLoss loss = along(radius, radius * SINES[CELLS - cell + 1], radius * SINES[cell], by);
      if (worst == null || !(loss.total() <= worst.total())) {
        worst = loss;
      }
    }
    return worst;
  }

  private BallLoss along(double radius, double a, double c, States by) {
    double s = activation.lipschitz();
    double f = Math.sqrt((layerCount - 1) / layerCount);
    double v = summation((int) layerCount);
    double largest = stateChange(by, a, c, f, layerCount > 1 ? 1 : 0);
    double moves = s * (inputs + rootW * largest) * c;
    double states = s * ingoing * stateChange(by, a, c, v, f);
    double growth = rootU * ingoing * a + rootW * outgoing * c;
    double slopes = s * (v * growth + f * rootU * rootW * a * c) / (1 - largestSlope);
    double jacobians = largestSlope < 1 ? largestTerm * slopes : Double.POSITIVE_INFINITY;
    double root = start * (1 - MARGIN) - (moves + states + jacobians) * (1 + MARGIN);
    return new BallLoss(radius, moves, states, jacobians, root);
  }

  /**
   * E with {@code sum} = f and {@code products} = 1, E_rms with v and f; 0 in a network of one
   * layer, whose states before the layer never move.
   */
  private double stateChange(States by, double a, double c, double sum, double products) {
    double s = activation.lipschitz();
    double byInputs = s * outgoing * inputs * c;
    double atStart = s * outgoing * (ingoing + rootW * c);
    return switch (by) {
      case BY_KERNEL ->
          grown(
              s * (outgoing + rootU * a) * (ingoing + rootW * c),
              sum * (rootU * kernel * a + byInputs) + products * s * rootU * inputs * a * c);
      case BY_SUPREMUM ->
          grown(atStart, sum * (rootU * rootOfSamples * activation.supremum() * a + byInputs));
    };
  }

  private static double grown(double exponent, double change) {
    return change == 0 ? 0 : ScalarFunctions.exp(exponent) * change;
  }

  /**
   * The operator norm of y_k = (1/K) sum_{l&lt;k} x_l on R^K,
   *
   * <pre>
   *   v = 1 / (2 K sin(pi / (4 K - 2))),   which tends to 2 / pi.
   * </pre>
   *
   * <p>The inverse of the triangle of ones of size n = K - 1 has bidiagonal form, and its squared
   * singular values are 4 sin^2((2 j - 1) pi / (4 n + 2)), j = 1..n.
   */
  static double summation(int layerCount) {
    return layerCount == 1
        ? 0
        : 1 / (2 * layerCount * StrictMath.sin(StrictMath.PI / (4.0 * layerCount - 2)));
  }

  /** The ball of largest reach R g(R), up to the accuracy of the search. */
  BallLoss farthest() {
    BallLoss first = farthest(States.BY_KERNEL);
    BallLoss second = farthest(States.BY_SUPREMUM);
    return first.reach() >= second.reach() ? first : second;
  }

  private BallLoss farthest(States by) {
    if (!(start > 0) || largestSlope >= 1) {
      return at(0, by);
    }
    double high = 1;
    while (at(high, by).root() > 0 && high < LARGEST_RADIUS) {
      high *= 2;
    }
    while (!(at(high / 2, by).root() > 0) && high > 1 / LARGEST_RADIUS) {
      high /= 2;
    }
    double low = 0;
    for (int step = 0; step < TERNARY_STEPS && low < high; step++) {
      double left = low + (high - low) / 3;
      double right = high - (high - low) / 3;
      if (at(left, by).reach() < at(right, by).reach()) {
        low = left;
      } else {
        high = right;
      }
    }
    return at(high, by);
  }

  /**
   * The smallest ball whose reach is at least {@code wanted}, up to the accuracy of the search, or
   * else the ball of largest reach.
   */
  BallLoss smallest(double wanted) {
    BallLoss first = smallest(wanted, States.BY_KERNEL);
    BallLoss second = smallest(wanted, States.BY_SUPREMUM);
    boolean both = first.reach() >= wanted && second.reach() >= wanted;
    boolean firstIsBetter =
        both ? first.radius() <= second.radius() : first.reach() >= second.reach();
    return firstIsBetter ? first : second;
  }

  private BallLoss smallest(double wanted, States by) {
    if (wanted == 0) {
      return at(0, by);
    }
    BallLoss best = farthest(by);
    double low = 0;
    for (int step = 0; step < BISECTION_STEPS && best.reach() >= wanted; step++) {
      BallLoss middle = at(low + (best.radius() - low) / 2, by);
      if (middle.radius() == low || middle.radius() == best.radius()) {
        break;
      }
      if (middle.reach() >= wanted) {
        best = middle;
      } else {
        low = middle.radius();
      }
    }
    return best;
  }
}
