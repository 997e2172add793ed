package org.cotflow.cli;

import java.util.concurrent.Callable;
import org.cotflow.config.BuiltIns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cotflow list}: the built-in experiments. */
@Command(
    name = "list",
    description = "Lists the built-in experiments.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (BuiltIns one : BuiltIns.values()) {
      spec.commandLine().getOut().printf("%-12s %s%n", one.experimentName(), one.description());
    }
    return ExitCode.DONE;
  }
}
