package org.cotflow.depth;

import java.util.Arrays;
import org.cotflow.base.DivergedException;
import org.cotflow.base.DivergedException.Pass;

/**
 * Walks the depth layer by layer, each layer slice in r equal sub-slices with the same particles.
 *
 * <p>Forward: the stages of {@link ButcherTableau} with h = 1/(K r), r times a layer. Backward, for
 * each sub-slice from last to first, with P the adjoint at its end and the stages taken from last
 * to first,
 *
 * <pre>
 *   Lambda_s = b_s P + h sum_{t &gt; s} a_{t,s} DF_k(X_t)^T Lambda_t
 *   P       &lt;- P + h sum_s DF_k(X_s)^T Lambda_s
 *   G_{k,m}  = (1/N) sum_i (1/r) sum_{sub-slices, s} D_omega phi(omega, X_{s,i})^T Lambda_{s,i}
 * </pre>
 *
 * the exact transpose of the forward pass (our derivation, docs/math.md). Stage states are computed
 * again in the backward pass; only x_0 .. x_K are kept. For Euler with r = 1 this is p_k = p_{k+1}
 * + h DF_k(x_k)^T p_{k+1}, one velocity and one pullback per layer.
 */
public final class Sweep implements DepthSolver {
  private final ButcherTableau scheme;
  private final int substeps;
  private final boolean reusing;
  private double[][] statesBefore;
  private double[][] moveSums;

  public Sweep(ButcherTableau scheme) {
    this(scheme, 1);
  }

  /**
   * A sweep whose trajectories end, but for their last states, with the next forward pass: their
   * arrays are given back to the layers, where a layer is one evaluation.
   */
  public static Sweep reusing(Discretization discretization) {
    return new Sweep(discretization, true);
  }

  /**
   * @param substeps r
   */
  public Sweep(ButcherTableau scheme, int substeps) {
    this(new Discretization(scheme, substeps));
  }

  public Sweep(Discretization discretization) {
    this(discretization, false);
  }

  private Sweep(Discretization discretization, boolean reusing) {
    this.scheme = discretization.scheme();
    this.substeps = discretization.substeps();
    this.reusing = reusing && discretization.isResidual();
  }

  @Override
  public Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows) {
    int layerCount = layers.layerCount();
    double h = stepSize(layers);
    giveBackInner(layers, statesBefore);
    double[][] states = new double[layerCount + 1][];
    statesBefore = states;
    states[0] = initialStates;
    requireFinite(initialStates, Pass.FORWARD, 0);
    for (int k = 0; k < layerCount; k++) {
      states[k + 1] = states[k];
      for (int r = 0; r < substeps; r++) {
        states[k + 1] = step(layers, k, h, states[k + 1]);
      }
    }
    requireFiniteStates(states);
    return new Trajectory(states, new SolverReport(scheme.stages() * substeps, 0.0, true));
  }

  /** All but the first and the last, which others may hold. */
  private void giveBackInner(ParticleLayers layers, double[][] arrays) {
    if (reusing && arrays != null) {
      for (int k = 1; k < arrays.length - 1; k++) {
        layers.giveBack(arrays[k]);
      }
    }
  }

  /** What is not finite in one state is not finite in all that follow: the last tells. */
  private static void requireFiniteStates(double[][] states) {
    int layerCount = states.length - 1;
    if (!isFinite(states[layerCount])) {
      for (int k = 0; k < layerCount; k++) {
        requireFinite(states[k + 1], Pass.FORWARD, k);
      }
    }
  }

  private double[] step(ParticleLayers layers, int k, double h, double[] states) {
    if (scheme.stages() == 1) {
      return addedInPlace(states, h, layers.velocity(k, states));
    }
    double[][] velocities = new double[scheme.stages()][];
    for (int s = 0; s < scheme.stages(); s++) {
      velocities[s] = layers.velocity(k, combined(states, h, scheme.a()[s], velocities));
    }
    return combined(states, h, scheme.b(), velocities);
  }

  @Override
  public SolverReport backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    boolean plain = isPlain();
    double[][] adjoints = new double[layers.layerCount() + 1][];
    adjoints[layers.layerCount()] = lastAdjoints;
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      double[] states = trajectory.states()[k];
      if (!plain) {
        GradientRows rows = throughStages(layers, k, states, adjoints[k + 1]);
        layers.move(k, rows.states(), rows.cotangents(), move);
        adjoints[k] = rows.adjointsBefore();
      } else if (k > 0) {
        double[] pulled = layers.pullbackAndMove(k, states, adjoints[k + 1], move);
        adjoints[k] = addedInPlace(adjoints[k + 1], stepSize(layers), pulled);
      } else {
        layers.move(k, states, adjoints[k + 1], move);
      }
    }
    requireFiniteAdjoints(adjoints);
    moveSums = layers.finishMove();
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      requireFinite(moveSums[k], Pass.GRADIENT, k);
    }
    giveBackInner(layers, adjoints);
    int again = plain ? 0 : scheme.stages() * substeps - 1;
    return trajectory.report().after(again + scheme.stages() * substeps);
  }

  /** As for the states; p_0 is not needed and may not be there. */
  private static void requireFiniteAdjoints(double[][] adjoints) {
    if (!isFinite(adjoints[1])) {
      for (int k = adjoints.length - 2; k >= 0; k--) {
        requireFinite(adjoints[k + 1], Pass.ADJOINT, k);
      }
    }
  }

  /** It remembers nothing. */
  @Override
  public DepthSolver withoutMemory() {
    return this;
  }

  @Override
  public double[][] endMove(ParticleLayers layers) {
    return moveSums;
  }

  /**
   * The rows over which the gradient of a layer is summed, one set for each evaluation of it.
   *
   * <pre>
   *   G_{k,m} = (1/N) sum_rows D_omega phi(omega_{k,m}, states_row)^T cotangents_row
   * </pre>
   *
   * @param states X_s of all sub-slices, {@code r S N x d} with the samples innermost
   * @param cotangents Lambda_s / r, in the same order
   * @param adjointsBefore p_k, {@code N x d}
   */
  public record GradientRows(double[] states, double[] cotangents, double[] adjointsBefore) {}

  /**
   * Takes adjoints back through one layer and moves nothing.
   *
   * @param states x_k, whose first rows have adjoints
   * @param adjoints p_{k+1}
   */
  public GradientRows gradientRows(
      ParticleLayers layers, int k, double[] states, double[] adjoints) {
    if (!isPlain()) {
      return throughStages(layers, k, states, adjoints);
    }
    double[] pulled = layers.pullback(k, states, adjoints);
    double[] before = addedInPlace(adjoints, stepSize(layers), pulled);
    return new GradientRows(Arrays.copyOf(states, adjoints.length), adjoints, before);
  }

  private boolean isPlain() {
    return scheme.stages() == 1 && substeps == 1;
  }

  /** h = 1/(K r). */
  private double stepSize(ParticleLayers layers) {
    return 1.0 / ((double) layers.layerCount() * substeps);
  }

  private GradientRows throughStages(
      ParticleLayers layers, int k, double[] states, double[] adjoints) {
    double h = stepSize(layers);
    double[][][] stageStates = stageStates(layers, k, h, Arrays.copyOf(states, adjoints.length));
    StageRows rows = new StageRows(scheme.stages() * substeps, adjoints.length);
    double[] end = adjoints;
    for (int r = substeps - 1; r >= 0; r--) {
      double[][] pulled = new double[scheme.stages()][];
      double[] begin = end;
      for (int s = scheme.stages() - 1; s >= 0; s--) {
        double[] cotangents = cotangents(end, h, s, pulled);
        pulled[s] = layers.pullback(k, stageStates[r][s], cotangents);
        begin = combined(begin, h, new double[] {1.0}, new double[][] {pulled[s]});
        rows.add(stageStates[r][s], cotangents, substeps);
      }
      end = begin;
    }
    return new GradientRows(rows.states, rows.cotangents, end);
  }

  /** X_s of every sub-slice. */
  private double[][][] stageStates(ParticleLayers layers, int k, double h, double[] states) {
    double[][][] stageStates = new double[substeps][scheme.stages()][];
    double[] begin = states;
    for (int r = 0; r < substeps; r++) {
      double[][] velocities = new double[scheme.stages()][];
      for (int s = 0; s < scheme.stages(); s++) {
        stageStates[r][s] = combined(begin, h, scheme.a()[s], velocities);
        boolean wanted = s + 1 < scheme.stages() || r + 1 < substeps;
        velocities[s] = wanted ? layers.velocity(k, stageStates[r][s]) : null;
      }
      begin = r + 1 < substeps ? combined(begin, h, scheme.b(), velocities) : null;
    }
    return stageStates;
  }

  private double[] cotangents(double[] end, double h, int stage, double[][] pulled) {
    double[] cotangents = new double[end.length];
    for (int i = 0; i < cotangents.length; i++) {
      cotangents[i] = scheme.b()[stage] * end[i];
    }
    for (int t = stage + 1; t < scheme.stages(); t++) {
      double[] weight = {scheme.a()[t][stage]};
      cotangents = combined(cotangents, h, weight, new double[][] {pulled[t]});
    }
    return cotangents;
  }

  /** The rows of all stages of a layer, over which its gradient is summed. */
  private static final class StageRows {
    final double[] states;
    final double[] cotangents;
    private int filled;

    StageRows(int stages, int length) {
      states = new double[stages * length];
      cotangents = new double[stages * length];
    }

    void add(double[] stageStates, double[] stageCotangents, int substeps) {
      int length = stageCotangents.length;
      System.arraycopy(stageStates, 0, states, filled, length);
      for (int i = 0; i < length; i++) {
        cotangents[filled + i] = stageCotangents[i] / substeps;
      }
      filled += length;
    }
  }

  /** base + h sum_t weights_t terms_t, by fma in the order of t; base itself where all are 0. */
  private static double[] combined(double[] base, double h, double[] weights, double[][] terms) {
    double[] sum = base;
    for (int t = 0; t < weights.length; t++) {
      if (weights[t] == 0) {
        continue;
      }
      double factor = h * weights[t];
      double[] from = sum;
      double[] term = terms[t];
      double[] to = sum == base ? new double[base.length] : sum;
      for (int i = 0; i < to.length; i++) {
        to[i] = Math.fma(factor, term[i], from[i]);
      }
      sum = to;
    }
    return sum;
  }

  /** base + factor term, by fma, in the place of the term. */
  private static double[] addedInPlace(double[] base, double factor, double[] term) {
    for (int i = 0; i < term.length; i++) {
      term[i] = Math.fma(factor, term[i], base[i]);
    }
    return term;
  }

  static void requireFinite(double[] numbers, Pass pass, int layer) {
    if (!isFinite(numbers)) {
      throw new DivergedException(pass, layer);
    }
  }

  /** Sums up 0 for each finite number and NaN for any other, in four sums at once. */
  private static boolean isFinite(double[] numbers) {
    double z0 = 0;
    double z1 = 0;
    double z2 = 0;
    double z3 = 0;
    int i = 0;
    for (; i + 3 < numbers.length; i += 4) {
      z0 = Math.fma(0.0, numbers[i], z0);
      z1 = Math.fma(0.0, numbers[i + 1], z1);
      z2 = Math.fma(0.0, numbers[i + 2], z2);
      z3 = Math.fma(0.0, numbers[i + 3], z3);
    }
    for (; i < numbers.length; i++) {
      z0 = Math.fma(0.0, numbers[i], z0);
    }
    return !Double.isNaN((z0 + z1) + (z2 + z3));
  }
}
