package org.cotflow.run.cost;

import org.cotflow.config.Experiment;
import org.cotflow.data.column.ByColumn;
import org.cotflow.data.column.ColumnRules;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.measure.MeasureShape;
import org.cotflow.network.NetworkSpec.EmbeddingKind;

/**
 * What a process holds of the samples, in numbers and rows.
 *
 * @param rows whose states of all layers are held at once, at most
 * @param chunkRows rows that go through the layers afterward, at a time; 0 if none do
 * @param columns numbers of all samples: features and targets
 * @param readings how often all of these are held while they are read and prepared
 * @param beside numbers that are held beside the samples and the states of a step: first states of
 *     other rows, and predictions
 * @param keepEvery layers between two whose states are kept
 */
record HeldSamples(
    double rows, double chunkRows, double columns, int readings, double beside, int keepEvery) {
  /** Of a run whose samples take no room. */
  static HeldSamples ofStates(double rows) {
    return new HeldSamples(rows, 0, 0, 2, 0, 1);
  }

  /**
   * Those of a run in process by sweeps.
   *
   * @param batch N of a step
   * @param train samples of the training part
   * @param others samples of the other parts
   * @param inputDim features of a sample
   * @param outputDim targets of a sample
   */
  static HeldSamples of(
      Experiment experiment,
      MeasureShape shape,
      double batch,
      double train,
      double others,
      int inputDim,
      int outputDim) {
    boolean full = batch == train;
    double further = full ? others : train + others;
    boolean together =
        TrainingLoop.fitsTogether(batch + further, shape.stateDim(), shape.layerCount());
    EmbeddingKind embedding = experiment.network().embedding();
    boolean cheap = embedding == EmbeddingKind.PAD || embedding == EmbeddingKind.IDENTITY;
    double embedded = (full || !cheap ? train : 0) + (together ? batch + further + others : 0);
    ByColumn missing = experiment.data().missing();
    boolean drops = missing.columns().containsValue(ColumnRules.DROP);
    Integer keepEvery = experiment.engine().keepEvery();
    return new HeldSamples(
        together ? batch + further : batch,
        together ? 0 : Math.min(further, TrainingLoop.rowsAtOnce(shape.stateDim())),
        (train + others) * (inputDim + outputDim),
        drops || missing.otherwise().equals(ColumnRules.DROP) ? 3 : 2,
        (full && !together ? 0 : embedded * shape.stateDim()) + 2 * (train + others) * outputDim,
        keepEvery == null ? 1 : keepEvery);
  }

  HeldSamples keepingEvery(int layers) {
    return new HeldSamples(rows, chunkRows, columns, readings, beside, layers);
  }
}
