package org.cotflow.ml;

import java.util.Arrays;
import org.cotflow.network.Loss;
import org.cotflow.network.NetworkSpec.LossKind;

/**
 * Probabilities of classes from a network's outputs y.
 *
 * <pre>
 *   cross-entropy   exp(y_o) / sum_a exp(y_a)
 *   squared         argmin over distributions p of |p - y|^2
 *                   = max(y_o - t, 0), with t such that they sum to 1
 * </pre>
 *
 * The squared loss pulls the outputs to the indicator of the class, whose mean is the distribution;
 * the outputs themselves need not sum to 1. Both keep the order of the outputs. (Duchi,
 * Shalev-Shwartz, Singer, Chandra, Efficient projections onto the l1-ball, ICML 2008, figure 1.)
 */
final class ClassProbabilities {
  private ClassProbabilities() {}

  static double[] of(LossKind loss, double[] outputs) {
    return loss == LossKind.CROSS_ENTROPY
        ? Loss.softmax(outputs, outputs.length)
        : nearestDistribution(outputs);
  }

  private static double[] nearestDistribution(double[] outputs) {
    double[] ascending = outputs.clone();
    Arrays.sort(ascending);
    double sum = 0;
    double threshold = 0;
    for (int taken = 1; taken <= ascending.length; taken++) {
      double next = ascending[ascending.length - taken];
      sum += next;
      double candidate = (sum - 1) / taken;
      if (next > candidate) {
        threshold = candidate;
      }
    }
    double shift = threshold;
    return Arrays.stream(outputs).map(output -> Math.max(output - shift, 0)).toArray();
  }
}
