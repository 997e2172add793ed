package org.cotflow.depth;

import org.cotflow.base.DivergedException;
import org.cotflow.base.DivergedException.Pass;

/**
 * Walks the depth layer by layer.
 *
 * <p>Forward: the stages of {@link DepthScheme}. Backward, with P = p_{k+1} and the stages taken
 * from last to first,
 *
 * <pre>
 *   Lambda_s = b_s P + h sum_{t &gt; s} a_{t,s} DF_k(X_t)^T Lambda_t
 *   p_k      = P + h sum_s DF_k(X_s)^T Lambda_s
 *   G_{k,m}  = (1/N) sum_i sum_s D_omega phi(omega, X_{s,i})^T Lambda_{s,i}
 * </pre>
 *
 * the exact transpose of the forward pass (our derivation, docs/math.md). Stage states are computed
 * again in the backward pass; only x_0 .. x_K are kept. For Euler this is p_k = p_{k+1} + h
 * DF_k(x_k)^T p_{k+1}, one velocity and one pullback per layer.
 */
public final class Sweep implements DepthSolver {
  private final DepthScheme scheme;
  private double[][] moveSums;

  public Sweep(DepthScheme scheme) {
    this.scheme = scheme;
  }

  @Override
  public Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows) {
    int layerCount = layers.layerCount();
    double h = 1.0 / layerCount;
    double[][] states = new double[layerCount + 1][];
    states[0] = initialStates;
    requireFinite(initialStates, Pass.FORWARD, 0);
    for (int k = 0; k < layerCount; k++) {
      double[][] velocities = new double[scheme.stages()][];
      for (int s = 0; s < scheme.stages(); s++) {
        double[] stage = combined(states[k], h, scheme.a()[s], velocities);
        velocities[s] = layers.velocity(k, stage);
      }
      states[k + 1] = combined(states[k], h, scheme.b(), velocities);
      requireFinite(states[k + 1], Pass.FORWARD, k);
    }
    return new Trajectory(states, new SolverReport(scheme.stages(), 0.0, true));
  }

  @Override
  public SolverReport backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    double h = 1.0 / layers.layerCount();
    double[] adjoints = lastAdjoints;
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      requireFinite(adjoints, Pass.ADJOINT, k);
      double[] states = trajectory.states()[k];
      if (scheme.stages() > 1) {
        adjoints = multiStage(layers, k, h, states, adjoints, move);
      } else if (k > 0) {
        double[] pulled = layers.pullbackAndMove(k, states, adjoints, move);
        adjoints = combined(adjoints, h, scheme.b(), new double[][] {pulled});
      } else {
        layers.move(k, states, adjoints, move);
      }
    }
    moveSums = layers.finishMove();
    for (int k = layers.layerCount() - 1; k >= 0; k--) {
      requireFinite(moveSums[k], Pass.GRADIENT, k);
    }
    return trajectory.report().after(2 * scheme.stages() - 1);
  }

  @Override
  public double[][] endMove(ParticleLayers layers) {
    return moveSums;
  }

  private double[] multiStage(
      ParticleLayers layers, int k, double h, double[] states, double[] adjoints, BlockMove move) {
    int stages = scheme.stages();
    int length = adjoints.length;
    double[][] stageStates = stageStates(layers, k, h, java.util.Arrays.copyOf(states, length));
    double[] stackedStates = new double[stages * length];
    double[] stackedCotangents = new double[stages * length];
    double[][] pulled = new double[stages][];
    double[] result = adjoints;
    for (int s = stages - 1; s >= 0; s--) {
      double[] cotangent = cotangent(adjoints, h, s, pulled);
      pulled[s] = layers.pullback(k, stageStates[s], cotangent);
      result = combined(result, h, new double[] {1.0}, new double[][] {pulled[s]});
      System.arraycopy(stageStates[s], 0, stackedStates, s * length, length);
      System.arraycopy(cotangent, 0, stackedCotangents, s * length, length);
    }
    layers.move(k, stackedStates, stackedCotangents, move);
    return result;
  }

  private double[][] stageStates(ParticleLayers layers, int k, double h, double[] states) {
    double[][] velocities = new double[scheme.stages()][];
    double[][] stageStates = new double[scheme.stages()][];
    for (int s = 0; s < scheme.stages(); s++) {
      stageStates[s] = combined(states, h, scheme.a()[s], velocities);
      if (s + 1 < scheme.stages()) {
        velocities[s] = layers.velocity(k, stageStates[s]);
      }
    }
    return stageStates;
  }

  private double[] cotangent(double[] adjoints, double h, int stage, double[][] pulled) {
    double[] cotangent = new double[adjoints.length];
    for (int i = 0; i < cotangent.length; i++) {
      cotangent[i] = scheme.b()[stage] * adjoints[i];
    }
    for (int t = stage + 1; t < scheme.stages(); t++) {
      double weight = scheme.a()[t][stage];
      if (weight != 0) {
        cotangent = combined(cotangent, h, new double[] {weight}, new double[][] {pulled[t]});
      }
    }
    return cotangent;
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

  /** Sums up 0 for each finite number and NaN for any other, in four sums at once. */
  static void requireFinite(double[] numbers, Pass pass, int layer) {
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
    if (Double.isNaN((z0 + z1) + (z2 + z3))) {
      throw new DivergedException(pass, layer);
    }
  }
}
