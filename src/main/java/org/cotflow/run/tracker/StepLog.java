package org.cotflow.run.tracker;

import java.io.IOException;
import org.cotflow.run.store.HistoryRow;

/** Takes the recorded steps of a run, in their order. */
interface StepLog extends AutoCloseable {
  /** How a run ended, as trackers tell it. */
  enum Status {
    FINISHED,
    FAILED,
    KILLED
  }

  /**
   * A recorded step.
   *
   * @param millis since 1970 when it was recorded
   */
  void append(HistoryRow row, long millis) throws IOException;

  /** Makes the rows so far visible. */
  void persist() throws IOException;

  /** The run ends. */
  default void ends(Status status, long millis) throws IOException {}

  @Override
  void close() throws IOException;
}
