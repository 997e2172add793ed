package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.data.DataPart;
import org.cotflow.network.Loss;
import org.cotflow.network.Network;

/**
 * The rows of one step and what they mean.
 *
 * @param initialStates x_0 of all rows
 * @param targets of the batch, which are the first rows
 * @param full whether the batch is all training samples
 * @param accompanied whether the rows of all parts follow the batch, in the order of the parts; a
 *     full batch is the training part itself
 */
record Batch(
    TrainingProblem problem,
    double[] initialStates,
    double[] targets,
    boolean full,
    boolean accompanied) {

  /** N of this step. */
  int count() {
    return targets.length / network().outputDim();
  }

  /** Where the rows of all samples of a part begin; -1 where they do not travel. */
  int firstRow(DataPart part) {
    if (full && part == DataPart.TRAIN) {
      return 0;
    }
    if (!accompanied) {
      return -1;
    }
    int from = full ? 0 : count();
    for (DataPart before : DataPart.values()) {
      if (before == part) {
        break;
      }
      from += problem.part(before).count();
    }
    return from;
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

  /** yhat of some rows. */
  double[] predictions(double[] lastStates, int fromRow, int rows) {
    int d = network().stateDim();
    boolean all = fromRow == 0 && rows * d == lastStates.length;
    return network()
        .predict(
            all ? lastStates : Arrays.copyOfRange(lastStates, fromRow * d, (fromRow + rows) * d));
  }
}
