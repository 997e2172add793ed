package org.cotflow.flow;

import org.cotflow.data.DataPart;
import org.cotflow.data.Samples;
import org.cotflow.network.Network;

/**
 * The samples to learn and the network that learns them.
 *
 * @param train at least one sample
 * @param validation may be empty
 * @param test may be empty
 * @param classification whether the score is the accuracy; otherwise R^2
 */
public record TrainingProblem(
    Network network, Samples train, Samples validation, Samples test, boolean classification) {
  public TrainingProblem {
    if (train.count() < 1) {
      throw new IllegalArgumentException("no training sample");
    }
  }

  Samples part(DataPart part) {
    return switch (part) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }
}
