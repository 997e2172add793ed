package org.cotflow.depth;

import java.util.Map;

/**
 * Takes states forward and adjoints backward through the layers. The forward pass never knows the
 * adjoint; the backward pass is the exact transpose of the discrete forward pass.
 */
public interface DepthSolver {
  /**
   * x_0 .. x_K.
   *
   * @param initialStates x_0, {@code rows x d}
   * @param leadingRows the first rows, which alone will have adjoints; their states do not depend
   *     on what rows follow
   * @throws org.cotflow.base.DivergedException where a state is not finite
   */
  Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows);

  /**
   * Says that the states of a step are not looked at any more, but by its backward pass. A solver
   * may then use their arrays again; the trajectory ends with its backward pass.
   */
  default void release(ParticleLayers layers, Trajectory trajectory) {}

  /**
   * Takes the adjoints back through the layers and moves all particles by their gradients. The
   * moves may be put off until the next {@link #forward} or {@link BackwardPass#finishMove}.
   *
   * @param lastAdjoints p_K, for the first rows of the trajectory
   * @throws org.cotflow.base.DivergedException where an adjoint is not finite
   */
  BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move);

  /**
   * Whether the states of a step begin from those of earlier steps, so that the same samples should
   * travel at every step.
   */
  default boolean remembersRows() {
    return false;
  }

  /**
   * Whether the states of a row have the same bits whatever other rows travel, so that rows may
   * also travel in parts.
   */
  default boolean keepsRowsApart() {
    return false;
  }

  /**
   * x_K alone; the states of the other layers are not held.
   *
   * @param initialStates x_0, {@code rows x d}
   * @throws org.cotflow.base.DivergedException where a state is not finite
   */
  default double[] last(ParticleLayers layers, double[] initialStates) {
    return forward(layers, initialStates, initialStates.length / layers.stateDim()).last();
  }

  /**
   * A solver of the same kind that remembers nothing from pass to pass and leaves the memory of
   * this one as it is; for evaluations between two steps.
   */
  DepthSolver withoutMemory();

  /**
   * What is needed to repeat a step to the same bits, by name; asked for between its forward and
   * its backward pass. Part of every snapshot.
   */
  default Map<String, double[]> memory() {
    return Map.of();
  }

  /** Takes up the memory of a snapshot before the first {@link #forward}. */
  default void remember(Map<String, double[]> memory) {}
}
