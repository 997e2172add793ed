package org.cotflow.report.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.EngineFactory;
import org.cotflow.report.ReportedRuns;
import org.cotflow.report.SweepFixture;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.TrialRunner;
import org.cotflow.sweep.trial.TrialInputs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show of runs at any moment. */
class LiveSiteTest {
  private static final int RUNS = 50;

  @TempDir static Path directory;

  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    run = ReportedRuns.train(directory.resolve("run"), "flow.steps=4", "network.depth=2");
  }

  private static LiveSite site(Path... places) {
    return new LiveSite(Stream.of(places).map(place -> Locations.of(place.toString())).toList());
  }

  /** The tables of a run whose end was not reached, with no more than so many bytes of each. */
  private static Path cut(String name, int history, int metrics) throws IOException {
    Path place = Files.createDirectories(directory.resolve(name));
    for (String file : List.of("config.conf", "provenance.json")) {
      Files.copy(run.resolve(file), place.resolve(file));
    }
    cut(run.resolve("history.csv"), place.resolve("history.csv"), history);
    cut(run.resolve("metrics.csv"), place.resolve("metrics.csv"), metrics);
    return place;
  }

  private static void cut(Path from, Path to, int bytes) throws IOException {
    Files.write(to, java.util.Arrays.copyOf(Files.readAllBytes(from), bytes));
  }

  private static int count(String page, String pattern) {
    return (int) Pattern.compile(pattern).matcher(page).results().count();
  }

  @Test
  void aRegressionThatHasNotEndedShowsWhatItExplains() throws IOException {
    Path fit =
        ReportedRuns.train(
            directory.resolve("fit"), "data.source=gaussian", "flow.steps=2", "network.depth=2");
    Files.delete(fit.resolve("summary.json"));
    assertTrue(site(fit).page("").contains("<dt>test R\u00b2</dt>"));
    assertTrue(site(fit, run).page("").contains("<th scope=\"col\">test R\u00b2</th>"));
  }

  @Test
  void aFileThatIsBeingWrittenIsReadAsFarAsItsLinesAreWhole() throws IOException {
    String history = Files.readString(run.resolve("history.csv"));
    int metrics = (int) Files.size(run.resolve("metrics.csv"));
    int header = history.indexOf('\n');
    int second = history.indexOf('\n', header + 1);
    int[] lengths = {0, header / 2, header + 1, second, second + 1, history.length() - 1};
    int[] rows = {0, 0, 0, 0, 1, 4};
    for (int i = 0; i < lengths.length; i++) {
      String page = site(cut("cut" + i, lengths[i], metrics - 2 * i)).page("");
      assertFalse(page.contains("Not read"), page);
      assertFalse(page.contains("not drawn"), page);
      assertTrue(page.contains("no process writes to it"), page);
      assertTrue(page.contains(">stopped</dd>"), page);
      int log = page.indexOf("Log: the last recorded steps");
      assertEquals(rows[i] > 0, log >= 0);
      assertEquals(rows[i], log < 0 ? 0 : count(page.substring(log), "<tr><td>\\d+</td>"));
    }
  }

  @Test
  void aRunThatHasEndedSaysSo() {
    String page = site(run).page("");
    assertTrue(page.contains(">ended</dd>"), page);
    assertFalse(page.contains("class=\"remarks\""), page);
    for (String figure :
        List.of(
            "Risk",
            "Accuracy",
            "Energy balance",
            "Particles by layer",
            "Seconds a step",
            "Memory")) {
      assertTrue(page.contains("<h3>" + figure + "</h3>"), figure);
    }
    assertNull(site(run).page("2"));
  }

  @Test
  void fiftyRunsAreARowEachAndKeepTheirNumbers() throws IOException {
    Path runs = directory.resolve("fifty");
    for (int i = 0; i < RUNS; i++) {
      copy(runs.resolve("run" + (10 + i)));
    }
    LiveSite site = site(runs);
    String page = site.page("");
    assertEquals(RUNS, count(page, "<td><a href=\"\\d+\">run\\d+</a></td>"));
    assertEquals(1, count(page, "<h3>Risk of all runs</h3>"));
    assertTrue(page.contains("<dt>ended</dt><dd>50</dd>"), page);
    copy(runs.resolve("before"));
    assertTrue(site.followed().get(0).endsWith("before"));
    assertTrue(site.page("1").contains("<h1>Cotflow watch run10</h1>"));
    assertTrue(site.page("51").contains("<h1>Cotflow watch before</h1>"));
    assertTrue(site.page("51").contains("<a href=\"./\">all 51 runs</a>"));
    assertNull(site.page("52"));
  }

  private static void copy(Path place) throws IOException {
    Files.createDirectories(place);
    for (String file : List.of("config.conf", "history.csv", "metrics.csv", "summary.json")) {
      Files.copy(run.resolve(file), place.resolve(file));
    }
  }

  @Test
  void aSweepIsFollowedBesideRuns() throws IOException {
    Path parent = Files.createDirectories(directory.resolve("with a sweep"));
    SweepFixture.write(parent, "sweep", "<img src=x>");
    LiveSite site = site(parent, run);
    String page = site.page("");
    assertTrue(page.contains("<a href=\"1\">sweep</a>"), page);
    assertTrue(page.contains("<a href=\"2\">run</a>"), page);
    String sweep = site.page("1");
    assertTrue(sweep.contains("<h2>Over the grid</h2>"), sweep);
    assertTrue(sweep.contains("&lt;img src=x&gt;"), sweep);
    assertFalse(sweep.contains("<img"), sweep);
  }

  /** The page is read when the third of four runs is finished, and again after the end. */
  @Test
  void aSweepIsFollowedWhileItGoesOn() throws IOException {
    Path place = directory.resolve("going on");
    List<String> sets =
        List.of(
            "data.samples=20", "flow.steps=2", "network.depth=2", "sweep.network.width=[3,5,7,9]");
    List<String> pages = new ArrayList<>();
    SweepMonitor reader =
        new SweepMonitor() {
          private int count;

          @Override
          public void finished(double seconds, boolean done) {
            if (++count == 3) {
              pages.add(site(place).page(""));
            }
          }
        };
    ExperimentSweep.of(ExperimentSource.load("moons", sets, Map.of(), false))
        .run(Locations.of(place.toString()), LiveSiteTest::oneByOne, reader);
    String meanwhile = pages.get(0);
    assertTrue(meanwhile.contains(">running</dd>"), meanwhile);
    assertTrue(meanwhile.contains("3 of 4"), meanwhile);
    assertTrue(meanwhile.contains("<h2>Over the grid</h2>"), meanwhile);
    String after = site(place).page("");
    assertTrue(after.contains(">ended</dd>"), after);
    assertTrue(after.contains("4 of 4"), after);
  }

  /** No trial begins before the monitor has heard of the last one. */
  private static void oneByOne(
      List<TrialRunner.Weighed> trials,
      TrialInputs inputs,
      TrialRunner.ResultSink done,
      BooleanSupplier stop)
      throws IOException {
    for (TrialRunner.Weighed trial : trials) {
      done.take(trial.task(), trial.task().run(inputs, EngineFactory.inProcess(1), stop));
    }
  }

  @Test
  void whatIsNotThereYetIsShownWhenItComes() throws IOException {
    Path later = directory.resolve("later");
    assertTrue(site(later).page("").contains("There is no run or sweep yet"));
    copy(later);
    assertTrue(site(later).page("").contains(">ended</dd>"));
    assertTrue(site(later, run).page("").contains("2 runs and sweeps"));
  }

  @Test
  void damageIsShownAndTheRestToo() throws IOException {
    Path damaged = directory.resolve("damaged");
    copy(damaged);
    Files.writeString(damaged.resolve("summary.json"), "{\"risk\": ");
    String page = site(damaged).page("");
    assertTrue(page.contains("Not read: "), page);
    assertTrue(page.contains("<h3>Risk</h3>"), page);
  }
}
