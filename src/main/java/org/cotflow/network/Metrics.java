package org.cotflow.network;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How good predictions are, by the formulas of {@link Score}.
 *
 * @param count N
 * @param risk the mean loss, on scaled targets as in training
 * @param accuracy null for a regression
 * @param confusion null for a regression
 * @param rSquared the mean over outputs, on scaled targets as in training; null for classes
 * @param outputs for each output of a regression its errors in the user's units; empty for classes
 */
public record Metrics(
    int count,
    double risk,
    Double accuracy,
    int[][] confusion,
    Double rSquared,
    List<OutputErrors> outputs) {

  /** The errors of one output of a regression; rSquared is NaN if its targets are constant. */
  public record OutputErrors(double rSquared, double meanAbsolute, double rootMeanSquare) {}

  /**
   * Of a classification.
   *
   * @param predictions N x d_out
   * @param targets N x d_out, one-hot
   */
  public static Metrics ofClasses(
      Loss loss, double[] predictions, double[] targets, int count, int outputDim) {
    return new Metrics(
        count,
        loss.evaluate(predictions, targets, count, outputDim).risk(),
        Score.accuracy(predictions, targets, count, outputDim),
        Score.confusion(predictions, targets, count, outputDim),
        null,
        List.of());
  }

  /**
   * Of a regression.
   *
   * @param scaled predictions and targets as in training, which give the risk and R^2
   * @param raw the same in the user's units, which give the errors of each output
   */
  public static Metrics ofNumbers(Loss loss, Pairs scaled, Pairs raw, int count, int outputDim) {
    double[] predictions = raw.predictions();
    double[] targets = raw.targets();
    return new Metrics(
        count,
        loss.evaluate(scaled.predictions(), scaled.targets(), count, outputDim).risk(),
        null,
        null,
        Score.rSquared(scaled.predictions(), scaled.targets(), count, outputDim),
        IntStream.range(0, outputDim)
            .mapToObj(
                o ->
                    new OutputErrors(
                        Score.rSquared(predictions, targets, count, outputDim, o),
                        Score.meanAbsoluteError(predictions, targets, count, outputDim, o),
                        Score.rootMeanSquareError(predictions, targets, count, outputDim, o)))
            .toList());
  }

  /** Predictions with their targets, both N x d_out. */
  public record Pairs(double[] predictions, double[] targets) {}
}
