package org.cotflow.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cotflow.base.NearestName;

/**
 * Commands that belong together in help.
 *
 * @param names in the order in which they are listed
 */
record CommandGroup(String heading, List<String> names) {
  private static final List<CommandGroup> KNOWN =
      List.of(
          new CommandGroup("Begin", List.of("new", "list", "config", "plan")),
          new CommandGroup("Train", List.of("train", "sweep", "resume")),
          new CommandGroup("See what happened", List.of("report", "watch", "analyze", "certify")),
          new CommandGroup("Use a measure", List.of("predict", "export")),
          new CommandGroup("Compare measures", List.of("distance", "geodesic", "barycenter")));

  /** What other programs call the commands of this one. */
  private static final Map<String, String> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("fit", "train"),
          Map.entry("run", "train"),
          Map.entry("start", "train"),
          Map.entry("grid", "sweep"),
          Map.entry("tune", "sweep"),
          Map.entry("continue", "resume"),
          Map.entry("restart", "resume"),
          Map.entry("eval", "predict"),
          Map.entry("evaluate", "predict"),
          Map.entry("test", "predict"),
          Map.entry("infer", "predict"),
          Map.entry("apply", "predict"),
          Map.entry("init", "new"),
          Map.entry("create", "new"),
          Map.entry("plot", "report"),
          Map.entry("show", "report"),
          Map.entry("view", "report"),
          Map.entry("compare", "report"),
          Map.entry("follow", "watch"),
          Map.entry("monitor", "watch"),
          Map.entry("dashboard", "watch"),
          Map.entry("save", "export"),
          Map.entry("estimate", "plan"),
          Map.entry("examples", "list"),
          Map.entry("experiments", "list"),
          Map.entry("settings", "config"),
          Map.entry("defaults", "config"),
          Map.entry("prove", "certify"),
          Map.entry("verify", "certify"),
          Map.entry("mean", "barycenter"),
          Map.entry("interpolate", "geodesic"));

  /** The groups of these commands; those that no group knows come last. */
  static List<CommandGroup> of(Collection<String> commands) {
    List<CommandGroup> groups =
        KNOWN.stream()
            .map(group -> group.with(group.names.stream().filter(commands::contains).toList()))
            .toList();
    List<String> others =
        commands.stream()
            .filter(name -> KNOWN.stream().noneMatch(group -> group.names.contains(name)))
            .toList();
    return Stream.concat(groups.stream(), Stream.of(new CommandGroup("Other", others)))
        .filter(group -> !group.names.isEmpty())
        .toList();
  }

  private CommandGroup with(List<String> commands) {
    return new CommandGroup(heading, commands);
  }

  /** The command that a user probably meant: of the same meaning, or of nearly the same name. */
  static String meant(String name, Collection<String> commands) {
    String other = OTHER_WORDS.get(name);
    return other != null ? other : NearestName.of(name, commands).orElseThrow();
  }
}
