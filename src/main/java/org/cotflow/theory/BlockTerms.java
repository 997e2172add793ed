package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;
import java.util.Arrays;

/**
 * What one block of particles contributes to the sums of {@link LayerSums}, not divided by the
 * width; and to those that bound Jacobians.
 */
final class BlockTerms {
  private BlockTerms() {}

  /** sigma_i sigma_j: rows x rows. */
  static double[] featureGram(BlockRows at) {
    LayerRows block = at.features();
    return LayerRows.gram(block.activations(), at.rows(), block.lanes());
  }

  /** r_i r_j with r_i = sigma'_i &lt;u, p_i&gt;: rows x rows. */
  static double[] slopeGram(BlockRows at, double[] adjoints) {
    LayerRows block = at.features();
    int lanes = block.lanes();
    double[] along = new double[lanes];
    double[] features = new double[at.rows() * lanes];
    for (int row = 0; row < at.rows(); row++) {
      block.alongInPlace(row, adjoints, at.stateDim(), along);
      System.arraycopy(along, 0, features, row * lanes, lanes);
    }
    return LayerRows.gram(features, at.rows(), lanes);
  }

  /** sigma'_i u_a sigma'_j u_c: (rows d) x (rows d). */
  static double[] directionGram(BlockRows at) {
    LayerRows block = at.features();
    int lanes = block.lanes();
    int d = at.stateDim();
    double[] features = new double[at.rows() * d * lanes];
    for (int row = 0; row < at.rows(); row++) {
      for (int a = 0; a < d; a++) {
        int to = (row * d + a) * lanes;
        for (int m = 0; m < lanes; m++) {
          features[to + m] = block.slopes()[row * lanes + m] * block.u()[a * lanes + m];
        }
      }
    }
    return LayerRows.gram(features, at.rows() * d, lanes);
  }

  /** sum_j sigma_i sigma_j v_j: rows. */
  static double[] featureProduct(BlockRows at, double[] vector) {
    LayerRows block = at.features();
    int lanes = block.lanes();
    double[] gathered = new double[lanes];
    for (int row = 0; row < at.rows(); row++) {
      LayerRows.addInPlace(gathered, 0, vector[row], block.activations(), row * lanes, lanes);
    }
    double[] sums = new double[at.rows()];
    for (int row = 0; row < at.rows(); row++) {
      sums[row] = LayerRows.dot(block.activations(), row * lanes, gathered, 0, lanes);
    }
    return sums;
  }

  /** The tangent kernel times vectors: rows x d. */
  static double[] tangentProduct(BlockRows at, PartMultipliers weights, double[] vectors) {
    LayerRows block = at.features();
    return spread(at, block, weights, gather(at, block, weights, vectors));
  }

  /** g_u (d x lanes), g_w (d x lanes) and g_b (lanes) of a block, summed over rows. */
  private record Gathered(double[] u, double[] w, double[] b) {}

  private static Gathered gather(
      BlockRows at, LayerRows block, PartMultipliers weights, double[] vectors) {
    int lanes = block.lanes();
    int d = at.stateDim();
    Gathered sums = new Gathered(new double[d * lanes], new double[d * lanes], new double[lanes]);
    if (weights.u() != 0) {
      for (int row = 0; row < at.rows(); row++) {
        for (int j = 0; j < d; j++) {
          double factor = vectors[row * d + j];
          LayerRows.addInPlace(sums.u, j * lanes, factor, block.activations(), row * lanes, lanes);
        }
      }
    }
    if (weights.w() != 0 || weights.b() != 0) {
      double[] along = new double[lanes];
      for (int row = 0; row < at.rows(); row++) {
        block.alongInPlace(row, vectors, d, along);
        LayerRows.addInPlace(sums.b, 0, 1, along, 0, lanes);
        for (int j = 0; j < d; j++) {
          LayerRows.addInPlace(sums.w, j * lanes, at.states()[row * d + j], along, 0, lanes);
        }
      }
    }
    return sums;
  }

  private static double[] spread(
      BlockRows at, LayerRows block, PartMultipliers weights, Gathered gathered) {
    int lanes = block.lanes();
    int d = at.stateDim();
    double[] sums = new double[at.rows() * d];
    double[] inner = new double[lanes];
    boolean slopes = weights.w() != 0 || weights.b() != 0;
    for (int row = 0; row < at.rows(); row++) {
      if (slopes) {
        innerInPlace(at, block, row, weights, gathered, inner);
      }
      for (int j = 0; j < d; j++) {
        double features =
            LayerRows.dot(block.activations(), row * lanes, gathered.u, j * lanes, lanes);
        double directions = LayerRows.dot(inner, 0, block.u(), j * lanes, lanes);
        sums[row * d + j] = Math.fma(weights.u(), features, directions);
      }
    }
    return sums;
  }

  /** sigma' (m_w &lt;x_row, g_w&gt; + m_b g_b) of every particle. */
  private static void innerInPlace(
      BlockRows at,
      LayerRows block,
      int row,
      PartMultipliers weights,
      Gathered gathered,
      double[] inner) {
    int lanes = block.lanes();
    int d = at.stateDim();
    Arrays.fill(inner, 0);
    for (int j = 0; j < d; j++) {
      double factor = weights.w() * at.states()[row * d + j];
      LayerRows.addInPlace(inner, 0, factor, gathered.w, j * lanes, lanes);
    }
    LayerRows.addInPlace(inner, 0, weights.b(), gathered.b, 0, lanes);
    for (int m = 0; m < lanes; m++) {
      inner[m] *= block.slopes()[row * lanes + m];
    }
  }
}
