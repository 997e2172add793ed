package org.cotflow.flow;

import java.util.Map;
import org.cotflow.depth.Trajectory;

/** Records a flow. Called on the thread that runs the loop. */
@FunctionalInterface
public interface FlowObserver {
  /** A step is about to be evaluated. */
  default void begin(int step) {}

  /**
   * The states of a step are known, and the measure has not moved yet. The trajectory's arrays are
   * written again from the next step on, or, without {@link #readsStates}, once this returns.
   *
   * @param firstTrainRow where the rows of all training samples begin, in their order; -1 where
   *     they do not travel at this step
   */
  default void evaluated(int step, Trajectory trajectory, int firstTrainRow) {}

  /**
   * Whether {@link #evaluated} reads the states of all training samples at recorded steps. They
   * then travel with the batch, and no layer's states are left out.
   */
  default boolean readsStates() {
    return false;
  }

  /**
   * The measure at {@code step} is to be stored; the engine holds it until this returns.
   *
   * @param memory what {@link TrainingLoop#remember} needs to continue from it, by name
   */
  default void store(int step, double flowTime, Map<String, double[]> memory) {}

  /** The engine holds the measure of a step that is going to be recorded until this returns. */
  default void hold(int step, double flowTime) {}

  /** The row of a recorded step. */
  void record(StepRecord row);

  /** Whether the flow from this step's measure is proved to converge. */
  default boolean converges(int step) {
    return false;
  }

  /** Whether to end before the particles move; asked once per step, after {@link #evaluated}. */
  default boolean interrupted() {
    return false;
  }

  /** Whether the time allowed is over: asked once per step. */
  default boolean timeIsUp() {
    return false;
  }
}
