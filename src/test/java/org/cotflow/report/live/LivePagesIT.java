package org.cotflow.report.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.config.ExperimentSource;
import org.cotflow.engine.EngineFactory;
import org.cotflow.report.ReportedRuns;
import org.cotflow.report.SweepFixture;
import org.cotflow.report.browser.Browser;
import org.cotflow.report.browser.PageCheck;
import org.cotflow.report.browser.Tab;
import org.cotflow.run.RunMonitor;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.TrialRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages in a browser while runs and sweeps go on. */
class LivePagesIT {
  private static final int STEPS = 12;
  private static final int TRIALS = 12;

  @TempDir static Path directory;

  private static Browser browser;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Browser.start(Files.createDirectories(directory.resolve("browser")));
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  /** Lets a run take so many steps as it has permits for. */
  private record Gate(Semaphore permits) implements RunMonitor {
    @Override
    public void at(int step) {
      permits.acquireUninterruptibly();
    }
  }

  private static Location location(Path place) {
    return Locations.of(place.toString());
  }

  @Test
  void aPageFollowsARunToItsEnd() throws Exception {
    Path place = directory.resolve("<b>run & more");
    Gate gate = new Gate(new Semaphore(6));
    RunProblem problem =
        RunProblem.of(
            ExperimentConfig.load(
                "moons",
                "flow.steps=" + STEPS,
                "data.samples=40",
                "network.width=16",
                "network.depth=3",
                "diagnostics.every=2",
                "output.snapshot-every=2",
                "output.dir=\"" + place + "\""));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Tab left = followed(problem, gate, thread);
      left.await("document.querySelector('header')?.innerText.includes('No answer')");
    } finally {
      gate.permits.release(STEPS);
      thread.shutdown();
    }
  }

  /** A page that was followed to the end of its run, and whose server has ended. */
  private static Tab followed(RunProblem problem, Gate gate, ExecutorService thread)
      throws Exception {
    Location place = Locations.of(problem.experiment().output().dir());
    try (LiveServer server = LiveServer.start(List.of(place), 0)) {
      Tab waiting = browser.open(server.address(), 390, true);
      assertTrue(text(waiting).contains("no run or sweep yet"), text(waiting));
      Future<?> run =
          thread.submit(() -> TrainingRun.start(problem, EngineFactory.inProcess(1), gate));
      waiting.await("document.querySelector('.tiles dd')?.textContent === 'running'");
      waiting.await("document.querySelectorAll('svg.chart').length >= 8");
      waiting.await("document.querySelector('.tiles')?.innerText.includes('6 of 12')");
      sound(waiting, 390, server);
      Tab wide = browser.open(server.address(), 1280, false);
      sound(wide, 1280, server);
      wide.value("document.querySelector('details').open = true");
      gate.permits.release(STEPS);
      run.get(5, TimeUnit.MINUTES);
      for (Tab tab : List.of(waiting, wide)) {
        tab.await("document.querySelector('.tiles dd')?.textContent === 'ended'");
        assertEquals(
            "12", tab.value("document.querySelectorAll('.tiles dd')[1].textContent").asText());
      }
      assertTrue(wide.value("document.querySelector('details').open").asBoolean());
      sound(waiting, 390, server);
      sound(wide, 1280, server);
      return wide;
    }
  }

  @Test
  void aPageFollowsASweepToItsEnd() throws Exception {
    Location place = location(directory.resolve("a sweep"));
    ExperimentSource source =
        ExperimentSource.parse(
            """
            data { source = gaussian, samples = 8, test-fraction = 0 }
            flow.steps = 2
            sweep {
              network.depth = [1, 2, 4], network.width = [4, 8], init.seed = range(2)
              reference { network.depth = 8, network.width = 20, init.seed = 1000 }
              laws.power { of = output_error, power-law = [network.width] }
            }
            """,
            "swept.conf");
    Semaphore permits = new Semaphore(1 + 7);
    TrialRunner gated =
        (trials, inputs, done, stop) -> {
          for (TrialRunner.Weighed trial : trials) {
            permits.acquireUninterruptibly();
            done.take(trial.task(), trial.task().run(inputs, EngineFactory.inProcess(1), stop));
          }
        };
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (LiveServer server = LiveServer.start(List.of(place), 0)) {
      Tab narrow = browser.open(server.address(), 390, true);
      Future<?> sweep =
          thread.submit(() -> ExperimentSweep.of(source).run(place, gated, SweepMonitor.NONE));
      narrow.await("document.querySelector('.tiles')?.innerText.includes('7 of 12')");
      assertEquals("running", state(narrow));
      assertFalse(text(narrow).contains("Laws"), text(narrow));
      Tab wide = browser.open(server.address(), 1280, false);
      sound(narrow, 390, server);
      sound(wide, 1280, server);
      permits.release(TRIALS);
      sweep.get(5, TimeUnit.MINUTES);
      for (Tab tab : List.of(narrow, wide)) {
        tab.await("document.querySelector('.tiles dd')?.textContent === 'ended'");
        assertTrue(text(tab).contains("12 of 12"), text(tab));
        assertTrue(text(tab).contains("Laws"), text(tab));
        sound(tab, tab == wide ? 1280 : 390, server);
      }
    } finally {
      permits.release(TRIALS);
      thread.shutdown();
    }
  }

  private static String state(Tab tab) {
    return tab.value("document.querySelector('.tiles dd').textContent").asText();
  }

  private static String text(Tab tab) {
    return tab.value("document.body.innerText").asText();
  }

  @Test
  void severalPlacesLeadToTheirPages() throws Exception {
    Path runs = Files.createDirectories(directory.resolve("runs"));
    ReportedRuns.train(runs.resolve("a-name-without-any-blank-that-is-far-too-long-for-phones"));
    SweepFixture.write(runs, "sweep", "<img src=x>");
    try (LiveServer server = LiveServer.start(List.of(location(runs)), 0)) {
      for (String page : List.of("", "1", "2")) {
        Tab tab = browser.open(server.address().resolve(page), 390, page.isEmpty());
        sound(tab, 390, server);
        Tab wide = browser.open(server.address().resolve(page), 1280, !page.isEmpty());
        sound(wide, 1280, server);
      }
      Tab tab = browser.open(server.address(), 1280, false);
      tab.value("document.querySelectorAll('td a')[1].click()");
      tab.await("document.querySelector('h1')?.textContent === 'Cotflow watch sweep'");
      tab.value("document.querySelector('main a').click()");
      tab.await("document.querySelector('h1')?.textContent === 'Cotflow watch'");
    }
  }

  /** As {@link PageCheck}, and all that was asked for is of this server. */
  private static void sound(Tab tab, int width, LiveServer server) throws IOException {
    PageCheck.requireSound(tab, width);
    String root = server.address().toString();
    assertTrue(
        tab.requests().stream().allMatch(address -> address.startsWith(root)),
        tab.requests().toString());
  }
}
