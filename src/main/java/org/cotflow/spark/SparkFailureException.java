package org.cotflow.spark;

import org.cotflow.base.UserInputException;

/**
 * A Spark job failed for good, after Spark's own attempts to repeat it. The run can be resumed from
 * its last snapshot.
 */
public final class SparkFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String LOST_BLOCK = "CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND";

  SparkFailureException(String job, Throwable cause) {
    super("the Spark job \"" + job + "\" failed: " + firstLine(cause) + advice(cause), cause);
  }

  /** The exception to throw: a user's error in a task on an executor is a user's error here too. */
  static RuntimeException explained(String job, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserInputException) {
        return new UserInputException(cause.getMessage(), failure);
      }
    }
    return new SparkFailureException(job, failure);
  }

  private static String advice(Throwable cause) {
    return String.valueOf(cause.getMessage()).contains(LOST_BLOCK)
        ? " Both copies of some particles were lost with their executors; a directory that all"
            + " executors share, named by spark.checkpoint.dir in spark.conf, survives that."
        : "";
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
