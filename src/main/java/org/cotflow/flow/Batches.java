package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.base.ArraySize;
import org.cotflow.data.Samples;
import org.cotflow.network.Network;

/**
 * The rows that travel through the layers at each step: the samples of the step's batch, which
 * alone have adjoints, and behind them, where they are wanted, all training samples if the batch is
 * not all of them, and the validation and test samples.
 */
final class Batches {
  private final TrainingProblem problem;
  private final Network network;
  private final BatchOrder order;

  /** x_0 of the training samples; null where each batch is embedded by itself. */
  private double[] trainStates;

  /** x_0 of the validation and test samples; null before they travel. */
  private double[] otherStates;

  Batches(TrainingProblem problem, Integer batchSize, long seed) {
    this.problem = problem;
    this.network = problem.network();
    this.order = new BatchOrder(problem.train().count(), batchSize, seed);
    if (order.isFull() || !network.embedsCheaply()) {
      this.trainStates = network.embed(problem.train().features());
    }
  }

  boolean bias() {
    return network.bias();
  }

  /** All rows that travel at an accompanied step. */
  long accompaniedRows() {
    return order.batchSize()
        + (order.isFull() ? 0L : problem.train().count())
        + problem.validation().count()
        + problem.test().count();
  }

  /**
   * The rows of a step.
   *
   * @param accompanied whether the rows of all parts travel too
   */
  Batch at(int step, boolean accompanied) {
    if (order.isFull()) {
      double[] rows = accompanied ? joined(trainStates, others()) : trainStates;
      return new Batch(problem, rows, problem.train().targets(), true, accompanied);
    }
    int[] samples = order.samples(step);
    Samples train = problem.train();
    double[] states =
        trainStates == null
            ? network.embed(gathered(train.features(), samples, train.inputDim()))
            : gathered(trainStates, samples, network.stateDim());
    double[] targets = gathered(train.targets(), samples, train.outputDim());
    double[] rows = accompanied ? joined(states, training(), others()) : states;
    return new Batch(problem, rows, targets, false, accompanied);
  }

  private double[] training() {
    return trainStates == null ? network.embed(problem.train().features()) : trainStates;
  }

  private double[] others() {
    if (otherStates == null) {
      otherStates =
          joined(
              network.embed(problem.validation().features()),
              network.embed(problem.test().features()));
    }
    return otherStates;
  }

  private static double[] gathered(double[] rows, int[] samples, int columns) {
    double[] chosen = new double[ArraySize.of("the rows of a batch", samples.length, columns)];
    for (int i = 0; i < samples.length; i++) {
      System.arraycopy(rows, samples[i] * columns, chosen, i * columns, columns);
    }
    return chosen;
  }

  private static double[] joined(double[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    double[] all = new double[length];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
