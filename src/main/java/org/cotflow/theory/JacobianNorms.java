package org.cotflow.theory;

import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.map.MapKernel;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.theory.spectrum.Lanczos;
import org.cotflow.theory.spectrum.SymmetricMatrix;

/**
 * The largest operator norm of DF_k over rows of states, rounded up where the map bounds its
 * slopes.
 *
 * <p>Jacobians are taken for {@link BlockKernel#ROW_CHUNK} rows at a time. A row enters the
 * eigenvalue solver only if its Frobenius norm, which is at least the operator norm, exceeds the
 * largest operator norm found so far. Where that norm overflows, the result is infinite.
 */
public final class JacobianNorms {
  private static final double UNIT = 0x1p-53;

  /** Covers the rounding of a Frobenius norm. */
  private static final double FROBENIUS_SLACK = 1 + 1e-11;

  private final LayerBlocks<PreparedBlock> blocks;
  private final int width;
  private final int d;
  private final MapSpec map;

  JacobianNorms(LayerBlocks<PreparedBlock> blocks, int width, int stateDim, MapSpec map) {
    this.blocks = blocks;
    this.map = map;
    this.width = width;
    this.d = stateDim;
  }

  double largest(double[] states) {
    int rows = states.length / d;
    double largest = 0;
    for (int from = 0; from < rows; from += BlockKernel.ROW_CHUNK) {
      int to = Math.min(rows, from + BlockKernel.ROW_CHUNK);
      double[] jacobians = jacobians(Arrays.copyOfRange(states, from * d, to * d));
      for (int row = 0; row < to - from; row++) {
        double[] jacobian = Arrays.copyOfRange(jacobians, row * d * d, (row + 1) * d * d);
        double frobenius = Math.sqrt(Lanczos.dot(jacobian, jacobian));
        if (!(frobenius < Double.POSITIVE_INFINITY)) {
          return Double.POSITIVE_INFINITY;
        }
        if (FROBENIUS_SLACK * frobenius > largest) {
          largest = Math.max(largest, norm(jacobian, d));
        }
      }
    }
    double rounding = roundingOfMeans();
    double bound = Double.isNaN(rounding) ? largest : largest + rounding;
    return Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound;
  }

  /**
   * A bound of the norm of the rounding error of DF_k(x): gamma_{M+8} sup |sigma'| E[|u| |w|] of
   * neurons, gamma_{M+p+8} times the mean of the bounds of slopes of other maps. It matters where
   * the terms of the mean cancel. NaN where the map bounds no slopes.
   */
  private double roundingOfMeans() {
    double sum = blocks.sum((at, none) -> slopes(at), new double[0], 1)[0];
    double factor = map.ofNeurons() ? Activation.LARGEST_SLOPE : 1;
    double terms = map.ofNeurons() ? 8 : 8.0 + map.layout(d).size();
    return factor * (width + terms) * UNIT * (sum / width);
  }

  /** |u| |w| of neurons, or bounds of slopes, summed over the block's particles. */
  private static double[] slopes(PreparedBlock at) {
    ParticleBlock block = at.particles();
    return new double[] {
      at.kernel() instanceof MapKernel map ? map.slopeBounds(block) : normProducts(block)
    };
  }

  /** |u| |w| summed over the block's particles. */
  private static double normProducts(ParticleBlock block) {
    double sum = 0;
    for (int m = 0; m < block.count(); m++) {
      double u = 0;
      double w = 0;
      for (int j = 0; j < block.stateDim(); j++) {
        double uj = block.values()[block.index(m, j)];
        double wj = block.values()[Neuron.indexW(block, m, j)];
        u = Math.fma(uj, uj, u);
        w = Math.fma(wj, wj, w);
      }
      sum += Math.sqrt(u) * Math.sqrt(w);
    }
    return sum;
  }

  private double[] jacobians(double[] states) {
    double[] mean = blocks.sum(JacobianNorms::jacobianSums, states, states.length * d);
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= width;
    }
    return mean;
  }

  /** The block's part of M_k DF_k at rows of states, rows x d x d. */
  private static double[] jacobianSums(PreparedBlock at, double[] states) {
    int d = at.particles().stateDim();
    double[] sums = new double[ArraySize.of("the Jacobians of a layer", states.length, d)];
    at.kernel()
        .velocityAndJacobian(
            at.particles(),
            states,
            0,
            states.length / d,
            new double[states.length],
            sums,
            new KernelScratch());
    return sums;
  }

  /**
   * The operator norm of a matrix, the root of the largest eigenvalue of J^T J, rounded up. The
   * rounding of J^T J is at most gamma_{n+4} |J|_F^2 = gamma_{n+4} trace(J^T J).
   *
   * @param matrix n x n, row-major
   */
  public static double norm(double[] matrix, int n) {
    double scale = 0;
    for (double entry : matrix) {
      scale = Math.max(scale, Math.abs(entry));
    }
    if (scale == 0) {
      return 0;
    }
    double[] squared = new double[n * n];
    double[] row = new double[n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        row[c] = matrix[r * n + c] / scale;
      }
      SymmetricMatrix.addSquareInPlace(squared, row);
    }
    double error = 1.001 * (n + 4) * UNIT * SymmetricMatrix.trace(squared, n);
    double estimate = SymmetricMatrix.eigenvalues(squared, n).largest();
    double largest = SymmetricMatrix.largestEigenvalueBound(squared, n, estimate, error);
    return scale * Math.sqrt(largest) * (1 + 8 * UNIT);
  }
}
