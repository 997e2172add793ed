package org.cotflow.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.UserInputException;

/**
 * A Spark job failed for good, after Spark's own attempts to repeat it. The run can be resumed from
 * its last snapshot.
 */
public final class SparkFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String LOST_BLOCK = "CHECKPOINT_RDD_BLOCK_ID_NOT_FOUND";
  private static final Pattern RESULTS =
      Pattern.compile(
          "results of \\d+ tasks \\((.+?)\\) is bigger than "
              + Pattern.quote(ResultLimit.KEY)
              + " \\((.+?)\\)");

  SparkFailureException(String job, Throwable cause) {
    super("the Spark job \"" + job + "\" failed: " + firstLine(cause) + advice(cause), cause);
  }

  /**
   * The exception to throw: a user's error in a task on an executor is a user's error here too, and
   * so is a limit on results that no job keeps to.
   */
  static RuntimeException explained(String job, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserInputException) {
        return new UserInputException(cause.getMessage(), failure);
      }
      Matcher results = RESULTS.matcher(String.valueOf(cause.getMessage()));
      if (results.find()) {
        return new UserInputException(
            "%s is %s, but the results of the Spark job \"%s\" take at least %s; set spark.conf { %s = 1g }"
                .formatted(
                    ResultLimit.KEY, results.group(2), job, results.group(1), ResultLimit.KEY),
            failure);
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
