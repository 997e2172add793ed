package org.cotflow.run;

import java.util.Map;
import org.cotflow.depth.BackwardPass;
import org.cotflow.depth.BlockMove;
import org.cotflow.depth.DepthSolver;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.depth.Trajectory;

/**
 * A depth solver that lets somebody look at the layers between a step's forward pass and its
 * backward pass: then no move is under way, and all layers may be evaluated.
 */
record WatchedSolver(DepthSolver solver, Watcher watcher) implements DepthSolver {
  /** Whoever looks. */
  interface Watcher {
    /**
     * The states of a forward pass have been found.
     *
     * @param leadingRows rows of the trajectory that will have adjoints
     */
    void passed(ParticleLayers layers, Trajectory trajectory, int leadingRows);
  }

  @Override
  public Trajectory forward(ParticleLayers layers, double[] initialStates, int leadingRows) {
    Trajectory trajectory = solver.forward(layers, initialStates, leadingRows);
    watcher.passed(layers, trajectory, leadingRows);
    return trajectory;
  }

  @Override
  public void release(ParticleLayers layers, Trajectory trajectory) {
    solver.release(layers, trajectory);
  }

  @Override
  public BackwardPass backward(
      ParticleLayers layers, Trajectory trajectory, double[] lastAdjoints, BlockMove move) {
    return solver.backward(layers, trajectory, lastAdjoints, move);
  }

  /** Nobody looks at the layers between two steps. */
  @Override
  public DepthSolver withoutMemory() {
    return solver.withoutMemory();
  }

  @Override
  public boolean keepsRowsApart() {
    return solver.keepsRowsApart();
  }

  @Override
  public boolean remembersRows() {
    return solver.remembersRows();
  }

  @Override
  public Map<String, double[]> memory() {
    return solver.memory();
  }

  @Override
  public void remember(Map<String, double[]> memory) {
    solver.remember(memory);
  }
}
