package org.cotflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file to a trained run in two commands; and what else lies around the training of runs. */
class NewCommandTest {
  @TempDir Path directory;

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static void refused(String why, String... arguments) {
    Call call = Call.of(arguments);
    assertEquals(2, call.code(), call.err());
    assertTrue(call.err().contains(why), call.err());
  }

  private void writeTable() throws IOException {
    StringBuilder rows = new StringBuilder("species;height;color;seen\n");
    for (int i = 0; i < 60; i++) {
      String height = i % 7 == 3 ? "" : (10 + i % 5) + "," + i % 10;
      rows.append(i % 2 == 0 ? "oak" : "elm").append(';').append(height).append(';');
      rows.append(i % 3 == 0 ? "red" : "").append(";2024-01-").append(10 + i % 20).append('\n');
    }
    Files.writeString(directory.resolve("trees.csv"), rows);
  }

  @Test
  void twoCommandsTrainOnAFile() throws IOException {
    writeTable();
    Call made = Call.done("new", path("trees"), "--data", path("trees.csv"));
    assertTrue(made.out().contains("species (by its name), a classification with 2 classes"));
    String conf = Files.readString(directory.resolve("trees.conf"));
    for (String line :
        new String[] {
          "  #   height  numbers from 10 to 14.9, 9 missing",
          "  #   color   texts, 1 different, 40 missing",
          "  #   seen    dates",
          "  target = species",
          "  decimal = comma",
          "  categories { color = one-hot }",
          "  missing { height = mean, color = missing }",
          "  loss = cross-entropy"
        }) {
      assertTrue(conf.contains(line + "\n"), line + " is not in\n" + conf);
    }
    refused("is there already", "new", path("trees"), "--data", path("trees.csv"));
    Call trained =
        Call.done("train", path("trees.conf"), "--out", path("run"), "--set", "flow.steps=3");
    assertTrue(trained.out().contains("accuracy"), trained.out());
    Call other =
        Call.done(
            "new", path("trees"), "--data", path("trees.csv"), "--target", "height", "--force");
    assertTrue(other.out().contains("height, a regression"), other.out());
  }

  @Test
  void aDryRunWritesNothingAndForceReplacesARunAlone() throws IOException {
    String[] call = {
      "train", "gaussian", "--out", path("run"), "--set", "network.width=4", "--set", "flow.steps=1"
    };
    Call dry = Call.done(with(call, "--dry-run", "--set", "data.samples=30"));
    assertTrue(dry.out().contains("samples          24 train, 6 test"), dry.out());
    assertTrue(dry.out().contains("memory           give Java "), dry.out());
    assertTrue(dry.out().contains("  samples = 30  # changed; default: null"), dry.out());
    assertTrue(Files.notExists(directory.resolve("run")));
    Call.done(call);
    refused("start again by --force", call);
    Call.done(with(call, "--force"));
    Files.writeString(directory.resolve("run/notes.txt"), "mine");
    refused("it holds notes.txt, which is no file of a run", with(call, "--force"));
    assertTrue(Files.exists(directory.resolve("run/summary.json")));
    Files.createDirectories(directory.resolve("other"));
    Files.writeString(directory.resolve("other/mine.txt"), "mine");
    call[3] = path("other");
    refused("exists and is not empty", with(call, "--force"));
  }

  /** All files that a sweep may write are its own. */
  @Test
  void forceReplacesASweepThatHasEnded() throws IOException {
    Path config = directory.resolve("small.conf");
    Files.writeString(
        config,
        """
        data { source = gaussian, samples = 6, test-fraction = 0 }
        flow { steps = 1 }
        output { snapshot-every = 1 }
        sweep { network.width = [2, 3], laws { risk { of = risk, terms { a = "1 / network.width" } } } }
        """);
    String[] call = {"sweep", config.toString(), "--out", path("sweep")};
    Call.done(call);
    Call.done("report", path("sweep"));
    Path old = directory.resolve("sweep/provenance.json");
    Files.writeString(old, "");
    Call.done(with(call, "--force"));
    assertTrue(Files.size(old) > 0);
    Files.writeString(directory.resolve("sweep/notes.txt"), "mine");
    refused("it holds notes.txt, which is no file of a run", with(call, "--force"));
  }

  private static String[] with(String[] call, String... more) {
    String[] all = java.util.Arrays.copyOf(call, call.length + more.length);
    System.arraycopy(more, 0, all, call.length, more.length);
    return all;
  }

  @Test
  void resumeKnowsRunsAndSweepsAndReportFindsRuns() {
    String[] small = {"--set", "network.width=4", "--set", "data.samples=12", "--set"};
    for (String name : new String[] {"one", "two"}) {
      Call.done(
          with(
              with(new String[] {"train", "gaussian", "--out", path("runs/" + name)}, small),
              "flow.steps=1"));
    }
    Call resumed = Call.done("resume", path("runs/one"), "--set", "flow.steps=2");
    assertTrue(resumed.out().contains("steps            2\n"), resumed.out());
    Call report = Call.done("report", path("runs"), "--json");
    assertTrue(report.out().contains(path("runs/two")), report.out());
    assertTrue(Files.exists(directory.resolve("runs/report.html")));
    Call.done(
        with(
            with(new String[] {"sweep", "gaussian", "--out", path("sweep")}, small),
            "flow.steps=1",
            "--set",
            "sweep.init.seed=[1,2]"));
    Call swept = Call.done("resume", path("sweep"));
    assertTrue(swept.out().contains("2 done, 0 diverged, 0 failed"), swept.out());
    refused("holds neither a run nor a sweep", "resume", directory.toString());
  }

  @Test
  void keysOfOtherProgramsLeadToOurs() {
    refused("unknown key; see flow.step", "train", "gaussian", "--set", "flow.lr=0.1");
    refused("unknown key; see flow.batch", "train", "gaussian", "--set", "batch_size=8");
    refused("no momentum", "train", "gaussian", "--set", "momentum=0.9");
    refused("the nearest is train", "fit");
    refused("the nearest is train", "help", "fit");
  }

  @Test
  void bashCompletes() throws IOException, InterruptedException {
    assertEquals("train", completed("tr"));
    assertEquals(
        "flow.steps= flow.step=",
        completed("train --set flow.step")
            .replace("flow.step= flow.steps=", "flow.steps= flow.step="));
    assertEquals("--dry-run", completed("sweep --dry"));
    assertEquals("digits digits-convolution digits-attention", completed("train digit"));
    assertEquals("zsh", completed("completion z"));
    assertEquals("svg pdf png csv", completed("report run --format ''"));
    String zsh = Call.done("completion", "zsh").out();
    assertTrue(zsh.startsWith("#compdef cotflow\n"));
    assertTrue(zsh.contains(":FORMAT:(svg pdf png csv)'"), zsh);
    String fish = Call.done("completion", "fish").out();
    assertTrue(fish.contains("-a train -d 'Train one network.'"));
    assertTrue(fish.contains("'__cotflow_runs report' -l format -r -f -a 'svg pdf png csv'"), fish);
    refused("the shells are", "completion", "tcsh");
  }

  private String completed(String words) throws IOException, InterruptedException {
    Path script = directory.resolve("cotflow.bash");
    Files.writeString(script, Call.done("completion", "bash").out());
    String commands =
        "compopt() { :; }; source '%s'; COMP_WORDS=(cotflow %s); COMP_CWORD=%s; _cotflow; echo \"${COMPREPLY[*]}\""
            .formatted(script, words, words.split(" ").length);
    Process bash =
        new ProcessBuilder("bash", "-c", commands)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String answer =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .strip();
    assertEquals(0, bash.waitFor(), answer);
    return answer;
  }

  @Test
  void theManualPageHasEveryCommand() {
    String page = Call.done("help", "--man").out();
    assertTrue(page.startsWith(".TH \"COTFLOW\" \"1\""), page);
    JsonPageTest.commands().forEach(name -> assertTrue(page.contains(".SS \"cotflow " + name)));
  }
}
