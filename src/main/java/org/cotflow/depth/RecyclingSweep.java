package org.cotflow.depth;

/**
 * A {@link Sweep} that gives the states of a step back to the layers, so that a training run
 * allocates no new arrays: once the step has been {@link #release released} the last ones at once
 * and the others as the adjoints pass them, else when the next step begins. A trajectory ends, but
 * for its first states and, if it was not released, its last ones, with the next forward pass.
 */
public final class RecyclingSweep implements DepthSolver {
  private final Sweep sweep;
  private final boolean recycles;
  private double[][] statesBefore = {};
  private Trajectory released;

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
  public void release(ParticleLayers layers, Trajectory trajectory) {
    if (recycles) {
      double[][] states = trajectory.states();
      layers.giveBack(states[states.length - 1]);
      states[states.length - 1] = null;
      statesBefore = new double[0][];
      released = trajectory;
    }
  }

  @Override
  public BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    boolean lastLook = trajectory == released;
    released = null;
    return sweep.backward(layers, trajectory, lastAdjoints, move, lastLook);
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
