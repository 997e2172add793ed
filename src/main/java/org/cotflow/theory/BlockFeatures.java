package org.cotflow.theory;

import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;

/**
 * The activations and their derivatives of one block of particles at rows of states, and what the
 * block contributes to the sums of {@link ParticleSums}, not divided by the width. Sums over
 * particles and over rows run through memory in order.
 *
 * @param states rows x d
 * @param lanes particles of the block, padded to whole panels; padding has activation, derivative
 *     and u of 0
 * @param activations sigma(z), rows x lanes
 * @param slopes sigma'(z), rows x lanes
 * @param u d x lanes
 */
record BlockFeatures(
    double[] states, int d, int lanes, double[] activations, double[] slopes, double[] u)
    implements LayerTerms {

  static BlockFeatures of(BlockKernel kernel, ParticleBlock block, double[] states) {
    int d = block.stateDim();
    int rows = states.length / d;
    int lanes = block.panelCount() * ParticleBlock.LANES;
    double[] activations = new double[ArraySize.of("the features of a block", rows, lanes)];
    kernel.activations(block, states, 0, rows, activations, new KernelScratch());
    double[] u = new double[d * lanes];
    double[] w = new double[d * lanes];
    double[] b = new double[lanes];
    for (int m = 0; m < block.count(); m++) {
      for (int j = 0; j < d; j++) {
        u[j * lanes + m] = block.values()[block.index(m, j)];
        w[j * lanes + m] = block.values()[Neuron.indexW(block, m, j)];
      }
      b[m] = block.values()[Neuron.indexB(block, m)];
    }
    double[] slopes = new double[ArraySize.of("the features of a block", rows, lanes)];
    double[] z = new double[lanes];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(b, 0, z, 0, lanes);
      for (int j = 0; j < d; j++) {
        addInPlace(z, 0, states[row * d + j], w, j * lanes, lanes);
      }
      for (int m = 0; m < block.count(); m++) {
        int at = row * lanes + m;
        slopes[at] = kernel.activation().derivative(z[m], activations[at]);
      }
    }
    return new BlockFeatures(states, d, lanes, activations, slopes, u);
  }

  private int rows() {
    return states.length / d;
  }

  /** {@inheritDoc} sigma_i sigma_j: rows x rows. */
  @Override
  public double[] featureGram() {
    return gram(activations, rows(), lanes);
  }

  /** r_i r_j with r_i = sigma'_i &lt;u, p_i&gt;: rows x rows. */
  double[] slopeGram(double[] adjoints) {
    double[] along = new double[lanes];
    double[] features = new double[ArraySize.of("the features of a block", rows(), lanes)];
    for (int row = 0; row < rows(); row++) {
      alongInPlace(row, adjoints, along);
      System.arraycopy(along, 0, features, row * lanes, lanes);
    }
    return gram(features, rows(), lanes);
  }

  /** sigma'_i u_a sigma'_j u_c: (rows d) x (rows d). */
  double[] directionGram() {
    double[] features = new double[ArraySize.of("the features of a block", rows(), d, lanes)];
    for (int row = 0; row < rows(); row++) {
      for (int a = 0; a < d; a++) {
        int to = (row * d + a) * lanes;
        for (int m = 0; m < lanes; m++) {
          features[to + m] = slopes[row * lanes + m] * u[a * lanes + m];
        }
      }
    }
    return gram(features, rows() * d, lanes);
  }

  /** {@inheritDoc} sum_j sigma_i sigma_j v_j: rows. */
  @Override
  public double[] featureProduct(double[] vector) {
    return gramProduct(activations, rows(), lanes, vector);
  }

  /** sum_j &lt;f_i, f_j&gt; v_j, for features {@code count x length}. */
  static double[] gramProduct(double[] features, int count, int length, double[] vector) {
    double[] gathered = new double[length];
    for (int i = 0; i < count; i++) {
      addInPlace(gathered, 0, vector[i], features, i * length, length);
    }
    double[] sums = new double[count];
    for (int i = 0; i < count; i++) {
      sums[i] = dot(features, i * length, gathered, 0, length);
    }
    return sums;
  }

  @Override
  public double[] tangentProduct(PartMultipliers weights, double[] vectors) {
    return spread(weights, gather(weights, vectors));
  }

  /** g_u (d x lanes), g_w (d x lanes) and g_b (lanes) of a block, summed over rows. */
  private record Gathered(double[] u, double[] w, double[] b) {}

  private Gathered gather(PartMultipliers weights, double[] vectors) {
    Gathered sums = new Gathered(new double[d * lanes], new double[d * lanes], new double[lanes]);
    if (weights.of(Neuron.U) != 0) {
      for (int row = 0; row < rows(); row++) {
        for (int j = 0; j < d; j++) {
          double factor = vectors[row * d + j];
          addInPlace(sums.u, j * lanes, factor, activations, row * lanes, lanes);
        }
      }
    }
    if (weights.of(Neuron.W) != 0 || weights.of(Neuron.B) != 0) {
      double[] along = new double[lanes];
      for (int row = 0; row < rows(); row++) {
        alongInPlace(row, vectors, along);
        addInPlace(sums.b, 0, 1, along, 0, lanes);
        for (int j = 0; j < d; j++) {
          addInPlace(sums.w, j * lanes, states[row * d + j], along, 0, lanes);
        }
      }
    }
    return sums;
  }

  private double[] spread(PartMultipliers weights, Gathered gathered) {
    double[] sums = new double[ArraySize.of("the sums of a block", rows(), d)];
    double[] inner = new double[lanes];
    boolean inputsMove = weights.of(Neuron.W) != 0 || weights.of(Neuron.B) != 0;
    for (int row = 0; row < rows(); row++) {
      if (inputsMove) {
        innerInPlace(row, weights, gathered, inner);
      }
      for (int j = 0; j < d; j++) {
        double features = dot(activations, row * lanes, gathered.u, j * lanes, lanes);
        double directions = dot(inner, 0, u, j * lanes, lanes);
        sums[row * d + j] = Math.fma(weights.of(Neuron.U), features, directions);
      }
    }
    return sums;
  }

  /** sigma' (m_w &lt;x_row, g_w&gt; + m_b g_b) of every particle. */
  private void innerInPlace(int row, PartMultipliers weights, Gathered gathered, double[] inner) {
    Arrays.fill(inner, 0);
    for (int j = 0; j < d; j++) {
      double factor = weights.of(Neuron.W) * states[row * d + j];
      addInPlace(inner, 0, factor, gathered.w, j * lanes, lanes);
    }
    addInPlace(inner, 0, weights.of(Neuron.B), gathered.b, 0, lanes);
    for (int m = 0; m < lanes; m++) {
      inner[m] *= slopes[row * lanes + m];
    }
  }

  /** r = sigma' &lt;u, v_row&gt; of every particle. */
  private void alongInPlace(int row, double[] vectors, double[] along) {
    Arrays.fill(along, 0);
    for (int j = 0; j < d; j++) {
      addInPlace(along, 0, vectors[row * d + j], u, j * lanes, lanes);
    }
    for (int m = 0; m < lanes; m++) {
      along[m] *= slopes[row * lanes + m];
    }
  }

  /** sum[at + m] takes fma(factor, terms[from + m], .). */
  private static void addInPlace(
      double[] sum, int at, double factor, double[] terms, int from, int length) {
    for (int m = 0; m < length; m++) {
      sum[at + m] = Math.fma(factor, terms[from + m], sum[at + m]);
    }
  }

  /** The sum over particles of products: eight lane sums, panel by panel, folded by the tree. */
  private static double dot(double[] a, int fromA, double[] b, int fromB, int length) {
    double l0 = 0;
    double l1 = 0;
    double l2 = 0;
    double l3 = 0;
    double l4 = 0;
    double l5 = 0;
    double l6 = 0;
    double l7 = 0;
    for (int m = 0; m < length; m += ParticleBlock.LANES) {
      int i = fromA + m;
      int j = fromB + m;
      l0 = Math.fma(a[i], b[j], l0);
      l1 = Math.fma(a[i + 1], b[j + 1], l1);
      l2 = Math.fma(a[i + 2], b[j + 2], l2);
      l3 = Math.fma(a[i + 3], b[j + 3], l3);
      l4 = Math.fma(a[i + 4], b[j + 4], l4);
      l5 = Math.fma(a[i + 5], b[j + 5], l5);
      l6 = Math.fma(a[i + 6], b[j + 6], l6);
      l7 = Math.fma(a[i + 7], b[j + 7], l7);
    }
    return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7));
  }

  /** f_i f_j summed over the particles, for features {@code count x lanes}. */
  static double[] gram(double[] features, int count, int lanes) {
    double[] gram = new double[ArraySize.of("the kernel", count, count)];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = dot(features, i * lanes, features, j * lanes, lanes);
        gram[i * count + j] = sum;
        gram[j * count + i] = sum;
      }
    }
    return gram;
  }
}
