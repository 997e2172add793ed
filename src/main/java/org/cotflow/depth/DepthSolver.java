package org.cotflow.depth;

/**
 * Takes states forward and adjoints backward through the layers. The forward pass never knows the
 * adjoint; the backward pass is the exact transpose of the discrete forward pass.
 */
public interface DepthSolver {
  /**
   * x_0 .. x_K.
   *
   * @param initialStates x_0, {@code rows x d}
   * @throws org.cotflow.base.DivergedException where a state is not finite
   */
  Trajectory forward(ParticleLayers layers, double[] initialStates);

  /**
   * Takes the adjoints back through the layers and moves all particles by their gradients. The
   * moves may be put off until the next {@link #forward} or {@link #endMove}.
   *
   * @param lastAdjoints p_K, for the first rows of the trajectory
   * @throws org.cotflow.base.DivergedException where an adjoint is not finite
   */
  void backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move);

  /**
   * The sums of the last backward pass's move over the particles of each layer; ends the moves if
   * that has not happened yet.
   *
   * @throws org.cotflow.base.DivergedException where they are not finite
   */
  double[][] endMove(ParticleLayers layers);
}
