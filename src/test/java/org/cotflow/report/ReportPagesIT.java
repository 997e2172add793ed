package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.config.ExperimentSource;
import org.cotflow.report.browser.Browser;
import org.cotflow.report.browser.PageCheck;
import org.cotflow.report.browser.Tab;
import org.cotflow.run.ProvedRun;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepMonitor;
import org.cotflow.sweep.ThreadRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports as a browser shows them. */
class ReportPagesIT {
  private static final int[] WIDTHS = {390, 1280};
  private static final String LONG_NAME =
      "a-name-without-any-blank-that-is-far-too-long-for-phones";

  @TempDir static Path directory;

  private static Browser browser;
  private static Path run;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Browser.start(Files.createDirectories(directory.resolve("browser")));
    run = ReportedRuns.train(directory.resolve("<script>&run"), "network.depth=5");
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  /** The page that a sweep itself left. */
  private static Path swept() throws IOException {
    Path place = directory.resolve("a&b");
    if (!Files.exists(place)) {
      String laws =
          """
          laws {
            size { of = output_error, terms { a = "1/network.depth", c = "1/sqrt(network.width)" } }
            power { of = output_error, per = [data.seed], power-law = [network.depth, network.width] }
          }
          """;
      ExperimentSource source =
          ExperimentSource.parse(
              "data { source = gaussian, samples = 8, test-fraction = 0 }\n flow.steps = 3\n"
                  + "sweep { network.depth = [1, 2, 6]\n network.width = [4, 16]\n"
                  + "data.seed = range(2)\n init.seed = range(4)\n"
                  + "reference { network.depth = 20, network.width = 50, init.seed = 1000 }\n"
                  + "errors { at = [0, 3], cot = true, layer-gap = true }\n"
                  + laws
                  + "}",
              "swept.conf");
      Location location = Locations.of(place.toString());
      ExperimentSweep.of(source).run(location, ThreadRunner.of(2), SweepMonitor.NONE);
      Report.write(location);
    }
    return place.resolve("report.html");
  }

  private static Path page(String kind) throws IOException {
    if (kind.equals("swept")) {
      return swept();
    }
    List<Path> places =
        switch (kind) {
          case "run" -> List.of(run);
          case "regression" -> List.of(regression());
          case "classification" -> List.of(classification());
          case "certificate" -> List.of(certified());
          case "sweep" -> List.of(SweepFixture.write(directory, "sweep", "<img src=x>"));
          case "pair" -> List.of(run, other(LONG_NAME));
          default -> List.of(run, other(LONG_NAME), other("again"));
        };
    Report report =
        Report.of(places.stream().map(place -> Locations.of(place.toString())).toList());
    return Files.writeString(directory.resolve(kind + ".html"), report.html());
  }

  private static Path regression() throws IOException {
    return trained("fit", "data.source=gaussian");
  }

  /** Trained once. */
  private static Path trained(String name, String... sets) throws IOException {
    Path place = directory.resolve(name);
    return Files.exists(place) ? place : ReportedRuns.train(place, sets);
  }

  /** With all that a report can show of classes, and followed particles. */
  private static Path classification() throws IOException {
    return trained(
        "classes",
        "network.loss=cross-entropy",
        "data.validation-fraction=0.2",
        "diagnostics.every=6",
        "output.snapshot-every=4",
        "output.trajectories.particles=3");
  }

  /** Three points that are learned until the convergence is proved, and tries on the way. */
  private static Path certified() throws IOException {
    List<String> sets =
        ProvedRun.sets("flow.steps=500", "flow.stop.certified=true", "diagnostics.certify-every=4");
    return trained("proved", sets.toArray(String[]::new));
  }

  private static Path other(String name) throws IOException {
    return trained(name, "network.depth=3", "network.activation=relu");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "classification",
        "regression",
        "certificate",
        "sweep",
        "swept",
        "pair",
        "comparison"
      })
  void aPageIsWholeAndFitsEverywhere(String kind) throws IOException {
    Path page = page(kind);
    for (int width : WIDTHS) {
      Tab tab = browser.open(page, width, width == 390);
      PageCheck.requireSound(tab, width);
      assertEquals(List.of(page.toUri().toString()), tab.requests());
      assertTrue(tab.value("document.querySelectorAll('svg.chart').length").asInt() >= 5);
      assertEquals(0, tab.value("document.querySelectorAll('img, a').length").asInt());
      assertEquals(1, tab.value("document.scripts.length").asInt());
    }
  }

  @Test
  void aClassificationAndACertificateShowTheirFigures() throws IOException {
    for (String kind : List.of("classification", "certificate")) {
      Tab tab = browser.open(page(kind), 390, true);
      String titles =
          tab.value("[...document.querySelectorAll('h3')].map(one => one.textContent).join('; ')")
              .asText();
      for (String title :
          kind.equals("classification")
              ? List.of("Confusion matrix", "Calibration", "Decision regions", "Trajectories")
              : List.of("Proved convergence", "Risk reached and risk needed")) {
        assertTrue(titles.contains(title), titles);
      }
    }
    String accuracies =
        browser
            .open(page("certificate"), 1280, false)
            .value(
                """
                [...[...document.querySelectorAll('svg.chart')]
                    .find(chart => chart.querySelector('title').textContent === 'Accuracy')
                    .querySelectorAll('text.axis-text-y')].map(tick => tick.textContent).join()
                """)
            .asText();
    assertEquals("0,0.2,0.4,0.6,0.8,1", accuracies, "all samples are right from the start");
  }

  /** Every sample of the test part is a point in each of the two kinds of charts. */
  @Test
  void aRegressionShowsPredictionsAgainstTheTruthAndResiduals() throws IOException {
    Tab tab = browser.open(page("regression"), 1280, false);
    String points =
        tab.value(
                """
                [...document.querySelectorAll('svg.chart')]
                  .map(chart => [chart.querySelector('title').textContent,
                    chart.querySelectorAll('g[clip-path] circle').length])
                  .filter(chart => /^(Predicted|Residuals of) /.test(chart[0]))
                  .map(chart => chart.join(': ')).join('; ')
                """)
            .asText();
    assertEquals(
        "Predicted y0: 8; Residuals of y0: 8; Predicted y1: 8; Residuals of y1: 8", points);
    String text = tab.value("document.body.innerText").asText();
    for (String shown : List.of("Predicted against true", "root mean square error", "R\u00b2")) {
      assertTrue(text.contains(shown), shown);
    }
    assertEquals(List.of(), tab.complaints());
  }

  @Test
  void theScriptShowsValuesHidesSeriesAndSorts() throws IOException {
    Tab tab = browser.open(page("run"), 1280, false);
    String risk =
        """
        (() => {
          const chart = document.querySelector('svg.chart');
          const box = chart.querySelector('g[clip-path] path').getBoundingClientRect();
          chart.dispatchEvent(new PointerEvent('pointermove',
              {clientX: box.right - 1, clientY: box.bottom - 1}));
          return document.querySelector('.tip').innerText;
        })()
        """;
    String values = tab.value(risk).asText();
    assertTrue(values.matches("(?s)flow time t \\(log\\): 12\\n.*training: 0\\.\\d+.*"), values);
    assertTrue(values.contains("test: 0."), values);
    String hidden =
        tab.value(
                """
                (() => {
                  const figure = document.querySelector('.figure');
                  figure.querySelectorAll('.legend li')[1].click();
                  return [...figure.querySelectorAll('g[clip-path] path')]
                    .map(path => path.style.display + path.hasAttribute('stroke-dasharray')).join();
                })()
                """)
            .asText();
    assertEquals("false,nonetrue", hidden);
    assertFalse(tab.value(risk).asText().contains("test: "));
    String sorted =
        tab.value(
                """
                (() => {
                  const table = document.querySelector('.scroll table');
                  const part = () => [...table.tBodies[0].rows].map(r => r.cells[1].innerText).join();
                  table.tHead.rows[0].cells[1].click();
                  const up = part();
                  table.tHead.rows[0].cells[1].click();
                  return up + ';' + part();
                })()
                """)
            .asText();
    assertEquals("8,32;32,8", sorted, "samples of the parts as numbers");
    assertEquals(List.of(), tab.complaints());
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "sweep"})
  void aPageIsLightDarkAndPrinted(String kind) throws IOException {
    Tab tab = browser.open(page(kind), 1280, false);
    List<String> light = colors(tab);
    tab.media("dark", "");
    List<String> dark = colors(tab);
    for (int i = 0; i < light.size(); i++) {
      assertNotEquals(light.get(i), dark.get(i));
    }
    tab.media("dark", "print");
    assertEquals("rgb(255, 255, 255)", colors(tab).get(0));
    tab.media("light", "");
    Path printed = directory.resolve(kind + ".pdf");
    tab.print(printed);
    assertTrue(Files.size(printed) > 10_000);
  }

  /** The checks above are worth something: they find what is wrong with a page that was broken. */
  @Test
  void whatIsWrongIsFound() throws IOException {
    String page = Files.readString(page("run"));
    String broken =
        page.replace("font-size: 12px", "font-size: 70px")
            .replace("--quiet: #62666b", "--quiet: #a2a6ab")
            .replaceFirst("(?s)(class=\"chart\".*?<path)([^>]*) d=\"[^\"]*\"", "$1$2 d=\"\"")
            .replaceFirst("default-src 'none'", "default-src *")
            .replace(
                "</main>", "<img src=\"nowhere.png\"><pre style=\"width:2000px\">x</pre></main>");
    Tab tab =
        browser.open(Files.writeString(directory.resolve("broken.html"), broken), 1280, false);
    String faults = PageCheck.faults(tab).toString();
    assertTrue(faults.contains("clipped"), faults);
    assertTrue(faults.contains("an empty path"), faults);
    assertTrue(faults.contains("contrast 2."), faults);
    assertEquals(2, tab.requests().size());
    assertFalse(tab.complaints().isEmpty());
    assertTrue(tab.value("document.scrollingElement.scrollWidth").asInt() > 1280);
  }

  /** Of the page, of a label and of a line. */
  private static List<String> colors(Tab tab) {
    JsonNode colors =
        tab.value(
            """
            ['body|backgroundColor', 'svg.chart .axis-title-x|fill', 'svg.chart line|stroke']
              .map(wanted => wanted.split('|'))
              .map(([where, what]) => getComputedStyle(document.querySelector(where))[what])
            """);
    assertFalse(colors.isEmpty());
    return List.of(colors.get(0).asText(), colors.get(1).asText(), colors.get(2).asText());
  }
}
