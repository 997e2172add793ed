package org.cotflow.sweep;

import java.util.Iterator;
import java.util.function.DoubleUnaryOperator;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.run.RunProblem;

/**
 * A network trained as the papers write it, matrix by matrix, from the same draws: h += (scale/(L
 * M)) V sigma(U^T h), with steps on U and V. Small and slow.
 */
final class PublishedNetworks {
  final int dim;
  final int width;
  final int depth;

  /** U[l][m][j]: what multiplies a state, with the paper's own factor inside. */
  final double[][][] ins;

  /** V[l][m][j]. */
  final double[][][] outs;

  private final DoubleUnaryOperator sigma;
  private final DoubleUnaryOperator slope;

  PublishedNetworks(RunProblem problem, DoubleUnaryOperator sigma, DoubleUnaryOperator slope) {
    this.sigma = sigma;
    this.slope = slope;
    dim = problem.shape().stateDim();
    depth = problem.shape().layerCount();
    width = problem.shape().width(0);
    ins = new double[depth][width][dim];
    outs = new double[depth][width][dim];
    Iterator<ParticleBlock> blocks =
        problem.initial().blocks(problem.shape(), 0, problem.shape().blockCount());
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      for (int m = 0; m < block.count(); m++) {
        for (int j = 0; j < dim; j++) {
          outs[block.layer()][block.first() + m][j] = block.values()[block.index(m, j)];
          ins[block.layer()][block.first() + m][j] = block.values()[Neuron.indexW(block, m, j)];
        }
      }
    }
  }

  /** All entries times a factor: from our particles to the paper's matrices. */
  static void scaleInPlace(double[][][] matrices, double factor) {
    for (double[][] layer : matrices) {
      for (double[] row : layer) {
        for (int j = 0; j < row.length; j++) {
          row[j] *= factor;
        }
      }
    }
  }

  /** States h_0 .. h_L of one sample, where z = inner (U^T h) and h += outer V sigma(z). */
  double[][] states(double[] first, double inner, double outer) {
    double[][] states = new double[depth + 1][];
    states[0] = first.clone();
    for (int l = 0; l < depth; l++) {
      states[l + 1] = states[l].clone();
      for (int m = 0; m < width; m++) {
        double response = sigma.applyAsDouble(inner * dot(ins[l][m], states[l]));
        for (int j = 0; j < dim; j++) {
          states[l + 1][j] += outer * outs[l][m][j] * response;
        }
      }
    }
    return states;
  }

  /**
   * One step of gradient descent on the sum over samples of the risk, all samples before any move.
   *
   * @param firsts h_0 of each sample
   * @param lastGradients d risk / d h_L of each sample, given the last states
   */
  void descend(
      double[][] firsts,
      java.util.function.BiFunction<Integer, double[], double[]> lastGradients,
      double inner,
      double outer,
      double stepIn,
      double stepOut) {
    double[][][] gradIn = new double[depth][width][dim];
    double[][][] gradOut = new double[depth][width][dim];
    for (int i = 0; i < firsts.length; i++) {
      double[][] states = states(firsts[i], inner, outer);
      double[] b = lastGradients.apply(i, states[depth]).clone();
      for (int l = depth - 1; l >= 0; l--) {
        double[] before = b.clone();
        for (int m = 0; m < width; m++) {
          double z = inner * dot(ins[l][m], states[l]);
          double q = outer * dot(outs[l][m], before) * slope.applyAsDouble(z);
          for (int j = 0; j < dim; j++) {
            gradOut[l][m][j] += outer * before[j] * sigma.applyAsDouble(z);
            gradIn[l][m][j] += inner * q * states[l][j];
            b[j] += inner * q * ins[l][m][j];
          }
        }
      }
    }
    for (int l = 0; l < depth; l++) {
      for (int m = 0; m < width; m++) {
        for (int j = 0; j < dim; j++) {
          ins[l][m][j] -= stepIn * gradIn[l][m][j];
          outs[l][m][j] -= stepOut * gradOut[l][m][j];
        }
      }
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
