package org.cotflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cotflow.run.SmallRuns;

/** Arguments of {@code cotflow train} for small runs. */
final class TrainCalls {
  private TrainCalls() {}

  static List<String> out(Path directory, SmallRuns run, String... further) {
    List<String> arguments = new ArrayList<>(List.of("train", "moons"));
    arguments.addAll(List.of("--out", directory.toString()));
    arguments.addAll(run.arguments(further));
    return arguments;
  }

  static List<String> resume(Path directory, String... sets) {
    List<String> arguments = new ArrayList<>(List.of("train", "--resume", directory.toString()));
    arguments.addAll(sets(sets));
    return arguments;
  }

  static List<String> sets(String... assignments) {
    return Stream.of(assignments).flatMap(set -> Stream.of("--set", set)).toList();
  }
}
