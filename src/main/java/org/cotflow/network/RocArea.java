package org.cotflow.network;

import java.util.Arrays;
import org.cotflow.network.NetworkSpec.LossKind;

/**
 * The area under the receiver operating characteristic. For a score s of a class a, with n_a
 * samples of the class and n' others,
 *
 * <pre>
 *   AUC_a = #{(i, j) : y_i = a, y_j != a, s_i &gt; s_j or half of s_i = s_j} / (n_a n')
 *
 *   s = yhat_a - yhat_b                               two classes a, b
 *   s = yhat_a - log sum_{b != a} exp(yhat_b)         more, cross-entropy: log-odds of the class
 *   s = yhat_a                                        more, squared loss
 * </pre>
 *
 * <p>Of two classes it is that of the second (that of the first is equal); of more the mean over
 * the classes of which there are samples (one against the rest, macro average).
 *
 * <p>Pairs are counted as integers after sorting: the order of the samples does not matter.
 */
final class RocArea {
  private RocArea() {}

  /**
   * @param predictions N x d_out
   * @param targets N x d_out, one-hot
   * @return NaN if all samples are of one class
   */
  static double of(LossKind kind, double[] predictions, double[] targets, int outputDim) {
    if (outputDim == 2) {
      return ofClass(kind, predictions, targets, outputDim, 1);
    }
    double sum = 0;
    int classes = 0;
    for (int a = 0; a < outputDim; a++) {
      double area = ofClass(kind, predictions, targets, outputDim, a);
      if (!Double.isNaN(area)) {
        sum += area;
        classes++;
      }
    }
    return sum / classes;
  }

  private static double ofClass(
      LossKind kind, double[] predictions, double[] targets, int outputDim, int a) {
    int count = targets.length / outputDim;
    double[] own = new double[count];
    double[] others = new double[count];
    int ownCount = 0;
    for (int i = 0; i < count; i++) {
      double score = score(kind, predictions, i * outputDim, outputDim, a) + 0.0; // -0.0 is 0.0
      if (Score.argMax(targets, i * outputDim, outputDim) == a) {
        own[ownCount++] = score;
      } else {
        others[i - ownCount] = score;
      }
    }
    int othersCount = count - ownCount;
    Arrays.sort(own, 0, ownCount);
    Arrays.sort(others, 0, othersCount);
    long halves = 0;
    int below = 0;
    int upTo = 0;
    for (int i = 0; i < ownCount; i++) {
      while (below < othersCount && others[below] < own[i]) {
        below++;
      }
      while (upTo < othersCount && others[upTo] <= own[i]) {
        upTo++;
      }
      halves += below + upTo;
    }
    return halves / (2.0 * ownCount * othersCount);
  }

  private static double score(LossKind kind, double[] predictions, int at, int outputDim, int a) {
    double own = predictions[at + a];
    if (outputDim == 2) {
      return own - predictions[at + 1 - a];
    }
    if (kind == LossKind.SQUARED) {
      return own;
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < outputDim; b++) {
      largest = b == a ? largest : Math.max(largest, predictions[at + b]);
    }
    double sum = 0;
    for (int b = 0; b < outputDim; b++) {
      sum += b == a ? 0 : StrictMath.exp(predictions[at + b] - largest);
    }
    return own - largest - StrictMath.log(sum);
  }
}
