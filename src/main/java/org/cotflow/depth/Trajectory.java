package org.cotflow.depth;

/**
 * The states of a batch through depth.
 *
 * @param states x_0 .. x_K, each {@code rows x d}
 * @param report how they were found
 */
public record Trajectory(double[][] states, SolverReport report) {
  public double[] last() {
    return states[states.length - 1];
  }
}
