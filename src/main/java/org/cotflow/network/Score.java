package org.cotflow.network;

/** Scores of predictions: accuracy and R^2. */
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

  /**
   * The coefficient of determination, 1 - sum (y - yhat)^2 / sum (y - mean y)^2, averaged over
   * outputs; NaN where an output is constant.
   */
  public static double rSquared(double[] predictions, double[] targets, int count, int outputDim) {
    double total = 0;
    for (int o = 0; o < outputDim; o++) {
      double mean = 0;
      for (int i = 0; i < count; i++) {
        mean += targets[i * outputDim + o];
      }
      mean /= count;
      double residual = 0;
      double spread = 0;
      for (int i = 0; i < count; i++) {
        double target = targets[i * outputDim + o];
        double error = target - predictions[i * outputDim + o];
        residual = Math.fma(error, error, residual);
        spread = Math.fma(target - mean, target - mean, spread);
      }
      total += spread == 0 ? Double.NaN : 1.0 - residual / spread;
    }
    return total / outputDim;
  }
}
