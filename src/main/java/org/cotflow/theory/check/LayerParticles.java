package org.cotflow.theory.check;

import java.util.Iterator;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;
import org.cotflow.theory.interval.GramMatrix;
import org.cotflow.theory.interval.Products;

/**
 * The particles of one layer as plain arrays.
 *
 * @param u d x M
 * @param w d x M
 * @param wRows M x d
 * @param b M
 */
record LayerParticles(int width, int d, double[] u, double[] w, double[] wRows, double[] b) {

  static LayerParticles read(MeasureShape shape, MeasureSource source, int layer) {
    int width = shape.width(layer);
    int d = shape.stateDim();
    double[] u = new double[d * width];
    double[] w = new double[d * width];
    double[] rows = new double[d * width];
    double[] b = new double[width];
    Iterator<ParticleBlock> blocks =
        source.blocks(shape, shape.firstBlock(layer), shape.firstBlock(layer + 1));
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      for (int m = 0; m < block.count(); m++) {
        int at = block.first() + m;
        for (int j = 0; j < d; j++) {
          u[j * width + at] = block.values()[block.index(m, j)];
          w[j * width + at] = block.values()[Neuron.indexW(block, m, j)];
          rows[at * d + j] = w[j * width + at];
        }
        b[at] = block.values()[Neuron.indexB(block, m)];
      }
    }
    return new LayerParticles(width, d, u, w, rows, b);
  }

  /** At least the norm of the column m of a d x M array. */
  double norm(double[] columns, int m) {
    double sum = 0;
    for (int j = 0; j < d; j++) {
      sum = Math.fma(columns[j * width + m], columns[j * width + m], sum);
    }
    return Math.sqrt(sum) * Products.UP;
  }

  /** M x d. */
  double[] uRows() {
    double[] rows = new double[u.length];
    for (int m = 0; m < width; m++) {
      for (int j = 0; j < d; j++) {
        rows[m * d + j] = u[j * width + m];
      }
    }
    return rows;
  }

  boolean isAtRest() {
    for (double number : u) {
      if (number != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether lambda_max(E[v v^T]) is proved to be at most the square of {@code bound}.
   *
   * @param columns v, d x M
   * @param weights a factor of each column that is known up to d + 4 roundings, or null
   */
  boolean momentIsAtMost(double[] columns, double[] weights, double bound) {
    double[] weighted = columns;
    if (weights != null) {
      weighted = columns.clone();
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] *= weights[i % width];
      }
    }
    return GramMatrix.of(weighted, d, width, weights == null ? 0 : 2 * d + 16)
        .isAtMost(bound, width);
  }
}
