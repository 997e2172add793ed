package org.cotflow.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.cotflow.base.DivergedException;
import org.cotflow.base.Invocation;
import org.cotflow.base.NearestName;
import org.cotflow.base.Printable;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Failures;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.command.Version;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.cli.terminal.StandardOutput;
import org.cotflow.config.ConfigKeys;
import org.cotflow.launch.EngineChoice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line, in a terminal and under spark-submit. */
@Command(
    name = "cotflow",
    description =
        "Trains infinitely deep, arbitrarily wide ResNets as measures under the conditional optimal"
            + " transport flow.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0    done",
      "  1    failed for another reason than these",
      "  2    the input is wrong; one line says what, where and what would be right",
      "  3    the run diverged; its last snapshot stays",
      "  130  stopped by an interrupt after a snapshot",
      "  143  stopped by SIGTERM after a snapshot",
      "",
      "cotflow help COMMAND has the options of a command, and examples."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Why the command failed, as it was printed. */
  private String reason = "stopped by a signal"; // the one reason that is not complained of

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers are ASCII, also in what libraries say
    // Otherwise picocli looks for a class of Groovy, and opens every jar of the class path for it.
    System.setProperty("picocli.disable.closures", "true");
    StandardOutput output = StandardOutput.install();
    Main program = new Main();
    int code = program.execute(arguments);
    System.out.flush();
    if (code == ExitCode.DONE && output.loss() != null) {
      program.reason = output.loss();
      System.err.println("cotflow: " + program.reason);
      code = ExitCode.FAILED;
    }
    System.err.flush();
    if (!EngineChoice.endsByReturning()) {
      System.exit(code);
    } else if (code != ExitCode.DONE) {
      throw new EndedException(code, program.reason);
    } else {
      EngineChoice.showSuccess();
    }
  }

  /** The end of a program that must not end its JVM: the manager shows the message to the user. */
  private static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndedException(int code, String reason) {
      super("exit code " + code + ": " + reason, null, false, false);
    }
  }

  /** Runs one command and gives its exit code; prints to the standard streams. */
  static int run(String... arguments) {
    return new Main().execute(arguments);
  }

  private int execute(String... arguments) {
    CommandLine commandLine = commandLine(this, asked(arguments));
    HelpText.adapt(commandLine, asksForHelp(arguments));
    commandLine.setOut(utf8(System.out));
    commandLine.setErr(utf8(System.err));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Main::wrongArguments);
    commandLine.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, command));
    Invocation.setCommand(Arguments.shown(arguments));
    String lost = Arguments.lost();
    if (lost != null) {
      complain(commandLine, lost);
      return ExitCode.WRONG_INPUT;
    }
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError fatal) {
      return failed(fatal, commandLine);
    }
  }

  /** All commands with all their options. */
  public static CommandLine commandLine() {
    return commandLine(new Main(), name -> true);
  }

  private static CommandLine commandLine(Main program, Predicate<String> inFull) {
    CommandLine top = new CommandLine(program);
    CommandList.addTo(top, inFull);
    return top;
  }

  /** The commands whose options these arguments can need; a file of arguments can need any. */
  private static Predicate<String> asked(String... arguments) {
    List<String> words = List.of(arguments);
    boolean any =
        words.contains("help")
            || words.contains("completion")
            || words.stream().anyMatch(word -> word.startsWith("@"));
    return name -> any || words.contains(name);
  }

  private static boolean asksForHelp(String... arguments) {
    List<String> words = List.of(arguments);
    return words.isEmpty()
        || words.get(0).equals("help")
        || words.contains("--help")
        || words.contains("-h");
  }

  /** UTF-8 in every locale: another encoding would print {@code ?} for different letters. */
  private static PrintWriter utf8(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int wrongArguments(ParameterException wrong, String[] arguments) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String reason = reason(wrong);
    boolean unknownCommand =
        wrong instanceof UnmatchedArgumentException
            && wrong.getCommandLine().getParent() == null
            && !arguments[0].startsWith("-");
    complain(
        wrong.getCommandLine(),
        (unknownCommand ? unknown(arguments[0], wrong.getCommandLine()) : reason)
            + " (see "
            + command
            + " --help)");
    return ExitCode.WRONG_INPUT;
  }

  /** What is wrong, and for an option that there is not, what was meant: a key, or an option. */
  private static String reason(ParameterException wrong) {
    String option =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched().get(0).replaceAll("=.*", "")
            : "";
    if (!option.startsWith("--") || wrong.getCommandLine().getParent() == null) {
      return wrong.getMessage();
    }
    String word = option.substring(2);
    Set<String> options = wrong.getCommandLine().getCommandSpec().optionsMap().keySet();
    Optional<String> key = options.contains("--set") ? ConfigKeys.advice(word) : Optional.empty();
    return "there is no option %s; %s"
        .formatted(
            option,
            key.map(advice -> advice + "; keys are set by --set KEY=VALUE")
                .orElseGet(
                    () -> "the nearest is " + NearestName.of(option, options).orElseThrow()));
  }

  private static String unknown(String name, CommandLine top) {
    Set<String> commands = top.getSubcommands().keySet();
    return "there is no command %s; the nearest is %s"
        .formatted(name, CommandGroup.meant(name, commands));
  }

  private static int failed(Throwable thrown, CommandLine command) {
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
    if (command.getCommand() instanceof Subcommand<?> traced && traced.trace()) {
      thrown.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  private static void complain(CommandLine command, String reason) {
    PrintWriter err = command.getErr();
    String line = Printable.line(reason);
    ((Main) command.getCommandSpec().root().userObject()).reason = line;
    err.println("cotflow: " + line);
    err.flush();
  }
}
