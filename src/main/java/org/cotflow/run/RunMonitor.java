package org.cotflow.run;

import org.cotflow.depth.Trajectory;
import org.cotflow.flow.StepRecord;

/** Receives the progress of a run and may request a stop. */
public interface RunMonitor {
  /** The measure is at this flow step. */
  default void at(int step) {}

  /** As {@link org.cotflow.flow.FlowObserver#evaluated}. */
  default void evaluated(int step, Trajectory trajectory, int firstTrainRow) {}

  /** As {@link org.cotflow.flow.FlowObserver#readsStates}. */
  default boolean readsStates() {
    return false;
  }

  /** A row was recorded. */
  default void row(StepRecord row) {}

  /** What the run does beside its steps, in words; null where its steps go on. */
  default void doing(String what) {}

  /** A warning of one line; the run goes on. */
  default void notice(String line) {}

  /** Whether to stop: the run stores its measure and ends before the particles move on. */
  default boolean interrupted() {
    return false;
  }

  /** Watches nothing. */
  RunMonitor NONE = new RunMonitor() {};
}
