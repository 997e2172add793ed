package org.cotflow.network;

import org.cotflow.base.ArraySize;
import org.cotflow.network.NetworkSpec.LossKind;

/**
 * The loss of one sample and its gradient in the prediction.
 *
 * <pre>
 *   squared        1/2 |yhat - y|^2 (/ d_out with outputAverage)      yhat - y (/ d_out)
 *   cross-entropy  log sum_o exp(yhat_o) - &lt;y, yhat&gt;            softmax(yhat) - y
 * </pre>
 *
 * The cross-entropy gradient is for targets that sum to 1.
 *
 * @param outputAverage for the squared loss only
 */
public record Loss(LossKind kind, boolean outputAverage) {

  /**
   * The mean loss over samples 0 .. count-1, summed in order, and the gradient of each sample's own
   * loss (not divided by the count).
   *
   * @param predictions N x d_out, of which the first {@code count} rows are used
   * @param targets N x d_out likewise
   */
  public Evaluation evaluate(double[] predictions, double[] targets, int count, int outputDim) {
    double[] gradients = new double[ArraySize.of("the gradients of the loss", count, outputDim)];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum +=
          kind == LossKind.SQUARED
              ? squared(predictions, targets, i * outputDim, outputDim, gradients)
              : crossEntropy(predictions, targets, i * outputDim, outputDim, gradients);
    }
    return new Evaluation(count == 0 ? Double.NaN : sum / count, gradients);
  }

  /**
   * The probabilities of the classes, exp(yhat_o) / sum_o exp(yhat_o) in each row; the largest
   * prediction is taken off first, so nothing overflows. Same bits everywhere.
   *
   * @param predictions N x d_out
   * @return N x d_out
   */
  public static double[] softmax(double[] predictions, int outputDim) {
    double[] probabilities = new double[predictions.length];
    for (int at = 0; at < predictions.length; at += outputDim) {
      double largest = predictions[at];
      for (int o = at; o < at + outputDim; o++) {
        largest = Math.max(largest, predictions[o]);
      }
      double partition = 0;
      for (int o = at; o < at + outputDim; o++) {
        probabilities[o] = StrictMath.exp(predictions[o] - largest);
        partition += probabilities[o];
      }
      for (int o = at; o < at + outputDim; o++) {
        probabilities[o] /= partition;
      }
    }
    return probabilities;
  }

  /**
   * @param risk the mean loss
   * @param gradients count x d_out
   */
  public record Evaluation(double risk, double[] gradients) {}

  private double squared(
      double[] predictions, double[] targets, int at, int outputDim, double[] gradients) {
    double divisor = outputAverage ? outputDim : 1.0;
    double sum = 0;
    for (int o = at; o < at + outputDim; o++) {
      double difference = predictions[o] - targets[o];
      sum = Math.fma(difference, difference, sum);
      gradients[o] = difference / divisor;
    }
    return 0.5 * sum / divisor;
  }

  private static double crossEntropy(
      double[] predictions, double[] targets, int at, int outputDim, double[] gradients) {
    double largest = predictions[at];
    for (int o = at; o < at + outputDim; o++) {
      largest = Math.max(largest, predictions[o]);
    }
    double partition = 0;
    double match = 0;
    for (int o = at; o < at + outputDim; o++) {
      gradients[o] = StrictMath.exp(predictions[o] - largest);
      partition += gradients[o];
      match = Math.fma(targets[o], predictions[o] - largest, match);
    }
    for (int o = at; o < at + outputDim; o++) {
      gradients[o] = gradients[o] / partition - targets[o];
    }
    return StrictMath.log(partition) - match;
  }
}
