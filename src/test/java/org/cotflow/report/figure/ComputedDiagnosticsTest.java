package org.cotflow.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cotflow.analysis.RunAnalysis;
import org.cotflow.base.Locations;
import org.cotflow.report.Report;
import org.cotflow.report.ReportedRuns;
import org.cotflow.theory.GradientProfile;
import org.cotflow.theory.KernelSpectra;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report computes of layers is what the history and the analysis say. */
class ComputedDiagnosticsTest {
  @TempDir Path directory;

  private ReportedRun run(String... sets) throws IOException {
    Path place = ReportedRuns.train(directory.resolve("run" + sets.length), sets);
    return ReportedRun.read(Locations.of(place.toString()));
  }

  @Test
  void theMeanOverLayersIsTheGradientOfTheHistory() throws IOException {
    for (String scheme : List.of("euler", "midpoint")) {
      Path place =
          ReportedRuns.train(
              directory.resolve(scheme),
              "network.depth=3",
              "network.width=64",
              "network.depth-scheme=" + scheme);
      ReportedRun run = ReportedRun.read(Locations.of(place.toString()));
      ComputedDiagnostics computed = ComputedDiagnostics.of(run, TrainingData.of(run));
      assertEquals(List.of(), computed.leftOut());
      assertEquals(Set.of(0, 12), computed.glances().keySet());
      GradientProfile last = computed.glances().get(12);
      double mean = Arrays.stream(last.gradNormSquared()).average().orElseThrow();
      assertEquals(run.rows().get(12).gradNormSquared(), mean, 1e-12 * mean);
      assertEquals(run.rows().get(12).risk(), last.risk(), 1e-12);
      for (KernelSpectra layer : RunAnalysis.open(run.location()).at(12).diagnostics().layers()) {
        double smallest = last.kernels().get(layer.layer()).smallest();
        assertTrue(smallest > 0);
        assertEquals(layer.features().smallest(), smallest, 1e-12);
      }
    }
  }

  @Test
  void whatIsLeftOutIsSaidWithWhatWouldHelp() throws IOException {
    ReportedRun run = run("network.depth=2");
    List<String> reasons = ComputedDiagnostics.of(run, null).leftOut();
    assertTrue(reasons.get(0).contains("With diagnostics.every set"), reasons.toString());
    ReportedRun large =
        run("network.depth=2", "data.samples=1500", "network.width=3000", "flow.steps=0");
    reasons = ComputedDiagnostics.of(large, TrainingData.of(large)).leftOut();
    assertTrue(reasons.get(0).startsWith("Kernel spectra are not computed"), reasons.toString());
    assertEquals(1, ComputedDiagnostics.of(large, TrainingData.of(large)).glances().size());
    String page = Report.of(List.of(large.location())).html();
    assertTrue(page.contains("<p>Kernel spectra are not computed for this report, as 1200"), page);
  }
}
