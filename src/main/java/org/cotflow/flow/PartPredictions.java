package org.cotflow.flow;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.cotflow.base.ArraySize;
import org.cotflow.data.DataPart;
import org.cotflow.data.Samples;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.network.Network;
import org.cotflow.network.Score;

/**
 * The predictions for all samples of the parts at a recorded step, from which risks and scores
 * follow. Sums run over the samples of a part in their order, however the samples traveled.
 *
 * @param values yhat, N x d_out, of each part that has samples
 */
record PartPredictions(TrainingProblem problem, Map<DataPart, double[]> values) {
  /** Numbers in the states of rows that go through the layers together. */
  private static final int NUMBERS_AT_ONCE = 1 << 20;

  /** The measure of a step that is not recorded. */
  static PartPredictions none(TrainingProblem problem) {
    return new PartPredictions(problem, Map.of());
  }

  /**
   * From the states of the step's own rows where they hold a part, else in chunks of rows.
   *
   * @param lastStates x_K of the batch's rows
   * @param toLast from x_0 of some rows to their x_K
   */
  static PartPredictions of(
      TrainingProblem problem, Batch batch, double[] lastStates, UnaryOperator<double[]> toLast) {
    Map<DataPart, double[]> values = new EnumMap<>(DataPart.class);
    for (DataPart part : DataPart.values()) {
      Samples samples = problem.part(part);
      if (samples.count() > 0) {
        int row = batch.firstRow(part);
        double[] predictions =
            row < 0
                ? inChunks(problem.network(), samples, toLast)
                : batch.predictions(lastStates, row, samples.count());
        values.put(part, predictions);
      }
    }
    return new PartPredictions(problem, values);
  }

  /** States of a few rows are held at a time, and only those of one layer. */
  private static double[] inChunks(
      Network network, Samples samples, UnaryOperator<double[]> toLast) {
    int chunk = rowsAtOnce(network.stateDim());
    int count = samples.count();
    int outputs = network.outputDim();
    double[] predictions = new double[ArraySize.of("the predictions", count, outputs)];
    for (int from = 0; from < count; from += chunk) {
      int to = Math.min(count, from + chunk);
      double[] features =
          Arrays.copyOfRange(
              samples.features(), from * samples.inputDim(), to * samples.inputDim());
      double[] some = network.predict(toLast.apply(network.embed(features)));
      System.arraycopy(some, 0, predictions, from * outputs, some.length);
    }
    return predictions;
  }

  /** A multiple of the kernels' chunk. */
  static int rowsAtOnce(int stateDim) {
    return Math.max(1, NUMBERS_AT_ONCE / stateDim / BlockKernel.ROW_CHUNK) * BlockKernel.ROW_CHUNK;
  }

  /** Risk and score of a part; null where they do not apply. */
  record Quality(Double risk, Double accuracy, Double rSquared) {
    static final Quality NONE = new Quality(null, null, null);
  }

  Quality quality(DataPart part) {
    double[] predictions = values.get(part);
    if (predictions == null) {
      return Quality.NONE;
    }
    Samples samples = problem.part(part);
    int n = samples.count();
    int outputDim = samples.outputDim();
    double risk =
        problem.network().loss().evaluate(predictions, samples.targets(), n, outputDim).risk();
    return problem.classification()
        ? new Quality(risk, Score.accuracy(predictions, samples.targets(), n, outputDim), null)
        : new Quality(risk, null, Score.rSquared(predictions, samples.targets(), n, outputDim));
  }
}
