package org.cotflow.flow;

import org.cotflow.data.Samples;
import org.cotflow.network.Network;

/**
 * What is to be learned by which network.
 *
 * @param train at least one sample
 * @param test may be empty
 * @param classification whether accuracy means something; otherwise R^2 does
 */
public record TrainingProblem(
    Network network, Samples train, Samples test, boolean classification) {
  public TrainingProblem {
    if (train.count() < 1) {
      throw new IllegalArgumentException("no training sample");
    }
  }
}
