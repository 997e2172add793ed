package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.data.DataPart;
import org.cotflow.data.Samples;
import org.cotflow.depth.SolverReport;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;
import org.cotflow.network.Score;

/**
 * The rows of one step and what they mean.
 *
 * @param initialStates x_0 of all rows
 * @param targets of the batch, which are the first rows
 * @param full whether the batch is all training samples
 * @param recorded whether further rows follow the batch
 */
record Batch(
    TrainingProblem problem,
    double[] initialStates,
    double[] targets,
    boolean full,
    boolean recorded) {

  /** N of this step. */
  int count() {
    return targets.length / network().outputDim();
  }

  /** Where the rows of all training samples begin; -1 where they do not travel. */
  int firstTrainRow() {
    return full ? 0 : recorded ? count() : -1;
  }

  private Network network() {
    return problem.network();
  }

  /** x_0 of the batch alone. */
  double[] leadingStates() {
    int length = count() * network().stateDim();
    return initialStates.length == length ? initialStates : Arrays.copyOf(initialStates, length);
  }

  Loss.Evaluation evaluate(double[] lastStates) {
    double[] predictions = predictions(lastStates, 0, count());
    return network().loss().evaluate(predictions, targets, count(), network().outputDim());
  }

  double[] lastAdjoints(double[] lossGradients) {
    return network().lastAdjoints(lossGradients);
  }

  private double[] predictions(double[] lastStates, int fromRow, int rows) {
    int d = network().stateDim();
    return network().predict(Arrays.copyOfRange(lastStates, fromRow * d, (fromRow + rows) * d));
  }

  /** The risk of the validation part; null without one, or if its rows do not travel. */
  Double validationRisk(double[] lastStates) {
    return recorded ? quality(lastStates, DataPart.VALIDATION).risk() : null;
  }

  /** yhat of the samples of a part at a recorded step. */
  double[] predictions(double[] lastStates, DataPart part) {
    int from = full ? 0 : count();
    if (part != DataPart.TRAIN) {
      from += problem.train().count();
    }
    if (part == DataPart.TEST) {
      from += problem.validation().count();
    }
    return predictions(lastStates, from, problem.part(part).count());
  }

  StepRecord describe(
      int step,
      double flowTime,
      double risk,
      GradientNorms norms,
      double[] lastStates,
      SolverReport solver,
      Balance balance,
      BestStep best,
      Integer rejected) {
    Quality train = quality(lastStates, DataPart.TRAIN);
    Quality validation = quality(lastStates, DataPart.VALIDATION);
    Quality test = quality(lastStates, DataPart.TEST);
    return new StepRecord(
        step,
        flowTime,
        risk,
        full ? null : train.risk(),
        norms.squared(),
        norms.dissipation(),
        train.accuracy(),
        validation.risk(),
        validation.accuracy(),
        validation.rSquared(),
        test.risk(),
        test.accuracy(),
        train.rSquared(),
        test.rSquared(),
        solver,
        balance,
        best,
        rejected);
  }

  private record Quality(Double risk, Double accuracy, Double rSquared) {
    static final Quality NONE = new Quality(null, null, null);
  }

  private Quality quality(double[] lastStates, DataPart part) {
    Samples samples = problem.part(part);
    int n = samples.count();
    if (n == 0 || !recorded) {
      return Quality.NONE;
    }
    int outputDim = network().outputDim();
    double[] predictions = predictions(lastStates, part);
    double risk = network().loss().evaluate(predictions, samples.targets(), n, outputDim).risk();
    return problem.classification()
        ? new Quality(risk, Score.accuracy(predictions, samples.targets(), n, outputDim), null)
        : new Quality(risk, null, Score.rSquared(predictions, samples.targets(), n, outputDim));
  }
}
