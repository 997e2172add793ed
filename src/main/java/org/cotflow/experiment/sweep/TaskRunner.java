package org.cotflow.experiment.sweep;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Does the runs of a sweep, as many at once as suit the machine or the cluster. */
public interface TaskRunner {
  /**
   * Does all tasks, in an order of its own.
   *
   * @param weighed the tasks with what they cost
   * @param done told of each finished run, on the calling thread
   * @param stop asked now and then; once true, runs under way are given up
   */
  void run(List<Weighed> weighed, RunTask.Shared shared, ResultSink done, BooleanSupplier stop)
      throws IOException;

  /** Takes results as they come. */
  interface ResultSink {
    void take(RunTask task, RunResult result) throws IOException;
  }

  /**
   * A task and what it costs.
   *
   * @param seconds of one thread, by nominal rates
   * @param bytes of heap, by our model
   * @param passSeconds of one thread in the passes over one layer in one step
   */
  record Weighed(RunTask task, double seconds, double bytes, double passSeconds) {}
}
