package org.cotflow.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.cotflow.base.Locations;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.cli.terminal.Messages;
import org.cotflow.cli.terminal.SweepProgress;
import org.cotflow.cli.terminal.Termination;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.launch.SweepLaunch;
import org.cotflow.report.LawTable;
import org.cotflow.report.Report;
import org.cotflow.spark.session.SparkSessions;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepSummary;

/**
 * A sweep with its report; the runs that its directory has are not repeated.
 *
 * @param out for limits and laws
 * @param err for how it was stopped
 * @param reports writes a report and says what it misses
 */
record SweepCall(
    PrintWriter out, PrintWriter err, Messages messages, Consumer<Callable<List<String>>> reports) {

  /** What a sweep leaves. */
  record Swept(String directory, SweepSummary summary) {}

  Answer<Swept> run(ExperimentSweep sweep, String directory) throws IOException {
    Termination termination = Termination.listen();
    SweepSummary summary;
    try (SweepProgress progress = new SweepProgress(messages, termination)) {
      if (BlockKernels.fellBack()) {
        progress.notice(BlockKernels.description());
      }
      SparkSessions.misspelled(sweep.experiment().spark()).forEach(progress::notice);
      summary = SweepLaunch.run(sweep, Locations.of(directory), progress);
      if (summary.complete()) {
        progress.doing("writing the report");
        reports.accept(() -> Report.write(Locations.of(directory)));
      }
    }
    Swept swept = new Swept(directory, summary);
    if (!summary.complete()) {
      err.println(
          "stopped with %s of %s runs done; go on with the same command, or: cotflow resume %s"
              .formatted(summary.done(), summary.runs(), directory));
      return new Answer<>(termination.exitCode(), swept);
    }
    print(summary, directory);
    return summary.done() > 0
        ? Answer.done(swept)
        : new Answer<>(ExitCode.FAILED, swept, "no run came to its end; " + summary.reason());
  }

  private void print(SweepSummary summary, String directory) {
    LawTable.printLimits(out, summary.limits());
    LawTable.print(out, summary.laws());
    out.printf(
        Locale.ROOT,
        "%-16s %d done, %d diverged, %d failed%n",
        "runs",
        summary.done(),
        summary.diverged(),
        summary.failed());
    out.printf("%-16s %s%n", "sweep directory", directory);
  }
}
