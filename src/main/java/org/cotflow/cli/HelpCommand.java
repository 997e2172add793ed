package org.cotflow.cli;

import java.util.List;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow help}: what a command does and takes. */
@Command(
    name = "help",
    header = "Explain a command, or print the manual page.",
    description = "Prints what a command does, its options and examples; or the manual page.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow help train",
      "  cotflow help --man | man -l -",
      "  cotflow help --man > ~/.local/share/man/man1/cotflow.1"
    })
final class HelpCommand extends Subcommand<HelpCommand.Result> {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command; by default all.")
  private String command;

  @Option(names = "--man", description = "Prints the manual page of all commands, for man.")
  private boolean man;

  /** What the command has found. */
  record Result(List<Described> commands) {}

  /** A command. */
  record Described(String name, String summary, List<Choice> options, List<String> arguments) {}

  /**
   * An option.
   *
   * @param value what follows it; empty for a switch
   */
  record Choice(List<String> names, String value, String description) {}

  @Override
  protected Answer<Result> answer() {
    CommandLine top = spec().parent().commandLine();
    CommandLine one = command == null ? top : top.getSubcommands().get(command);
    if (one == null) {
      throw new UserInputException(
          "there is no command %s; the nearest is %s"
              .formatted(command, CommandGroup.meant(command, top.getSubcommands().keySet())));
    }
    if (man) {
      out().print(ManualPage.of(top));
    } else {
      one.usage(out());
    }
    return Answer.done(
        new Result(
            top.getSubcommands().values().stream()
                .filter(known -> one == top || known == one)
                .map(HelpCommand::described)
                .toList()));
  }

  private static Described described(CommandLine command) {
    return new Described(
        command.getCommandName(),
        HelpText.summary(command),
        command.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(
                option ->
                    new Choice(
                        List.of(option.names()),
                        option.arity().max() == 0 ? "" : option.paramLabel(),
                        String.join(" ", option.description())))
            .toList(),
        command.getCommandSpec().positionalParameters().stream()
            .filter(argument -> !argument.hidden())
            .map(argument -> argument.paramLabel())
            .toList());
  }
}
