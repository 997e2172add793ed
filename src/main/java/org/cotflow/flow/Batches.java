package org.cotflow.flow;

import java.util.Arrays;
import org.cotflow.base.ArraySize;

/**
 * The rows that travel through the layers at each step: first the samples of the step's batch,
 * which alone have adjoints; then, at recorded steps, all training samples if the batch was not all
 * of them, and the validation and test samples.
 */
final class Batches {
  private final TrainingProblem problem;
  private final BatchOrder order;
  private final double[] trainStates;
  private final double[] otherStates;

  Batches(TrainingProblem problem, Integer batchSize, long seed) {
    this.problem = problem;
    this.order = new BatchOrder(problem.train().count(), batchSize, seed);
    this.trainStates = problem.network().embed(problem.train().features());
    this.otherStates =
        joined(
            problem.network().embed(problem.validation().features()),
            problem.network().embed(problem.test().features()));
  }

  boolean bias() {
    return problem.network().bias();
  }

  Batch at(int step, boolean recorded) {
    if (order.isFull()) {
      double[] rows = recorded ? joined(trainStates, otherStates) : trainStates;
      return new Batch(problem, rows, problem.train().targets(), true, recorded);
    }
    int[] samples = order.samples(step);
    double[] states = gathered(trainStates, samples, problem.network().stateDim());
    double[] targets = gathered(problem.train().targets(), samples, problem.network().outputDim());
    double[] rows = recorded ? joined(states, trainStates, otherStates) : states;
    return new Batch(problem, rows, targets, false, recorded);
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
