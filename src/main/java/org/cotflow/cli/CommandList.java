package org.cotflow.cli;

import java.util.List;
import java.util.function.Predicate;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.reading.AnalyzeCommand;
import org.cotflow.cli.reading.BarycenterCommand;
import org.cotflow.cli.reading.CertifyCommand;
import org.cotflow.cli.reading.DistanceCommand;
import org.cotflow.cli.reading.ExportCommand;
import org.cotflow.cli.reading.GeodesicCommand;
import org.cotflow.cli.reading.PredictCommand;
import org.cotflow.cli.reading.WatchCommand;
import org.cotflow.cli.training.ConfigCommand;
import org.cotflow.cli.training.ListCommand;
import org.cotflow.cli.training.NewCommand;
import org.cotflow.cli.training.PlanCommand;
import org.cotflow.cli.training.ResumeCommand;
import org.cotflow.cli.training.SweepCommand;
import org.cotflow.cli.training.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands. Reading the options of a command by reflection takes a good part of a short start,
 * so this is done only for commands that are asked for.
 */
final class CommandList {
  private static final List<Class<? extends Subcommand<?>>> COMMANDS =
      List.of(
          NewCommand.class,
          ListCommand.class,
          ConfigCommand.class,
          PlanCommand.class,
          TrainCommand.class,
          SweepCommand.class,
          ResumeCommand.class,
          PredictCommand.class,
          ExportCommand.class,
          DistanceCommand.class,
          GeodesicCommand.class,
          BarycenterCommand.class,
          AnalyzeCommand.class,
          CertifyCommand.class,
          ReportCommand.class,
          WatchCommand.class,
          CompletionCommand.class,
          HelpCommand.class);

  private CommandList() {}

  /**
   * Adds all commands.
   *
   * @param inFull says by name which get their options; the others have a name and a line of help
   */
  static void addTo(CommandLine top, Predicate<String> inFull) {
    for (Class<? extends Subcommand<?>> command : COMMANDS) {
      Command described = command.getAnnotation(Command.class);
      String name = described.name();
      top.addSubcommand(name, inFull.test(name) ? command : headOf(described));
    }
  }

  private static CommandSpec headOf(Command described) {
    CommandSpec head = CommandSpec.create().name(described.name());
    head.usageMessage().header(described.header());
    return head;
  }
}
