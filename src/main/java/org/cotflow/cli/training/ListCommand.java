package org.cotflow.cli.training;

import java.util.Arrays;
import java.util.List;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.BuiltIns;
import picocli.CommandLine.Command;

/** {@code cotflow list}: the built-in experiments. */
@Command(
    name = "list",
    header = "List the built-in experiments.",
    description = "Lists the built-in experiments.",
    footerHeading = "%nExamples:%n",
    footer = {"  cotflow list", "  cotflow list --json"})
public final class ListCommand extends Subcommand<ListCommand.Result> {
  /** What the command has found. */
  record Result(List<Named> experiments) {}

  /** A built-in experiment. */
  record Named(String name, String description) {}

  @Override
  protected Answer<Result> answer() {
    BuiltIns[] all = BuiltIns.values();
    int longest = Arrays.stream(all).mapToInt(one -> one.experimentName().length()).max().orElse(1);
    for (BuiltIns one : all) {
      out().printf("%-" + longest + "s  %s%n", one.experimentName(), one.description());
    }
    return Answer.done(
        new Result(
            Arrays.stream(all)
                .map(one -> new Named(one.experimentName(), one.description()))
                .toList()));
  }
}
