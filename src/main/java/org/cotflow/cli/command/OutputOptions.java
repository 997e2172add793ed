package org.cotflow.cli.command;

import org.cotflow.base.UserInputException;
import org.cotflow.cli.terminal.Messages;
import picocli.CommandLine.Option;

/** How a command speaks: options that all commands have, with one meaning. */
public final class OutputOptions {
  @Option(
      names = "--json",
      description = "Print the result as JSON in place of text (fields: docs/json.md).")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on standard error but errors: no progress, no notes.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also say on standard error what is being done, and when.")
  private boolean verbose;

  @Option(
      names = "--plain",
      description = "Plain text: lines in place of a bar, a report as text in place of a page.")
  private boolean plain;

  @Option(names = "--trace", description = "If the program fails, show where in its code.")
  private boolean trace;

  boolean json() {
    return json;
  }

  boolean plain() {
    return plain;
  }

  public boolean trace() {
    return trace;
  }

  /** What is said on standard error. */
  Messages messages() {
    if (quiet && verbose) {
      throw new UserInputException("--quiet and --verbose exclude each other; leave one out");
    }
    Messages.Level level =
        quiet ? Messages.Level.QUIET : verbose ? Messages.Level.VERBOSE : Messages.Level.USUAL;
    return Messages.of(level, plain);
  }
}
