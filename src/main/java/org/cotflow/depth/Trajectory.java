package org.cotflow.depth;

import java.util.Arrays;

/**
 * The states of a batch through depth.
 *
 * @param states x_0 .. x_K, each {@code rows x d}; null where they were left out to be computed
 *     again, but never the first and the last
 * @param report how they were found
 */
public record Trajectory(double[][] states, SolverReport report) {
  /** Whether no states were left out. */
  public boolean isComplete() {
    return !Arrays.asList(states).contains(null);
  }

  public double[] last() {
    return states[states.length - 1];
  }
}
