package org.cotflow.spark;

/**
 * A Spark job failed for good, after Spark's own attempts to repeat it. The run can be resumed from
 * its last snapshot.
 */
public final class SparkFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SparkFailureException(String job, Throwable cause) {
    super("the Spark job \"" + job + "\" failed: " + firstLine(cause), cause);
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
