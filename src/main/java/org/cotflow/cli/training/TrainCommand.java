package org.cotflow.cli.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.DivergedException;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.cli.terminal.RunProgress;
import org.cotflow.cli.terminal.Termination;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.launch.EngineChoice;
import org.cotflow.report.Report;
import org.cotflow.report.SummaryTable;
import org.cotflow.run.RunProblem;
import org.cotflow.run.TrainingRun;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.run.store.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow train}: one run. */
@Command(
    name = "train",
    description = "Trains one network and leaves a run directory.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow train digits",
      "  cotflow train digits --set network.depth=32 --out runs/deep",
      "  cotflow train my.conf --set data.source=csv:/data/houses.csv",
      "  cotflow train --resume runs/digits --set flow.steps=400",
      "  cotflow train digits --continue"
    })
public final class TrainCommand extends Subcommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "A built-in experiment (see cotflow list) or a .conf file.")
  private String experiment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a configuration key (see cotflow config); may be given many times.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory to make; by default runs/NAME.")
  private String out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Goes on with the run in this directory.")
  private String resume;

  @Option(
      names = "--continue",
      description =
          "Starts the run, goes on with it where a part of it lies in its directory, or does"
              + " nothing where it is finished.")
  private boolean goesOn;

  @Override
  public Integer call() throws IOException {
    if (resume != null && out != null) {
      throw new UserInputException("--out and --resume exclude each other; leave one out");
    }
    if (resume != null && goesOn) {
      throw new UserInputException("--resume and --continue exclude each other; leave one out");
    }
    if (resume == null && experiment == null) {
      throw new UserInputException(
          "train needs an experiment: a built-in one (see cotflow list) or a .conf file");
    }
    Termination termination = Termination.listen();
    return resume == null ? start(termination) : goOn(termination);
  }

  private int start(Termination termination) throws IOException {
    Map<String, Object> overrides = new HashMap<>();
    if (out != null) {
      overrides.put("output.dir", out);
    }
    Experiment chosen =
        ExperimentConfig.load(experiment, sets, overrides, EngineChoice.underSparkSubmit());
    Location place = Locations.of(chosen.output().dir());
    if (!goesOn) {
      RunDirectory.requireFree(place);
    }
    RunProblem problem = RunProblem.of(chosen);
    TrainingRun.Result result;
    try (EngineChoice engines = new EngineChoice();
        RunProgress progress = new RunProgress(System.err, termination)) {
      progress.begins(chosen);
      result =
          goesOn
              ? TrainingRun.startOrGoOn(problem, engines::of, progress)
              : TrainingRun.start(problem, engines.of(problem.experiment()), progress);
    } catch (DivergedException diverged) {
      writeReport(chosen.output().dir(), diverged);
      throw diverged;
    }
    return report(result, chosen.output().dir(), termination);
  }

  private int goOn(Termination termination) throws IOException {
    String name = experiment == null ? null : ExperimentConfig.nameOf(experiment);
    Location place = Locations.of(resume);
    TrainingRun.Result result;
    try (EngineChoice engines = new EngineChoice();
        RunProgress progress = new RunProgress(System.err, termination)) {
      result =
          TrainingRun.resume(
              place,
              name,
              sets,
              chosen -> {
                progress.begins(chosen);
                return engines.of(chosen);
              },
              progress);
    } catch (DivergedException diverged) {
      writeReport(resume, diverged);
      throw diverged;
    }
    return report(result, resume, termination);
  }

  private int report(TrainingRun.Result result, String directory, Termination termination)
      throws IOException {
    if (result.summary() == null) {
      err()
          .println(
              "stopped at step %s; continue with: cotflow train --resume %s"
                  .formatted(result.step(), directory));
      writeReport(directory, null);
      return termination.exitCode();
    }
    if (result.end() != null) {
      writeReport(directory, null);
    }
    SummaryTable.print(out(), result, directory, hasSnapshot(directory, result.summary()));
    return ExitCode.DONE;
  }

  private static boolean hasSnapshot(String directory, RunSummary summary) throws IOException {
    return summary.bestStep() != null
        && RunDirectory.open(Locations.of(directory))
            .snapshots()
            .steps()
            .contains(summary.bestStep());
  }

  private void writeReport(String directory, DivergedException diverged) {
    String remark = diverged == null ? null : "The run diverged: " + diverged.getMessage() + ".";
    writeReport(() -> Report.write(RunDirectory.open(Locations.of(directory)), remark));
  }
}
