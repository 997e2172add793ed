package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of a run and of a sweep, emptied, cut, with one byte changed, and gone: whatever a
 * command then says, it ends with the right value or with exit code 2 and one line.
 */
class DamagedFilesIT {
  private static final Pattern DIGEST = Pattern.compile("measure digest +([0-9a-f]{64})");

  /** Files that a command writes for people and no command reads. */
  private static final List<String> UNREAD = List.of("report.html", "command.log");

  private static final List<String> READ_BY_REPORT = List.of("config.conf", "history.csv");

  @TempDir Path directory;

  /** What happens to the bytes of a file. */
  private enum Damage {
    EMPTIED,
    CUT,
    CHANGED,
    GONE;

    void to(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case EMPTIED -> Files.write(file, new byte[0]);
        case CUT -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        case CHANGED -> {
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        }
        case GONE -> Files.delete(file);
      }
    }
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  /** A run with all that a run can write. */
  private Call train(String name, int steps) {
    String[] sets = {
      "data.samples=24",
      "network.depth=2",
      "network.width=8",
      "flow.steps=" + steps,
      "output.snapshot-every=2",
      "output.trajectories.layers=[0]",
      "output.trajectories.particles=2",
      "diagnostics.every=1"
    };
    List<String> arguments = new ArrayList<>(List.of("train", "moons", "--out", path(name)));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return Call.done(arguments.toArray(String[]::new));
  }

  private static String digest(Call call) {
    Matcher matcher = DIGEST.matcher(call.out());
    assertTrue(matcher.find(), call.out());
    return matcher.group(1);
  }

  /** Without its manifest, a snapshot is one whose run was ended while it wrote it. */
  private static boolean isLastManifest(Path file) {
    return file.endsWith(Path.of("step=00000002", "_manifest.json"));
  }

  /** All but the line with the names of the directories. */
  private static List<String> numbers(Call distance) {
    return distance.outLines().subList(1, distance.outLines().size());
  }

  @Test
  void runsEndInTheRightValueOrInOneLine() throws IOException {
    train("run", 2);
    train("other", 1);
    Call.done("analyze", path("run"));
    Call.done("report", path("run"));
    String wanted = digest(train("long", 3));
    List<String> distance = numbers(Call.done("distance", path("run"), path("other")));
    String[][] commands = {
      {"resume", "D", "--set", "flow.steps=3"},
      {"distance", "D", path("other")},
      {"predict", "D", "--part", "test"},
      {"analyze", "D"},
      {"report", "D"},
    };
    for (Path file : files(directory.resolve("run"))) {
      for (Damage damage : Damage.values()) {
        for (String[] command : commands) {
          if (damage != Damage.CHANGED && !command[0].matches("resume|distance")) {
            continue;
          }
          String place = damage + " " + file + " " + command[0];
          Call call = onDamaged("run", file, damage, command);
          assertEndsWell(call, place);
          if (call.code() == 0 && command[0].equals("distance")) {
            boolean ofStart = call.outLines().get(0).contains("D at step 0");
            assertEquals(isLastManifest(file) && damage == Damage.GONE, ofStart, place);
            assertTrue(ofStart || distance.equals(numbers(call)), place);
          }
          if (call.code() == 0 && command[0].equals("resume")) {
            assertEquals(wanted, digest(call), place);
          }
          if (READ_BY_REPORT.contains(file.getFileName().toString())
              && command[0].equals("report")) {
            assertTrue(call.code() == 2 || call.err().contains("ote: "), place);
          }
        }
      }
    }
  }

  @Test
  void sweepsEndInTheRightValueOrInOneLine() throws IOException {
    Path config = directory.resolve("small.conf");
    Files.writeString(
        config,
        """
        name = small
        data { source = gaussian, samples = 6, test-fraction = 0, input-dim = 3, output-dim = 2 }
        network { width = 5 }
        flow { step = 0.3, steps = 2 }
        sweep { network.depth = [1, 2] }
        """);
    String[] sweep = {"sweep", config.toString(), "--out", path("sweep")};
    Call.done(sweep);
    String table = Files.readString(directory.resolve("sweep/runs.csv"));
    for (Path file : files(directory.resolve("sweep"))) {
      for (Damage damage : Damage.values()) {
        for (String[] command : new String[][] {{"resume", "D"}, {"report", "D"}}) {
          String place = damage + " " + file + " " + command[0];
          Call call = onDamaged("sweep", file, damage, command);
          assertEndsWell(call, place);
          if (call.code() == 0 && command[0].equals("resume")) {
            assertEquals(table, Files.readString(directory.resolve("D/runs.csv")), place);
          }
        }
      }
    }
  }

  /** Runs a command on a copy, named D, of a directory with one damaged file. */
  private Call onDamaged(String name, Path file, Damage damage, String... command)
      throws IOException {
    Path copy = directory.resolve("D");
    Locations.of(copy.toString()).deleteRecursively();
    copy(directory.resolve(name), copy);
    damage.to(copy.resolve(file));
    String[] arguments =
        Stream.of(command)
            .map(word -> word.equals("D") ? copy.toString() : word)
            .toArray(String[]::new);
    return Call.of(arguments);
  }

  private static void assertEndsWell(Call call, String place) {
    assertTrue(call.code() == 0 || call.code() == 2, () -> place + ": " + call);
    if (call.code() == 2) {
      assertEquals(1, call.err().strip().lines().count(), () -> place + ": " + call.err());
    }
  }

  /** Relative to the directory. */
  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(root::relativize)
          .filter(file -> !UNREAD.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
