package org.cotflow.network;

/**
 * Scores of predictions, for predictions yhat and targets y of N x d_out numbers, row-major.
 *
 * <pre>
 *   accuracy          #{i : argmax yhat_i = argmax y_i} / N
 *   confusion         C_ab = #{i : argmax y_i = a, argmax yhat_i = b}
 *   R^2 of o          1 - sum_i (y_io - yhat_io)^2 / sum_i (y_io - mean_i y_io)^2
 *   MAE of o          (1/N) sum_i |y_io - yhat_io|
 *   RMSE of o         sqrt((1/N) sum_i (y_io - yhat_io)^2)
 * </pre>
 *
 * <p>Sums run over samples in their order, with IEEE operations alone: same bits everywhere.
 */
public final class Score {
  private Score() {}

  /** The share of rows whose largest prediction (the first of equals) is the largest target. */
  public static double accuracy(double[] predictions, double[] targets, int count, int outputDim) {
    int hits = 0;
    for (int i = 0; i < count; i++) {
      if (argMax(predictions, i * outputDim, outputDim)
          == argMax(targets, i * outputDim, outputDim)) {
        hits++;
      }
    }
    return (double) hits / count;
  }

  /** The index, from 0, of the first largest of {@code size} numbers from {@code at}. */
  public static int argMax(double[] values, int at, int size) {
    int best = 0;
    for (int o = 1; o < size; o++) {
      if (values[at + o] > values[at + best]) {
        best = o;
      }
    }
    return best;
  }

  /** C_ab, the number of samples of class a that are predicted as class b, as C[a][b]. */
  public static int[][] confusion(
      double[] predictions, double[] targets, int count, int outputDim) {
    int[][] counts = new int[outputDim][outputDim];
    for (int i = 0; i < count; i++) {
      int at = i * outputDim;
      counts[argMax(targets, at, outputDim)][argMax(predictions, at, outputDim)]++;
    }
    return counts;
  }

  /** The coefficient of determination R^2, averaged over outputs; NaN where one is constant. */
  public static double rSquared(double[] predictions, double[] targets, int count, int outputDim) {
    double total = 0;
    for (int o = 0; o < outputDim; o++) {
      total += rSquared(predictions, targets, count, outputDim, o);
    }
    return total / outputDim;
  }

  /** R^2 of one output; NaN if its targets are constant. */
  public static double rSquared(
      double[] predictions, double[] targets, int count, int outputDim, int output) {
    double mean = 0;
    for (int i = 0; i < count; i++) {
      mean += targets[i * outputDim + output];
    }
    mean /= count;
    double spread = 0;
    for (int i = 0; i < count; i++) {
      double target = targets[i * outputDim + output];
      spread = Math.fma(target - mean, target - mean, spread);
    }
    double residual = squaredErrors(predictions, targets, count, outputDim, output);
    return spread == 0 ? Double.NaN : 1.0 - residual / spread;
  }

  /** MAE of one output. */
  public static double meanAbsoluteError(
      double[] predictions, double[] targets, int count, int outputDim, int output) {
    double sum = 0;
    for (int i = output; i < count * outputDim; i += outputDim) {
      sum += Math.abs(targets[i] - predictions[i]);
    }
    return sum / count;
  }

  /** RMSE of one output. */
  public static double rootMeanSquareError(
      double[] predictions, double[] targets, int count, int outputDim, int output) {
    return Math.sqrt(squaredErrors(predictions, targets, count, outputDim, output) / count);
  }

  private static double squaredErrors(
      double[] predictions, double[] targets, int count, int outputDim, int output) {
    double sum = 0;
    for (int i = output; i < count * outputDim; i += outputDim) {
      double error = targets[i] - predictions[i];
      sum = Math.fma(error, error, sum);
    }
    return sum;
  }
}
