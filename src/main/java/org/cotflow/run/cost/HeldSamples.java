package org.cotflow.run.cost;

import org.cotflow.config.Experiment;
import org.cotflow.flow.TrainingLoop;
import org.cotflow.measure.MeasureShape;

/**
 * What a process holds of the samples, in numbers and rows.
 *
 * @param rows whose states of all layers are held at once, at most
 * @param chunkRows rows that go through the layers afterward, at a time; 0 if none do
 * @param columns numbers of all samples: features and targets
 * @param keepEvery layers between two whose states are kept
 */
record HeldSamples(double rows, double chunkRows, double columns, int keepEvery) {
  /**
   * Those of a run in process by sweeps.
   *
   * @param batch N of a step
   * @param further rows that a recorded step needs besides
   */
  static HeldSamples of(
      Experiment experiment, MeasureShape shape, double batch, double further, double columns) {
    boolean together =
        TrainingLoop.fitsTogether(batch + further, shape.stateDim(), shape.layerCount());
    Integer keepEvery = experiment.engine().keepEvery();
    return new HeldSamples(
        together ? batch + further : batch,
        together ? 0 : Math.min(further, TrainingLoop.rowsAtOnce(shape.stateDim())),
        columns,
        keepEvery == null ? 1 : keepEvery);
  }

  HeldSamples keepingEvery(int layers) {
    return new HeldSamples(rows, chunkRows, columns, layers);
  }
}
