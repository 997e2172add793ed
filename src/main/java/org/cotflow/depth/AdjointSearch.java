package org.cotflow.depth;

import java.util.Arrays;
import org.cotflow.base.DivergedException.Pass;

/**
 * The search of one step for adjoints that satisfy p_k = p_{k+1} + h DF_k(x_k)^T p_{k+1} at all
 * layers, by the iteration
 *
 * <pre>
 *   p_k &lt;- p_K + h sum_{l &gt;= k} DF_l(x_l)^T p_{l+1}
 * </pre>
 */
final class AdjointSearch {
  private static final int PATIENCE = 15;

  private final ParticleLayers layers;
  private final double[][] states;
  private final ResidualHistory history;
  private final int layerCount;
  private final double h;
  private double[][] adjoints;
  private boolean settled;

  /**
   * @param guess for p_1 .. p_K, or null for p_K
   */
  AdjointSearch(
      ParticleLayers layers,
      double[][] states,
      double[] lastAdjoints,
      double[][] guess,
      double tolerance) {
    this.layers = layers;
    this.layerCount = layers.layerCount();
    this.states = Arrays.copyOf(states, layerCount);
    this.history = new ResidualHistory(tolerance, layerCount, PATIENCE);
    this.h = 1.0 / layerCount;
    this.adjoints = new double[layerCount][];
    Arrays.setAll(adjoints, k -> guess == null ? lastAdjoints.clone() : guess[k]);
    adjoints[layerCount - 1] = lastAdjoints;
  }

  int evaluations() {
    return history.evaluations();
  }

  boolean isSettled() {
    return settled;
  }

  boolean shrinks() {
    return history.shrinks();
  }

  /** p_1 .. p_K at the indices 0 .. K-1. */
  double[][] adjoints() {
    return adjoints;
  }

  void evaluate() {
    double[][] pulled = layers.pullbacks(states, adjoints);
    double residual = 0;
    double largest = 0;
    double[][] corrected = new double[layerCount][];
    corrected[layerCount - 1] = adjoints[layerCount - 1];
    for (int k = layerCount - 1; k >= 1; k--) {
      double[] own = corrected[k].clone();
      for (int i = 0; i < own.length; i++) {
        double gap = Math.fma(h, pulled[k][i], adjoints[k][i]) - adjoints[k - 1][i];
        residual = Math.max(residual, Math.abs(gap));
        largest = Math.max(largest, Math.abs(adjoints[k - 1][i]));
        own[i] = Math.fma(h, pulled[k][i], own[i]);
      }
      corrected[k - 1] = own;
    }
    settled = history.isSmall(residual * layerCount, largest);
    history.add(residual);
    adjoints = settled ? adjoints : corrected;
  }

  /** Solves layer by layer instead. */
  void walk() {
    for (int k = layerCount - 1; k >= 1; k--) {
      FiniteNumbers.require(adjoints[k], Pass.ADJOINT, k);
      double[] pulled = layers.pullback(k, states[k], adjoints[k]);
      double[] own = adjoints[k].clone();
      for (int i = 0; i < own.length; i++) {
        own[i] = Math.fma(h, pulled[i], own[i]);
      }
      adjoints[k - 1] = own;
    }
    history.add(Double.NaN);
  }
}
