package org.cotflow.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of all commands, in the macros of man(7). */
final class ManualPage {
  private final StringBuilder text = new StringBuilder();

  private ManualPage() {}

  static String of(CommandLine top) {
    ManualPage page = new ManualPage();
    CommandSpec spec = top.getCommandSpec();
    page.macro("TH", "COTFLOW", "1", "", spec.version()[0], "User Commands");
    page.macro("SH", "NAME");
    page.line("cotflow - " + String.join(" ", spec.usageMessage().description()));
    page.macro("SH", "SYNOPSIS");
    page.line("\\fBcotflow\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...", false);
    page.macro("SH", "COMMANDS");
    for (CommandGroup group : CommandGroup.of(top.getSubcommands().keySet())) {
      for (String name : group.names()) {
        page.command(top.getSubcommands().get(name).getCommandSpec());
      }
    }
    page.macro("SH", "EXIT STATUS");
    page.example(spec.usageMessage().footer());
    return page.text.toString();
  }

  private void command(CommandSpec spec) {
    List<PositionalParamSpec> arguments =
        spec.positionalParameters().stream().filter(argument -> !argument.hidden()).toList();
    List<String> labels = arguments.stream().map(PositionalParamSpec::paramLabel).toList();
    macro("SS", "cotflow " + spec.name() + " " + String.join(" ", labels));
    for (String paragraph : spec.usageMessage().description()) {
      line(paragraph);
      text.append(".PP\n");
    }
    for (PositionalParamSpec argument : arguments) {
      item("\\fI" + escaped(argument.paramLabel()) + "\\fR", argument.description());
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String names = "\\fB" + escaped(String.join(", ", option.names())) + "\\fR";
        boolean value = option.arity().max() > 0;
        item(
            names + (value ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : ""),
            option.description());
      }
    }
    if (spec.usageMessage().footer().length > 0) {
      text.append(".PP\nExamples:\n");
      example(spec.usageMessage().footer());
    }
  }

  private void item(String label, String[] description) {
    text.append(".TP\n");
    line(label, false);
    line(String.join(" ", description));
  }

  private void example(String[] lines) {
    text.append(".PP\n.nf\n");
    for (String example : lines) {
      line(example);
    }
    text.append(".fi\n");
  }

  private void macro(String name, String... arguments) {
    text.append('.').append(name);
    for (String argument : arguments) {
      text.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
    }
    text.append('\n');
  }

  private void line(String content) {
    line(content, true);
  }

  private void line(String content, boolean plain) {
    String shown = plain ? escaped(content) : content;
    boolean control = shown.startsWith(".") || shown.startsWith("'");
    text.append(control ? "\\&" : "").append(shown).append('\n');
  }

  private static String escaped(String content) {
    return content.replace("\\", "\\e").replace("-", "\\-");
  }
}
