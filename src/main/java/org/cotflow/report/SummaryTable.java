package org.cotflow.report;

import java.io.PrintWriter;
import java.util.Locale;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.RunSummary;

/** The table at the end of a run. */
public final class SummaryTable {
  private final PrintWriter out;

  private SummaryTable(PrintWriter out) {
    this.out = out;
  }

  public static void print(PrintWriter out, TrainingRun.Result result, String directory) {
    RunSummary summary = result.summary();
    SummaryTable table = new SummaryTable(out);
    out.printf("%-16s %12s %12s%n", "", "train", "test");
    table.both("risk", "%.6g", summary.risk(), summary.testRisk());
    table.both("accuracy", "%.4f", summary.trainAccuracy(), summary.testAccuracy());
    table.both("R^2", "%.4f", summary.trainR2(), summary.testR2());
    table.one("steps", String.valueOf(summary.steps()));
    table.one("flow time", String.valueOf(summary.flowTime()));
    table.one("ended by", end(result));
    table.number("seconds/step", "%.4g", summary.secondsPerStep());
    table.number("pairs/second", "%.4g", summary.pairsPerSecond());
    table.number("Spark jobs/step", "%.2f", summary.sparkJobsPerStep());
    table.one("measure digest", summary.measureDigest());
    table.one("run directory", directory);
    out.flush();
  }

  private static String end(TrainingRun.Result result) {
    if (result.end() == null) {
      return "an earlier call; nothing was left to do";
    }
    return switch (result.end()) {
      case ALL_STEPS -> "all steps done";
      case STOP_RULE -> "a stop rule";
      case TIME_IS_UP -> "flow.stop.wall-time";
      case INTERRUPTED -> "a signal";
    };
  }

  private void both(String name, String format, Double train, Double test) {
    if (train != null) {
      out.printf(
          "%-16s %12s %12s%n",
          name,
          String.format(Locale.ROOT, format, train),
          test == null ? "" : String.format(Locale.ROOT, format, test));
    }
  }

  private void number(String name, String format, Double value) {
    if (value != null) {
      one(name, String.format(Locale.ROOT, format, value));
    }
  }

  private void one(String name, String value) {
    out.printf("%-16s %s%n", name, value);
  }
}
