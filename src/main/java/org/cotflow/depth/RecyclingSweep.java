package org.cotflow.depth;

/**
 * A {@link Sweep} that gives the states of one step back to the layers when the next one begins, so
 * that a training run allocates no new arrays. A trajectory ends, but for its first and last
 * states, with the next forward pass.
 */
public final class RecyclingSweep implements DepthSolver {
  private final Sweep sweep;
  private final boolean recycles;
  private double[][] statesBefore = {};

  public RecyclingSweep(Discretization discretization) {
    this(discretization, 1);
  }

  /**
   * @param keepEvery layers between two whose states are kept, as in {@link Sweep}
   */
  public RecyclingSweep(Discretization discretization, int keepEvery) {
    this.sweep = new Sweep(discretization, keepEvery);
    this.recycles = discretization.isResidual();
  }

  @Override
  public Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows) {
    Sweep.giveBackInner(layers, statesBefore);
    statesBefore = new double[0][]; // the last array is nobody's any more
    Trajectory trajectory = sweep.forward(layers, initialStates, leadingRows);
    statesBefore = recycles ? trajectory.states() : statesBefore;
    return trajectory;
  }

  @Override
  public BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    return sweep.backward(layers, trajectory, lastAdjoints, move);
  }

  @Override
  public boolean keepsRowsApart() {
    return true;
  }

  @Override
  public DepthSolver withoutMemory() {
    return sweep;
  }
}
