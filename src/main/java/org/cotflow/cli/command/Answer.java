package org.cotflow.cli.command;

import org.cotflow.cli.terminal.ExitCode;

/**
 * What a command has found.
 *
 * @param exitCode how the command ends
 * @param result what {@code --json} prints; null where a command that was stopped has none
 */
public record Answer<R extends Record>(int exitCode, R result) {
  /** The command has done its work. */
  public static <R extends Record> Answer<R> done(R result) {
    return new Answer<>(ExitCode.DONE, result);
  }
}
