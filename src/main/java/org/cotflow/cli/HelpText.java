package org.cotflow.cli;

import java.util.Map;
import org.cotflow.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How help looks: commands in groups with a line each, and examples as they are, since a command
 * that is broken over two lines cannot be copied.
 */
final class HelpText {
  private static final int NARROWEST = 55;
  private static final int WIDEST = 100;
  private static final String COMMAND_LINE = "  %-12s %s%n";

  private HelpText() {}

  /**
   * Gives a command line this help.
   *
   * @param asked whether help is asked for, so that the terminal has to tell its width
   */
  static void adapt(CommandLine top, boolean asked) {
    if ("dumb".equals(System.getenv("TERM"))) {
      top.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    }
    if (asked && Terminal.showsStandardError()) {
      int columns = Terminal.columns();
      top.setUsageHelpWidth(Math.max(NARROWEST, Math.min(WIDEST, columns)));
    }
    adapt(top);
    top.getSubcommands().values().forEach(HelpText::adapt);
    Map<String, CommandLine.IHelpSectionRenderer> sections = top.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commands(top));
  }

  private static void adapt(CommandLine command) {
    Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
    sections.remove(UsageMessageSpec.SECTION_KEY_HEADER);
    sections.put(
        UsageMessageSpec.SECTION_KEY_FOOTER,
        help -> {
          String[] lines = command.getCommandSpec().usageMessage().footer();
          return lines.length == 0 ? "" : String.join("\n", lines) + "\n";
        });
  }

  private static String commands(CommandLine top) {
    StringBuilder text = new StringBuilder();
    Map<String, CommandLine> commands = top.getSubcommands();
    for (CommandGroup group : CommandGroup.of(commands.keySet())) {
      text.append(String.format("%n%s:%n", group.heading()));
      for (String name : group.names()) {
        text.append(String.format(COMMAND_LINE, name, summary(commands.get(name))));
      }
    }
    return text.toString();
  }

  /** What a command does, in one line. */
  static String summary(CommandLine command) {
    return String.join(" ", command.getCommandSpec().usageMessage().header());
  }
}
