package org.cotflow.run;

import org.cotflow.depth.Trajectory;
import org.cotflow.flow.StepRecord;

/** Whoever watches a run: told how it goes on, asked whether it shall end. */
public interface RunMonitor {
  /** The measure stands at this step. */
  void at(int step);

  /** As {@link org.cotflow.flow.FlowObserver#evaluated}. */
  default void evaluated(int step, Trajectory trajectory, int firstTrainRow) {}

  /** A row was recorded. */
  void row(StepRecord row);

  /** One line about something that is not as it should be and does not end the run. */
  default void notice(String line) {}

  /** Whether the run shall store its measure and end before the next step. */
  boolean interrupted();

  /** Watches nothing. */
  RunMonitor NONE =
      new RunMonitor() {
        @Override
        public void at(int step) {}

        @Override
        public void row(StepRecord row) {}

        @Override
        public boolean interrupted() {
          return false;
        }
      };
}
