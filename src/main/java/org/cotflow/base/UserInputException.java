package org.cotflow.base;

/**
 * The user's input is wrong: the command ends with exit code 2 and prints this message, on one
 * line, without a stack trace. The message says what is wrong, where, and what would be right.
 */
public final class UserInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserInputException(String message) {
    super(printable(message));
  }

  public UserInputException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  private static String printable(String message) {
    return message == null ? null : Printable.line(message);
  }
}
