package org.cotflow.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.cotflow.base.UserInputException;
import org.junit.jupiter.api.function.Executable;

/** Checks the line that a user sees. */
public final class UserErrors {
  private UserErrors() {}

  public static String line(Executable call) {
    String message = assertThrows(UserInputException.class, call).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.isBlank());
    return message;
  }
}
