package org.cotflow.cli;

import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cotflow completion}: the script by which a shell completes commands, options and keys. */
@Command(
    name = "completion",
    header = "Print a script that lets a shell complete commands.",
    description =
        "Prints the script by which a shell completes commands, options, experiments and"
            + " configuration keys.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(cotflow completion bash)",
      "  cotflow completion bash > ~/.local/share/bash-completion/completions/cotflow",
      "  source <(cotflow completion zsh)",
      "  cotflow completion fish > ~/.config/fish/completions/cotflow.fish"
    })
final class CompletionCommand extends Subcommand<CompletionCommand.Result> {
  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private String shell;

  /** What the command has found. */
  record Result(String shell, String script) {}

  @Override
  protected Answer<Result> answer() {
    CompletionScript.Shell wanted =
        Keyword.find(CompletionScript.Shell.class, shell)
            .orElseThrow(
                () -> new UserInputException(shell + ": the shells are bash, zsh and fish"));
    String script = new CompletionScript(spec().parent().commandLine()).text(wanted);
    out().print(script);
    return Answer.done(new Result(shell, script));
  }
}
