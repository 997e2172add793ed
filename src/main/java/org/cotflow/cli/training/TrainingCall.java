package org.cotflow.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.cotflow.base.DivergedException;
import org.cotflow.base.Keyword;
import org.cotflow.base.Locations;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.cli.terminal.Messages;
import org.cotflow.cli.terminal.RunProgress;
import org.cotflow.cli.terminal.Termination;
import org.cotflow.config.Experiment;
import org.cotflow.launch.EngineChoice;
import org.cotflow.report.Report;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;

/**
 * One run, from its beginning or from where it stopped, with its report.
 *
 * @param out for the summary
 * @param err for how it was stopped
 * @param reports writes a report and says what it misses
 */
record TrainingCall(
    PrintWriter out, PrintWriter err, Messages messages, Consumer<Callable<List<String>>> reports) {

  /**
   * What a run leaves.
   *
   * @param end why it ended: all-steps, stop-rule, patience, certified, time-is-up, interrupted;
   *     null where nothing was left to do
   * @param step at which it stands
   * @param summary as in summary.json; null where it was interrupted
   */
  record Trained(String directory, String end, int step, RunSummary summary) {}

  /** The run itself. */
  @FunctionalInterface
  private interface Training {
    TrainingRun.Result by(EngineChoice engines, RunProgress progress) throws IOException;
  }

  /**
   * A new run.
   *
   * @param goesOn whether a part of it that lies there is gone on with
   */
  Answer<Trained> start(RunProblem problem, boolean goesOn) throws IOException {
    return done(
        problem.experiment().output().dir(),
        (engines, progress) -> {
          progress.begins(problem.experiment());
          return goesOn
              ? TrainingRun.startOrGoOn(problem, engines::of, progress)
              : TrainingRun.start(problem, engines.of(problem.experiment()), progress);
        });
  }

  /**
   * A run that was begun.
   *
   * @param name of its experiment if it shall be checked, else null
   */
  Answer<Trained> goOn(String directory, String name, List<String> sets) throws IOException {
    return done(
        directory,
        (engines, progress) ->
            TrainingRun.resume(
                Locations.of(directory),
                name,
                sets,
                (Experiment chosen) -> {
                  progress.begins(chosen);
                  return engines.of(chosen);
                },
                progress));
  }

  private Answer<Trained> done(String directory, Training training) throws IOException {
    Termination termination = Termination.listen();
    TrainingRun.Result result;
    try (RunProgress progress = new RunProgress(messages, termination)) {
      try (EngineChoice engines = new EngineChoice()) {
        result = training.by(engines, progress);
      } catch (DivergedException diverged) {
        writeReport(directory, "The run diverged: " + diverged.getMessage() + ".");
        throw diverged;
      }
      if (result.end() != null) {
        progress.doing("writing the report");
        writeReport(directory, null);
      }
    }
    String end = result.end() == null ? null : Keyword.of(result.end());
    Trained trained = new Trained(directory, end, result.step(), result.summary());
    if (result.summary() == null) {
      err.println(
          "stopped at step %s; continue with: cotflow resume %s"
              .formatted(result.step(), directory));
      return new Answer<>(termination.exitCode(), trained);
    }
    SummaryTable.print(out, result, directory, hasSnapshot(directory, result.summary()));
    return new Answer<>(ExitCode.DONE, trained);
  }

  private static boolean hasSnapshot(String directory, RunSummary summary) throws IOException {
    return summary.bestStep() != null
        && RunDirectory.open(Locations.of(directory))
            .snapshots()
            .steps()
            .contains(summary.bestStep());
  }

  private void writeReport(String directory, String remark) {
    reports.accept(() -> Report.write(RunDirectory.open(Locations.of(directory)), remark));
  }
}
