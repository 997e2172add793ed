package org.cotflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cotflow.config.BuiltIns;
import org.cotflow.config.ConfigKeys;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a shell offers to complete, written for each shell from the commands themselves. */
final class CompletionScript {
  /** A shell that has completion. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  private static final Set<String> FILES =
      Set.of("FILE", "DIR", "DIR...", "RUN", "RUN_OR_NPZ", "NAME");
  private static final String PARTS = "train validation test";

  private final Map<String, CommandLine> commands;

  CompletionScript(CommandLine top) {
    this.commands = top.getSubcommands();
  }

  String text(Shell shell) {
    return switch (shell) {
      case BASH -> bash();
      case ZSH -> zsh();
      case FISH -> fish();
    };
  }

  private static List<OptionSpec> options(CommandLine command) {
    return command.getCommandSpec().options().stream().filter(option -> !option.hidden()).toList();
  }

  /** What completes a value: files, experiments, keys, or words. */
  private String kind(ArgSpec argument) {
    String label = argument.paramLabel();
    if (FILES.contains(label)) {
      return "files";
    }
    if (label.startsWith("EXPERIMENT")) {
      return "experiments";
    }
    return switch (label) {
      case "KEY=VALUE" -> "keys";
      case "SHELL" -> "words bash zsh fish";
      case "COMMAND" -> "words " + String.join(" ", commands.keySet());
      case "PART" -> "words " + PARTS;
      default ->
          argument.completionCandidates() != null
              ? "words "
                  + String.join(" ", argument.completionCandidates()).toLowerCase(Locale.ROOT)
              : label.contains("|") ? "words " + label.replace('|', ' ') : "nothing";
    };
  }

  private String kindOfArgument(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream()
        .filter(argument -> !argument.hidden())
        .map(this::kind)
        .findFirst()
        .orElse("nothing");
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  private static String keys(String after, String separator) {
    return String.join(separator, ConfigKeys.paths().stream().map(key -> key + after).toList());
  }

  private static String experiments(String separator) {
    return String.join(separator, BuiltIns.names());
  }

  private String bash() {
    StringBuilder values = new StringBuilder();
    StringBuilder options = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    commands.forEach(
        (name, command) -> {
          List<String> names = new ArrayList<>();
          for (OptionSpec option : options(command)) {
            names.addAll(List.of(option.names()));
            if (takesValue(option)) {
              for (String one : option.names()) {
                values.append("    %s:%s) kind='%s' ;;\n".formatted(name, one, kind(option)));
              }
            }
          }
          options.append("      %s) kind='words %s' ;;\n".formatted(name, String.join(" ", names)));
          arguments.append("      %s) kind='%s' ;;\n".formatted(name, kindOfArgument(command)));
        });
    return """
    # bash completion for cotflow
    _cotflow() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
      local command='' kind='' i
      for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} != -* ]]; then
          command=${COMP_WORDS[i]}
          break
        fi
      done
      case $command:$before in
    %s  esac
      if [[ -z $command ]]; then
        kind='words %s --help --version'
      elif [[ -z $kind && $word == -* ]]; then
        case $command in
    %s    esac
      elif [[ -z $kind ]]; then
        case $command in
    %s    esac
      fi
      case $kind in
        keys)
          mapfile -t COMPREPLY < <(compgen -S = -W '%s' -- "$word")
          compopt -o nospace
          ;;
        experiments)
          mapfile -t COMPREPLY < <(compgen -W '%s' -- "$word"; compgen -f -- "$word")
          compopt -o filenames
          ;;
        files)
          mapfile -t COMPREPLY < <(compgen -f -- "$word")
          compopt -o filenames
          ;;
        words*) mapfile -t COMPREPLY < <(compgen -W "${kind#words}" -- "$word") ;;
        *) COMPREPLY=() ;;
      esac
    }
    complete -F _cotflow cotflow
    """
        .formatted(
            values,
            String.join(" ", commands.keySet()),
            options,
            arguments,
            keys("", " "),
            experiments(" "));
  }

  private String zsh() {
    StringBuilder listed = new StringBuilder();
    StringBuilder cases = new StringBuilder();
    commands.forEach(
        (name, command) -> {
          listed.append("    '%s:%s'\n".formatted(name, zshText(HelpText.summary(command))));
          cases.append("    %s)\n      _arguments -s".formatted(name));
          for (OptionSpec option : options(command)) {
            String description = zshText(first(option));
            for (String one : option.names()) {
              cases.append(" \\\n        '*%s[%s]".formatted(one, description));
              cases.append(
                  takesValue(option)
                      ? ":%s:%s'".formatted(zshText(option.paramLabel()), zshAction(kind(option)))
                      : "'");
            }
          }
          String action = zshAction(kindOfArgument(command));
          cases.append(" \\\n        '*:argument:%s'\n      ;;\n".formatted(action));
        });
    return """
    #compdef cotflow
    # zsh completion for cotflow
    _cotflow_keys() {
      compadd -S = -- %s
    }
    _cotflow_experiments() {
      compadd -- %s
      _files
    }
    _cotflow() {
      local -a commands
      commands=(
    %s  )
      if ((CURRENT == 2)); then
        _describe command commands
        return
      fi
      local command=$words[2]
      shift words
      ((CURRENT--))
      case $command in
    %s  esac
    }
    if [[ $funcstack[1] == _cotflow ]]; then
      _cotflow "$@"
    else
      compdef _cotflow cotflow
    fi
    """
        .formatted(keys("", " "), experiments(" "), listed, cases);
  }

  private static String zshAction(String kind) {
    return switch (kind) {
      case "files" -> "_files";
      case "experiments" -> "_cotflow_experiments";
      case "keys" -> "_cotflow_keys";
      default -> kind.startsWith("words ") ? "(" + kind.substring(6) + ")" : " ";
    };
  }

  private static String zshText(String text) {
    return text.replaceAll("[\\[\\]\\\\:]", "\\\\$0").replace("'", "'\\''");
  }

  private String fish() {
    StringBuilder lines = new StringBuilder();
    commands.forEach(
        (name, command) -> {
          lines.append(
              "complete -c cotflow -n __fish_use_subcommand -f -a %s -d '%s'\n"
                  .formatted(name, fishText(HelpText.summary(command))));
          String when = "complete -c cotflow -n '__cotflow_runs " + name + "'";
          for (OptionSpec option : options(command)) {
            lines.append(when);
            for (String one : option.names()) {
              lines
                  .append(one.startsWith("--") ? " -l " : " -s ")
                  .append(one.replaceAll("^-+", ""));
            }
            if (takesValue(option)) {
              lines.append(" -r").append(fishAction(kind(option)));
            }
            lines.append(" -d '").append(fishText(first(option))).append("'\n");
          }
          lines.append(when).append(fishAction(kindOfArgument(command))).append('\n');
        });
    return """
    # fish completion for cotflow
    function __cotflow_runs
      set -l words (commandline -opc)
      test (count $words) -gt 1; and test $words[2] = $argv[1]
    end
    function __cotflow_keys
      printf '%%s\\n' %s
    end
    function __cotflow_experiments
      printf '%%s\\n' %s
    end
    %s\
    """
        .formatted(keys("=", " "), experiments(" "), lines);
  }

  private static String fishAction(String kind) {
    return switch (kind) {
      case "files" -> " -F";
      case "experiments" -> " -F -a '(__cotflow_experiments)'";
      case "keys" -> " -f -a '(__cotflow_keys)'";
      default -> kind.startsWith("words ") ? " -f -a '" + kind.substring(6) + "'" : " -f";
    };
  }

  private static String fishText(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }

  private static String first(OptionSpec option) {
    return option.description().length == 0 ? "" : option.description()[0];
  }
}
