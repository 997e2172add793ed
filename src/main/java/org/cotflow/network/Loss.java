package org.cotflow.network;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
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
 * The cross-entropy gradient is for targets that sum to 1. With class weights c_a both are
 * multiplied by the weight of the sample, sum_a c_a y_a, which for one-hot targets is that of its
 * class.
 *
 * @param outputAverage for the squared loss only
 * @param classWeights c_a for each output; empty for equal weights
 */
public record Loss(LossKind kind, boolean outputAverage, List<Double> classWeights)
    implements Serializable {
  public Loss {
    classWeights = List.copyOf(classWeights);
  }

  /** A loss with equal weights. */
  public Loss(LossKind kind, boolean outputAverage) {
    this(kind, outputAverage, List.of());
  }

  /** The smallest weight of a class; 1 for equal weights. */
  public double smallestWeight() {
    return classWeights.isEmpty() ? 1.0 : Collections.min(classWeights);
  }

  /**
   * The mean loss over samples 0 .. count-1, summed in order, and the gradient of each sample's own
   * loss (not divided by the count).
   *
   * @param predictions N x d_out, of which the first {@code count} rows are used
   * @param targets N x d_out likewise
   */
  public Evaluation evaluate(double[] predictions, double[] targets, int count, int outputDim) {
    double[] gradients = new double[ArraySize.of("the gradients of the loss", count, outputDim)];
    double[] weights = classWeights.stream().mapToDouble(Double::doubleValue).toArray();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double loss =
          kind == LossKind.SQUARED
              ? squared(predictions, targets, i * outputDim, outputDim, gradients)
              : crossEntropy(predictions, targets, i * outputDim, outputDim, gradients);
      sum +=
          weights.length == 0 ? loss : weighted(loss, targets, i * outputDim, weights, gradients);
    }
    return new Evaluation(count == 0 ? Double.NaN : sum / count, gradients);
  }

  private static double weighted(
      double loss, double[] targets, int at, double[] weights, double[] gradients) {
    double weight = 0;
    for (int a = 0; a < weights.length; a++) {
      weight = Math.fma(weights[a], targets[at + a], weight);
    }
    for (int a = 0; a < weights.length; a++) {
      gradients[at + a] *= weight;
    }
    return weight * loss;
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
