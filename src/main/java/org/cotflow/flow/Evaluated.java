package org.cotflow.flow;

import java.util.EnumMap;
import java.util.Map;
import org.cotflow.data.DataPart;
import org.cotflow.depth.Trajectory;
import org.cotflow.network.Loss;

/** The rows of a step and their states at the step's measure, before it moves. */
record Evaluated(
    int step, double flowTime, Batch batch, Trajectory trajectory, Loss.Evaluation loss) {

  /** yhat of the samples of each part that has any, at a recorded step. */
  Map<DataPart, double[]> predictions() {
    Map<DataPart, double[]> predictions = new EnumMap<>(DataPart.class);
    for (DataPart part : DataPart.values()) {
      if (batch.problem().part(part).count() > 0) {
        predictions.put(part, batch.predictions(trajectory.last(), part));
      }
    }
    return predictions;
  }

  double[] lastAdjoints() {
    return batch.lastAdjoints(loss.gradients());
  }
}
