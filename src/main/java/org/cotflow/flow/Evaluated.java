package org.cotflow.flow;

import org.cotflow.data.DataPart;
import org.cotflow.depth.Trajectory;
import org.cotflow.network.Loss;

/**
 * The rows of a step and their states at the step's measure, before it moves.
 *
 * @param parts null before the step is known to be recorded
 */
record Evaluated(
    int step,
    double flowTime,
    Batch batch,
    Trajectory trajectory,
    Loss.Evaluation loss,
    PartPredictions parts) {

  double[] lastAdjoints() {
    return batch.lastAdjoints(loss.gradients());
  }

  /** What the row of the step is made of, without the states. */
  Evaluated withoutStates() {
    return new Evaluated(step, flowTime, batch, null, loss, parts);
  }

  Evaluated with(PartPredictions found) {
    return new Evaluated(step, flowTime, batch, trajectory, loss, found);
  }

  /** The row of the step, once its move has ended. */
  StepRecord describe(StepSums sums, Balance balance, BestStep best, Integer rejected) {
    PartPredictions known = parts == null ? PartPredictions.none(batch.problem()) : parts;
    PartPredictions.Quality train = known.quality(DataPart.TRAIN);
    PartPredictions.Quality validation = known.quality(DataPart.VALIDATION);
    PartPredictions.Quality test = known.quality(DataPart.TEST);
    return new StepRecord(
        step,
        flowTime,
        loss.risk(),
        batch.full() ? null : train.risk(),
        sums.norms().squared(),
        sums.norms().dissipation(),
        train.accuracy(),
        validation.risk(),
        validation.accuracy(),
        validation.rSquared(),
        test.risk(),
        test.accuracy(),
        train.rSquared(),
        test.rSquared(),
        sums.report(),
        balance,
        best,
        rejected);
  }
}
