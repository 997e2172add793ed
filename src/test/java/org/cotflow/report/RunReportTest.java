package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cotflow.base.Locations;
import org.cotflow.experiment.EngineFactory;
import org.cotflow.experiment.ExperimentConfig;
import org.cotflow.experiment.RunDirectory;
import org.cotflow.experiment.RunMonitor;
import org.cotflow.experiment.RunProblem;
import org.cotflow.experiment.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path directory;

  @Test
  void aRunCalledScriptIsReportedHarmlessly() throws IOException {
    String place = directory.resolve("<script>alert(1)&").toString();
    TrainingRun.start(
        RunProblem.of(
            ExperimentConfig.load(
                "moons", "flow.steps=5", "network.width=8", "output.dir=\"" + place + "\"")),
        EngineFactory.inProcess(1),
        RunMonitor.NONE);
    RunDirectory run = RunDirectory.open(Locations.of(place));
    RunReport.write(run);
    String page = RunReport.page(run);
    assertFalse(page.contains("<script"), "a name became an element");
    assertTrue(page.contains("&lt;script&gt;alert(1)&amp;"));
    assertFalse(page.matches("(?s).*(src|href)=.*"), "the page asks someone for something");
    assertTrue(page.contains(run.summary().measureDigest()));
    assertTrue(run.location().resolve("report.html").exists());
    assertLines(page, 5);
  }

  /** Risk and accuracy of both parts, and the gradient: each a line of several points. */
  private static void assertLines(String page, int expected) {
    Matcher line = Pattern.compile("<polyline class=\"\\w+\" points=\"([^\"]*)\"").matcher(page);
    int count = 0;
    while (line.find()) {
      assertEquals(6, line.group(1).strip().split(" ").length);
      count++;
    }
    assertEquals(expected, count);
  }
}
