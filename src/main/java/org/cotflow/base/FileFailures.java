package org.cotflow.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;

/** Puts into the message of a failed file operation what was tried, on which path, and why not. */
final class FileFailures {
  /** By name, so that a failure on the local disk loads no class of Hadoop. */
  private static final Set<String> REFUSALS =
      Set.of(
          "AccessControlException",
          "FileAlreadyExistsException",
          "ParentNotDirectoryException",
          "PathIsNotDirectoryException",
          "DSQuotaExceededException",
          "NSQuotaExceededException");

  private FileFailures() {}

  /** A {@link FileNotFoundException} that is the user's. */
  private static final class Missing extends FileNotFoundException implements PlaceFailure {
    private static final long serialVersionUID = 1L;

    Missing(String message, Throwable cause) {
      super(message);
      initCause(cause);
    }
  }

  /** Another failure that is the user's. */
  private static final class Unusable extends IOException implements PlaceFailure {
    private static final long serialVersionUID = 1L;

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A {@link FileNotFoundException} where that is the reason, else another {@code IOException}: a
   * {@link PlaceFailure} on the local disk, and elsewhere where the file system says so.
   */
  static IOException of(String action, String path, IOException cause) {
    String message = "cannot " + action + " " + path + ": " + reason(cause);
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new Missing(message, cause);
    }
    boolean remote = path.matches("(?s)(?!(?i:file):)[A-Za-z][A-Za-z0-9+.-]+:.*");
    return remote && !isOfPlace(cause)
        ? new IOException(message, cause)
        : new Unusable(message, cause);
  }

  /** What Hadoop says of a place itself, not of the machines that hold it. */
  private static boolean isOfPlace(IOException cause) {
    return REFUSALS.contains(cause.getClass().getSimpleName());
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "no such file or directory";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "it is a file";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
