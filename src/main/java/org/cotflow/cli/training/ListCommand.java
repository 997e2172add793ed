package org.cotflow.cli.training;

import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.config.BuiltIns;
import picocli.CommandLine.Command;

/** {@code cotflow list}: the built-in experiments. */
@Command(name = "list", description = "Lists the built-in experiments.")
public final class ListCommand extends Subcommand {
  @Override
  public Integer call() {
    for (BuiltIns one : BuiltIns.values()) {
      out().printf("%-12s %s%n", one.experimentName(), one.description());
    }
    return ExitCode.DONE;
  }
}
