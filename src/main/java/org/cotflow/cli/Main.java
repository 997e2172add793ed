package org.cotflow.cli;

import java.io.PrintWriter;
import org.cotflow.base.DivergedException;
import org.cotflow.base.UserInputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line, in a terminal and under spark-submit. */
@Command(
    name = "cotflow",
    description =
        "Trains infinitely deep, arbitrarily wide ResNets as measures under the conditional optimal"
            + " transport flow.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      PlanCommand.class,
      ConfigCommand.class,
      ListCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    int code = run(arguments);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  /** Runs one command and gives its exit code; prints to the standard streams. */
  static int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Main::wrongArguments);
    commandLine.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command));
    return commandLine.execute(arguments);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int wrongArguments(ParameterException wrong, String[] arguments) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String reason = wrong.getMessage().replace('\n', ' ').replace("\r", "");
    complain(wrong.getCommandLine(), reason + " (see " + command + " --help)");
    return ExitCode.WRONG_INPUT;
  }

  private static int failed(Exception thrown, CommandLine command) {
    UserInputException wrong = Failures.userInput(thrown);
    if (wrong != null) {
      complain(command, wrong.getMessage());
      return ExitCode.WRONG_INPUT;
    }
    if (thrown instanceof DivergedException) {
      complain(command, thrown.getMessage());
      return ExitCode.DIVERGED;
    }
    complain(command, Failures.describe(thrown));
    if (System.getenv("COTFLOW_TRACE") != null) {
      thrown.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  private static void complain(CommandLine command, String reason) {
    PrintWriter err = command.getErr();
    err.println("cotflow: " + reason);
    err.flush();
  }
}
