package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of all pages but README, tutorial and data.md, which have tests of their own, end
 * well. They run in one process, in the order of their pages, on runs that are smaller than those
 * of the pages.
 */
class PagesIT {
  private static final Set<Path> ELSEWHERE =
      Set.of(Path.of("README.md"), Path.of("docs/tutorial.md"), Path.of("docs/data.md"));

  /** Commands by their beginnings, and why they are not run here. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("train gaussian --set network.depth=50", "takes two gigabytes and a minute"),
          Map.entry("train certified-digits", "takes minutes"),
          Map.entry("certify digits-", "is about a run that takes minutes"),
          Map.entry("certify --verify", "needs a certificate that holds: CertifyCommandTest"),
          Map.entry("train digits --set flow.steps=300", "takes a minute"),
          Map.entry("train moons --set data.samples=16", "takes 58,000 steps"),
          Map.entry("certify moons-16", "is about a run of 58,000 steps"),
          Map.entry("sweep chizat-2025", "takes minutes"),
          Map.entry("sweep chizat-2026", "takes minutes"),
          Map.entry("sweep descent-vs-flow", "takes minutes"),
          Map.entry("sweep digits-attention", "takes minutes"),
          Map.entry("sweep digits-convolution", "takes minutes"),
          Map.entry("sweep in-context", "takes minutes"),
          Map.entry("sweep initialization", "takes minutes"),
          Map.entry("sweep lifting", "takes minutes"),
          Map.entry("sweep marion-2023", "takes minutes"),
          Map.entry("sweep stability", "takes minutes"),
          Map.entry("sweep width-limit", "takes minutes"),
          Map.entry("plan my.conf --executors", "TutorialIT forecasts a cluster"),
          Map.entry("distance one.npz shifted.npz", "numpy writes shifted.npz"),
          Map.entry("train radial.conf", "ExampleMapTest builds its jar"),
          Map.entry("train digits --set engine.kind=spark", "EnvironmentsIT has a run on Spark"),
          Map.entry("watch hdfs:", "HdfsReportIT follows a run on HDFS"),
          Map.entry("report hdfs:", "HdfsReportIT reports a run on HDFS"),
          Map.entry("train digits --out runs/digits", "compares with a run on YARN"));

  /** What makes a command short. */
  private static final Map<String, List<String>> SMALLER =
      Map.of(
          "train",
          TrainCalls.sets(
              "network.width=4", "network.depth=2", "flow.steps=4", "data.test-fraction=0.85"),
          "sweep",
          TrainCalls.sets("network.depth=2", "flow.steps=2", "data.test-fraction=0.85"),
          "plan",
          List.of("--no-spark", "--calibration", "0.05"));

  /** What the pages take for granted. */
  private static final List<String> BEFORE =
      List.of(
          "train digits --out runs/digits --set flow.steps=100",
          "train digits --out runs/narrow --set network.width=2",
          "train digits --out runs/wide",
          "train digits --out runs/a",
          "train digits --out runs/b --set init.seed=1",
          "train digits --out runs/c --set init.seed=2",
          "train my.conf --out runs/my",
          "sweep my.conf --out sweeps/finite");

  @TempDir Path directory;

  private int calls;

  private List<String> smaller(List<String> words) {
    List<String> call = new ArrayList<>(words);
    List<String> given = SMALLER.getOrDefault(words.get(0), List.of());
    if (words.contains("--out")) {
      // Before the command's own settings, which come last and so win.
      call.addAll(2, given);
    } else {
      call.addAll(given);
      if (Set.of("train", "sweep").contains(words.get(0))) {
        call.addAll(List.of("--out", "of-page-" + calls++));
      }
    }
    return call;
  }

  private List<List<String>> calls() throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (String words : BEFORE) {
      all.add(smaller(List.of(words.split(" "))));
    }
    Set<String> unused = new TreeSet<>(NOT_RUN.keySet());
    for (Path page : PageCommandsTest.pages()) {
      if (ELSEWHERE.contains(page)) {
        continue;
      }
      for (List<String> words : PageCommandsTest.commands(page)) {
        String line = String.join(" ", words);
        if (NOT_RUN.keySet().stream().noneMatch(line::startsWith)) {
          all.add(smaller(words));
        }
        unused.removeIf(line::startsWith);
      }
    }
    assertEquals(Set.of(), unused, "on no page");
    return all;
  }

  @Test
  void theirCommandsEndWell() throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("my.conf"),
        "data { source = moons, samples = 40 }\nsweep { network.width = [3, 5] }\n");
    List<List<String>> calls = calls();
    CallsInTurn.run(directory, CallsInTurn.command(directory, calls));
    List<String> failed = new ArrayList<>();
    for (CallsInTurn.Said one : CallsInTurn.said(directory)) {
      if (one.code() != 0) {
        failed.add(one.call() + "\n" + one.text().strip());
      }
    }
    assertEquals(List.of(), failed);
    assertTrue(calls.size() > BEFORE.size() + 35, calls.size() + " commands");
  }
}
