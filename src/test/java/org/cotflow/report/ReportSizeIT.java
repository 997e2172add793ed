package org.cotflow.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cotflow.base.Locations;
import org.cotflow.report.chart.Figure;
import org.cotflow.report.chart.Mark;
import org.cotflow.report.figure.PathFigures;
import org.cotflow.report.figure.ReportedRun;
import org.cotflow.report.figure.TrainingData;
import org.cotflow.report.sweep.ReportedSweep;
import org.cotflow.report.sweep.SweepFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages stay small enough to be mailed, however deep the run or large the sweep. */
class ReportSizeIT {
  private static final int LIMIT = 5_000_000;

  @TempDir Path directory;

  private static void assertSmall(Path place) throws IOException {
    String page = Report.of(List.of(Locations.of(place.toString()))).html();
    int bytes = page.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < LIMIT, bytes + " bytes");
  }

  @Test
  void aDeepRun() throws IOException {
    Path run =
        ReportedRuns.train(
            directory.resolve("deep"),
            "network.depth=4096",
            "network.width=2",
            "flow.steps=6",
            "diagnostics.every=1");
    assertSmall(run);
    ReportedRun read = ReportedRun.read(Locations.of(run.toString()));
    Mark.Lines paths =
        (Mark.Lines)
            PathFigures.of(read, TrainingData.of(read)).draw().charts().get(0).marks().get(0);
    double[] s = paths.x().get(0);
    assertTrue(s.length <= 150, s.length + " places");
    assertEquals(0, s[0]);
    assertEquals(1, s[s.length - 1]);
  }

  @Test
  void aSweepOverAHundredDepthsAndWidths() throws IOException {
    Path sweep = grid(100);
    assertSmall(sweep);
    Figure first =
        new SweepFigures(ReportedSweep.read(Locations.of(sweep.toString()))).all().get(0).draw();
    double[][] cells = ((Mark.Cells) first.charts().get(0).marks().get(0)).values();
    assertEquals(32, cells.length);
    assertEquals(1.0 / 100 + 1.0 / 100, cells[31][31], 1e-15, "the last of both");
    assertTrue(first.caption().contains("Of network.width 32 of 100 values are shown."));
  }

  /** Every depth and width up to a size, all errors, and a law through every run. */
  private Path grid(int size) throws IOException {
    Path sweep = Files.createDirectories(directory.resolve("grid"));
    StringBuilder runs =
        new StringBuilder(
            "run,network.depth,network.width,step,status,reason,output_error,state_error,"
                + "last_state_error,risk_error,cot_error,layer_gap\n");
    StringBuilder fits = new StringBuilder("law,of,run,group,value,fitted,low,high\n");
    for (int run = 0; run < size * size; run++) {
      int depth = run / size + 1;
      int width = run % size + 1;
      double error = 1.0 / depth + 1.0 / width;
      runs.append(String.format(Locale.ROOT, "%d,%d,%d,5,done,", run, depth, width))
          .append(("," + error).repeat(6))
          .append('\n');
      fits.append(
          String.format(
              Locale.ROOT,
              "size,output_error,%d,,%s,%s,%s,%s%n",
              run,
              error,
              error,
              0.9 * error,
              1.1 * error));
    }
    Files.writeString(sweep.resolve("runs.csv"), runs);
    Files.writeString(sweep.resolve("fits.csv"), fits);
    return sweep;
  }
}
