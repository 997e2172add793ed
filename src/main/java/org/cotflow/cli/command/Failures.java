package org.cotflow.cli.command;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.cotflow.base.PlaceFailure;
import org.cotflow.base.UserInputException;
import org.cotflow.run.StepNotWrittenException;
import org.cotflow.run.snapshot.SnapshotDamagedException;

/** Describes in one line a failure that is not the user's error. */
public final class Failures {
  private Failures() {}

  public static String describe(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    Throwable last = null;
    for (Throwable cause = thrown; cause != null && cause != last; cause = cause.getCause()) {
      String part = one(cause);
      if (text.indexOf(part) < 0 && !onlyWraps(cause)) {
        text.append(text.isEmpty() ? "" : ": ").append(part);
      }
      last = cause;
    }
    return text.toString().replaceAll("\\s+", " ");
  }

  /** Whether a failure's message is only that of its cause. */
  private static boolean onlyWraps(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause != null && cause != failure && cause.toString().equals(failure.getMessage());
  }

  /**
   * The user's mistake behind a failure that crossed an engine, or null. A file or directory that
   * cannot be used is one too, but not where a run that goes on can no longer write.
   */
  public static UserInputException userInput(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserInputException wrong) {
        return wrong;
      }
      if (cause instanceof SnapshotDamagedException damaged) {
        return new UserInputException(
            damaged.getMessage() + "; restore it, or take another step", damaged);
      }
    }
    if (thrown instanceof StepNotWrittenException) {
      return null;
    }
    Throwable own = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
    return own instanceof PlaceFailure ? new UserInputException(own.getMessage(), own) : null;
  }

  private static String one(Throwable cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (cause instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getFile() + ": " + fault.getReason();
    }
    if (cause instanceof OutOfMemoryError && cause.getSuppressed().length == 0) {
      return "out of memory ("
          + cause.getMessage()
          + "); give Java more by COTFLOW_JAVA_OPTS=-Xmx..., or use fewer particles or the Spark"
          + " engine";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : withoutTrace(message);
  }

  /** Spark puts the stack trace of a task that failed into the message of the job. */
  private static String withoutTrace(String message) {
    int trace = message.indexOf("\n\tat ");
    return trace < 0 ? message : message.substring(0, trace);
  }
}
