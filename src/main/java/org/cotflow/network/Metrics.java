package org.cotflow.network;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How good predictions are, by the formulas of {@link Score} and {@link RocArea}; null where a
 * number does not apply or is not defined. The same bits everywhere.
 *
 * @param samples N
 * @param risk the mean loss, on scaled targets as in training
 * @param classes a score for each class
 * @param confusion C_ab, the number of samples of class a (row) that are predicted as b
 * @param r2 the mean over outputs
 * @param outputs for each output of a regression its errors
 */
public record Metrics(
    int samples,
    Double risk,
    Double accuracy,
    Double auc,
    List<ClassScore> classes,
    List<List<Integer>> confusion,
    Double r2,
    List<OutputErrors> outputs) {

  /**
   * The score of a class a.
   *
   * <pre>
   *   support    n_a = sum_b C_ab
   *   precision  C_aa / sum_b C_ba
   *   recall     C_aa / n_a
   *   f1         2 C_aa / (n_a + sum_b C_ba)
   * </pre>
   */
  public record ClassScore(String name, int support, Double precision, Double recall, Double f1) {
    private static ClassScore of(String name, int[][] confusion, int a) {
      int right = confusion[a][a];
      int support = IntStream.of(confusion[a]).sum();
      int predicted = Stream.of(confusion).mapToInt(row -> row[a]).sum();
      return new ClassScore(
          name,
          support,
          share(right, predicted),
          share(right, support),
          share(2 * right, support + predicted));
    }

    private static Double share(int part, int all) {
      return all == 0 ? null : (double) part / all;
    }
  }

  /** The errors of one output in its own units; r2 is null if its targets are constant. */
  public record OutputErrors(String name, Double r2, Double mae, Double rmse) {}

  /**
   * Of a classification.
   *
   * @param predictions N x d_out
   * @param targets N x d_out, one-hot
   * @param names of the classes
   */
  public static Metrics ofClasses(
      Loss loss, double[] predictions, double[] targets, List<String> names) {
    int outputDim = names.size();
    int count = targets.length / outputDim;
    int[][] confusion = Score.confusion(predictions, targets, count, outputDim);
    return new Metrics(
        count,
        loss.evaluate(predictions, targets, count, outputDim).risk(),
        Score.accuracy(predictions, targets, count, outputDim),
        defined(RocArea.of(loss.kind(), predictions, targets, outputDim)),
        IntStream.range(0, outputDim)
            .mapToObj(a -> ClassScore.of(names.get(a), confusion, a))
            .toList(),
        Stream.of(confusion).map(row -> IntStream.of(row).boxed().toList()).toList(),
        null,
        null);
  }

  /**
   * Of a regression.
   *
   * @param predictions N x d_out, scaled as in training
   * @param targets N x d_out likewise
   * @param names of the outputs
   * @param scale the unit of each output, which its errors are multiplied by
   */
  public static Metrics ofNumbers(
      Loss loss, double[] predictions, double[] targets, List<String> names, double[] scale) {
    int outputDim = names.size();
    int count = targets.length / outputDim;
    return new Metrics(
        count,
        loss.evaluate(predictions, targets, count, outputDim).risk(),
        null,
        null,
        null,
        null,
        defined(Score.rSquared(predictions, targets, count, outputDim)),
        IntStream.range(0, outputDim)
            .mapToObj(
                o ->
                    new OutputErrors(
                        names.get(o),
                        defined(Score.rSquared(predictions, targets, count, outputDim, o)),
                        scale[o]
                            * Score.meanAbsoluteError(predictions, targets, count, outputDim, o),
                        scale[o]
                            * Score.rootMeanSquareError(predictions, targets, count, outputDim, o)))
            .toList());
  }

  private static Double defined(double number) {
    return Double.isNaN(number) ? null : (Double) number;
  }
}
