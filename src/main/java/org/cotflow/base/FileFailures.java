package org.cotflow.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts into the message of a failed file operation what was tried, on which path, and why not. */
final class FileFailures {
  private FileFailures() {}

  /** A {@link FileNotFoundException} where that is the reason, else a plain {@code IOException}. */
  static IOException of(String action, String path, IOException cause) {
    String message = "cannot " + action + " " + path + ": " + reason(cause);
    boolean missing =
        cause instanceof NoSuchFileException || cause instanceof FileNotFoundException;
    IOException failure =
        missing ? new FileNotFoundException(message) : new IOException(message, cause);
    if (missing) {
      failure.initCause(cause);
    }
    return failure;
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "no such file or directory";
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
