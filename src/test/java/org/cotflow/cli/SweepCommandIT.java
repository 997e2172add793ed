package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps as a user calls them: killed, stopped, twice at once. */
class SweepCommandIT {
  private static final List<String> TABLES = List.of("runs.csv", "laws.csv", "references.csv");

  @TempDir Path directory;

  private List<String> arguments(String out, String... more) throws IOException {
    Path file = directory.resolve("noise.conf");
    Files.writeString(
        file,
        """
        data { source = gaussian, samples = 20, test-fraction = 0 }
        network { depth = 2, width = 5 }
        init.u.std = 0.7
        flow { step = 0.1, steps = 300 }
        engine.threads = 2
        sweep {
          network.depth = [2, 8]
          network.width = [4, 16, 64]
          init.seed = range(6)
          init.w.std = "2 / sqrt(network.depth)"
          reference { network.depth = 20, network.width = 100, init.seed = 1000 }
          errors.at = [0, 300]
          laws.size {
            of = output_error
            terms { a = "1 / network.depth", c = "1 / sqrt(network.depth * network.width)" }
            weights = "1 / error^2"
          }
        }
        """);
    List<String> arguments =
        new ArrayList<>(List.of("sweep", file.toString(), "--plain", "--out", path(out)));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private Call done(String out, String... more) throws IOException {
    Call call = Call.of(arguments(out, more).toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    return call;
  }

  /** The result files that are whole, with the time of each. */
  private Map<String, Long> results(String out) throws IOException {
    Path results = directory.resolve(out).resolve("results");
    Map<String, Long> times = new TreeMap<>();
    if (!Files.exists(results)) {
      return times;
    }
    try (Stream<Path> files = Files.list(results)) {
      for (Path file :
          files.filter(one -> !one.getFileName().toString().startsWith(".")).toList()) {
        times.put(file.getFileName().toString(), Files.getLastModifiedTime(file).toMillis());
      }
    }
    return times;
  }

  private boolean hasResults(String out, int count) {
    try {
      return results(out).size() >= count;
    } catch (IOException renamedMeanwhile) {
      return false;
    }
  }

  private void assertSameTables(String one, String other) throws IOException {
    for (String table : TABLES) {
      assertEquals(
          Files.readString(directory.resolve(one).resolve(table)),
          Files.readString(directory.resolve(other).resolve(table)),
          table);
    }
  }

  @Test
  void killedAtThreePointsItGoesOnWithoutRepeatingAnything()
      throws IOException, InterruptedException {
    Map<String, Long> before = Map.of();
    for (int point : new int[] {1, 12, 25}) {
      try (ChildRun child = ChildRun.start(arguments("killed"))) {
        child.await(point + " results", () -> hasResults("killed", point));
        child.kill();
        assertEquals(ChildRun.KILLED, child.exitCode());
      }
      Map<String, Long> now = results("killed");
      assertTrue(now.size() >= point && now.size() < 37, now.size() + " results");
      assertTrue(now.entrySet().containsAll(before.entrySet()), before + " became " + now);
      assertFalse(Files.exists(directory.resolve("killed/runs.csv")));
      before = now;
    }
    Call last = done("killed");
    assertTrue(last.err().contains(" from an earlier call"), last.err());
    assertTrue(results("killed").entrySet().containsAll(before.entrySet()));
    Call undisturbed = done("undisturbed");
    assertSameTables("undisturbed", "killed");
    assertEquals(
        undisturbed.out().lines().filter(line -> !line.startsWith("sweep dir")).toList(),
        last.out().lines().filter(line -> !line.startsWith("sweep dir")).toList());
    assertEquals(37, Files.readAllLines(directory.resolve("killed/metrics.csv")).size() - 1);
  }

  @Test
  void aSignalStopsItCleanlyAndASecondOneIsKeptOut() throws IOException, InterruptedException {
    try (ChildRun child = ChildRun.start(arguments("stopped"))) {
      child.await("5 results", () -> hasResults("stopped", 5));
      Call second = Call.of(arguments("stopped").toArray(String[]::new));
      assertEquals(2, second.code());
      assertTrue(second.err().contains("another run is writing to"), second.err());
      child.signal("TERM");
      child.requireExit(143);
      assertTrue(child.err().contains("go on with the same command"), child.err());
    }
    int known = results("stopped").size();
    assertTrue(known < 37);
    assertEquals(
        2 * (known - 1), Files.readAllLines(directory.resolve("stopped/runs.csv")).size() - 1);
  }

  @Test
  void onSparkTheTablesAreTheSameAlsoWhenKilled() throws IOException, InterruptedException {
    String[] onSpark = {"--set", "engine.kind=spark", "--set", "spark.master=local[2]"};
    done("threads");
    try (ChildRun child = ChildRun.start(arguments("spark", onSpark))) {
      child.await("4 results", () -> hasResults("spark", 4));
      child.kill();
      assertEquals(ChildRun.KILLED, child.exitCode());
    }
    Map<String, Long> before = results("spark");
    assertTrue(before.size() < 37, before.size() + " results");
    Call again = done("spark", onSpark);
    assertTrue(again.out().contains("36 done"), again.out());
    assertTrue(results("spark").entrySet().containsAll(before.entrySet()));
    assertSameTables("threads", "spark");
  }

  @Test
  void theLawsEndTheOutput() throws IOException {
    Call call = done("laws", "--set", "flow.steps=1", "--set", "sweep.errors.at=[1]");
    List<String> lines = call.outLines();
    assertTrue(lines.get(0).matches("law +term +estimate +95 % from +to +R\\^2"), lines.get(0));
    assertTrue(lines.get(1).startsWith("size"), lines.get(1));
    assertTrue(lines.get(lines.size() - 1).endsWith(path("laws")), call.out());
    assertTrue(call.err().contains("runs 36/36"), call.err());
  }

  private Call small(String out, String... sets) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", "gaussian", "--plain", "--out", path(out)));
    arguments.addAll(TrainCalls.sets("data.samples=6", "flow.steps=2"));
    arguments.addAll(TrainCalls.sets(sets));
    return Call.of(arguments.toArray(String[]::new));
  }

  @Test
  void whereNoRunComesToItsEndTheReasonIsSaid() {
    Call call = small("none", "sweep.network.state-dim=[1]");
    assertEquals(1, call.code(), call.err());
    List<String> said =
        call.errLines().stream().filter(line -> line.startsWith("cotflow: ")).toList();
    assertEquals(1, said.size(), call.err());
    String line = "cotflow: no run came to its end; run 0: network.state-dim is 1, .*";
    assertTrue(said.get(0).matches(line), call.err());
  }

  @Test
  void anExtrapolatedLimitIsShownWithItsErrorBar() throws IOException {
    Call call =
        small(
            "limit",
            "sweep.network.depth=[2,4,8]",
            "sweep.network.width=[8,16]",
            "sweep.init.seed=range(3)",
            "init.u.std=1",
            "sweep.reference.kind=richardson");
    assertEquals(0, call.code(), call.err());
    List<String> lines = call.outLines();
    assertTrue(
        lines.get(0).matches("limit +step +risk +error bar +error bar of predictions"), call.out());
    assertTrue(lines.get(1).matches("infinite +2 +[0-9.]+ +[0-9.e-]+ +[0-9.e-]+"), call.out());
    String page = Files.readString(directory.resolve("limit/report.html"));
    assertTrue(page.contains("The limit of infinite depth and width"), page);
    assertTrue(page.contains("<td>\u00b1 "), page);
  }

  @Test
  void whatIsWrongIsOneLine() throws IOException {
    for (String wrong : List.of("sweep.init.sed=[1]", "sweep=3", "sweep.init.seed", "flow.stp=1")) {
      Call call = Call.of(arguments("wrong", "--set", wrong).toArray(String[]::new));
      assertEquals(2, call.code(), call.err());
      assertEquals(1, call.errLines().size(), call.err());
    }
    assertFalse(Files.exists(directory.resolve("wrong")));
  }

  @Test
  void trainOnTheSameFileIsTheRunBehindTheSweep() throws IOException {
    List<String> arguments = arguments("run", "--set", "flow.steps=1");
    arguments.set(0, "train");
    arguments.remove("--plain");
    Call call = Call.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    assertTrue(Files.exists(directory.resolve("run/summary.json")));
  }
}
