package org.cotflow.cli.command;

import org.cotflow.cli.terminal.ExitCode;

/**
 * What a command has found.
 *
 * @param exitCode how the command ends
 * @param result what {@code --json} prints; null where a command that was stopped has none
 * @param failure why the command fails although it has a result; null where it does not
 */
public record Answer<R extends Record>(int exitCode, R result, String failure) {
  /** The command has done its work, or was stopped. */
  public Answer(int exitCode, R result) {
    this(exitCode, result, null);
  }

  /** The command has done its work. */
  public static <R extends Record> Answer<R> done(R result) {
    return new Answer<>(ExitCode.DONE, result);
  }

  /** The same end with another result. */
  public <S extends Record> Answer<S> with(S other) {
    return new Answer<>(exitCode, other, failure);
  }
}
