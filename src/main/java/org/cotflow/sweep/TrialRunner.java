package org.cotflow.sweep;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.cotflow.sweep.trial.Trial;
import org.cotflow.sweep.trial.TrialInputs;
import org.cotflow.sweep.trial.TrialResult;

/** Does the runs of a sweep, as many at once as the machine or the cluster can take. */
public interface TrialRunner {
  /**
   * Runs all trials, in an order of its own.
   *
   * @param weighed the tasks with what they cost
   * @param done receives each finished run, on the calling thread
   * @param stop asked from time to time; if true, runs in progress are abandoned
   */
  void run(List<Weighed> weighed, TrialInputs inputs, ResultSink done, BooleanSupplier stop)
      throws IOException;

  /** Takes results as they come. */
  interface ResultSink {
    /** A run begins, on the thread that does it; runs on other machines begin unseen. */
    default void begun(Trial task) {}

    void take(Trial task, TrialResult result) throws IOException;
  }

  /**
   * A trial and what it costs.
   *
   * @param seconds of one thread, by nominal rates
   * @param bytes of heap, by our model
   * @param passSeconds of one thread in the passes over one layer in one step
   */
  record Weighed(Trial task, double seconds, double bytes, double passSeconds) {}
}
