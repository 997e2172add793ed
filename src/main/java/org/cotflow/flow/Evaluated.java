package org.cotflow.flow;

import org.cotflow.depth.Trajectory;
import org.cotflow.network.Loss;

/** The rows of a step and their states at the step's measure, before it moves. */
record Evaluated(
    int step, double flowTime, Batch batch, Trajectory trajectory, Loss.Evaluation loss) {

  double[] lastAdjoints() {
    return batch.lastAdjoints(loss.gradients());
  }
}
