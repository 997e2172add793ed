package org.cotflow.theory;

import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;

/**
 * The activations and their derivatives of one block of particles at rows of states, laid out so
 * that sums over particles and over rows run through memory in order.
 *
 * @param lanes particles of the block, padded to whole panels; padding has activation, derivative
 *     and u of 0
 * @param activations sigma(z), rows x lanes
 * @param slopes sigma'(z), rows x lanes
 * @param u d x lanes
 */
record LayerRows(int lanes, double[] activations, double[] slopes, double[] u) {

  static LayerRows of(BlockKernel kernel, ParticleBlock block, double[] states, int rows) {
    int d = block.stateDim();
    int lanes = block.panelCount() * ParticleBlock.LANES;
    double[] activations = new double[rows * lanes];
    kernel.activations(block, states, 0, rows, activations, new KernelScratch());
    double[] u = new double[d * lanes];
    double[] w = new double[d * lanes];
    double[] b = new double[lanes];
    for (int m = 0; m < block.count(); m++) {
      for (int j = 0; j < d; j++) {
        u[j * lanes + m] = block.values()[block.indexU(m, j)];
        w[j * lanes + m] = block.values()[block.indexW(m, j)];
      }
      b[m] = block.values()[block.indexB(m)];
    }
    double[] slopes = new double[rows * lanes];
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
    return new LayerRows(lanes, activations, slopes, u);
  }

  /** r = sigma' &lt;u, v_row&gt; of every particle. */
  void alongInPlace(int row, double[] vectors, int d, double[] along) {
    java.util.Arrays.fill(along, 0);
    for (int j = 0; j < d; j++) {
      addInPlace(along, 0, vectors[row * d + j], u, j * lanes, lanes);
    }
    for (int m = 0; m < lanes; m++) {
      along[m] *= slopes[row * lanes + m];
    }
  }

  /** sum[at + m] takes fma(factor, terms[from + m], .). */
  static void addInPlace(
      double[] sum, int at, double factor, double[] terms, int from, int length) {
    for (int m = 0; m < length; m++) {
      sum[at + m] = Math.fma(factor, terms[from + m], sum[at + m]);
    }
  }

  /** The sum over particles of products: eight lane sums, panel by panel, folded by the tree. */
  static double dot(double[] a, int fromA, double[] b, int fromB, int length) {
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
    double[] gram = new double[Math.multiplyExact(count, count)];
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
