package org.cotflow.depth;

import java.util.Arrays;
import org.cotflow.base.ArraySize;

/**
 * One layer slice, walked in r equal sub-slices by the stages of a scheme, and its exact transpose.
 * See {@link Sweep} for the formulas.
 */
final class LayerSlice {
  private final ButcherTableau scheme;
  private final int substeps;
  private final ParticleLayers layers;
  private final int layer;

  /** h = 1/(K r). */
  private final double h;

  LayerSlice(Discretization discretization, ParticleLayers layers, int layer) {
    this.scheme = discretization.scheme();
    this.substeps = discretization.substeps();
    this.layers = layers;
    this.layer = layer;
    this.h = 1.0 / ((double) layers.layerCount() * substeps);
  }

  /** x_{k+1}. */
  double[] forward(double[] statesBefore) {
    double[] states = statesBefore;
    for (int r = 0; r < substeps; r++) {
      states = step(states);
    }
    return states;
  }

  private double[] step(double[] states) {
    if (scheme.stages() == 1) {
      return addedInPlace(states, layers.velocity(layer, states));
    }
    double[][] velocities = new double[scheme.stages()][];
    for (int s = 0; s < scheme.stages(); s++) {
      velocities[s] = layers.velocity(layer, combined(states, scheme.a()[s], velocities));
    }
    return combined(states, scheme.b(), velocities);
  }

  /** p_k, and the rows of the gradient, where the slice is one evaluation. */
  GradientRows backwardOfOne(double[] states, double[] adjoints) {
    double[] pulled = layers.pullback(layer, states, adjoints);
    return new GradientRows(
        Arrays.copyOf(states, adjoints.length), adjoints, addedInPlace(adjoints, pulled));
  }

  /** The same through all stages, whose states are computed again. */
  GradientRows backward(double[] states, double[] adjoints) {
    double[][][] stageStates = stageStates(Arrays.copyOf(states, adjoints.length));
    StageRows rows = new StageRows(scheme.stages() * substeps, adjoints.length);
    double[] end = adjoints;
    for (int r = substeps - 1; r >= 0; r--) {
      double[][] pulled = new double[scheme.stages()][];
      double[] begin = end;
      for (int s = scheme.stages() - 1; s >= 0; s--) {
        double[] cotangents = cotangents(end, s, pulled);
        pulled[s] = layers.pullback(layer, stageStates[r][s], cotangents);
        begin = combined(begin, new double[] {1.0}, new double[][] {pulled[s]});
        rows.add(stageStates[r][s], cotangents, substeps);
      }
      end = begin;
    }
    return new GradientRows(rows.states, rows.cotangents, end);
  }

  /** X_s of every sub-slice. */
  private double[][][] stageStates(double[] states) {
    double[][][] stageStates = new double[substeps][scheme.stages()][];
    double[] begin = states;
    for (int r = 0; r < substeps; r++) {
      double[][] velocities = new double[scheme.stages()][];
      for (int s = 0; s < scheme.stages(); s++) {
        stageStates[r][s] = combined(begin, scheme.a()[s], velocities);
        boolean wanted = s + 1 < scheme.stages() || r + 1 < substeps;
        velocities[s] = wanted ? layers.velocity(layer, stageStates[r][s]) : null;
      }
      begin = r + 1 < substeps ? combined(begin, scheme.b(), velocities) : null;
    }
    return stageStates;
  }

  private double[] cotangents(double[] end, int stage, double[][] pulled) {
    double[] cotangents = new double[end.length];
    for (int i = 0; i < cotangents.length; i++) {
      cotangents[i] = scheme.b()[stage] * end[i];
    }
    for (int t = stage + 1; t < scheme.stages(); t++) {
      double[] weight = {scheme.a()[t][stage]};
      cotangents = combined(cotangents, weight, new double[][] {pulled[t]});
    }
    return cotangents;
  }

  /** The rows of all stages of a layer, over which its gradient is summed. */
  private static final class StageRows {
    final double[] states;
    final double[] cotangents;
    private int filled;

    StageRows(int stages, int length) {
      states = new double[ArraySize.of("the rows of all stages", stages, length)];
      cotangents = new double[ArraySize.of("the rows of all stages", stages, length)];
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
  private double[] combined(double[] base, double[] weights, double[][] terms) {
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

  /** base + h term, by fma, in the place of the term. */
  double[] addedInPlace(double[] base, double[] term) {
    for (int i = 0; i < term.length; i++) {
      term[i] = Math.fma(h, term[i], base[i]);
    }
    return term;
  }
}
