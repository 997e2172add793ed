package org.cotflow.cli.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.launch.DryRun;
import org.cotflow.launch.EngineChoice;
import org.cotflow.run.RunProblem;
import org.cotflow.run.store.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow train}: one run. */
@Command(
    name = "train",
    header = "Train one network.",
    description = "Trains one network and leaves a run directory.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow train digits",
      "  cotflow train digits --set network.depth=32 --out runs/deep",
      "  cotflow train my.conf --set data.source=csv:/data/houses.csv",
      "  cotflow train my.conf --dry-run",
      "  cotflow train --resume runs/digits --set flow.steps=400",
      "  cotflow train digits --continue"
    })
public final class TrainCommand extends Subcommand<TrainCommand.Result> {
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
      description = "Goes on with the run in this directory, as cotflow resume.")
  private String resume;

  @Option(
      names = "--continue",
      description =
          "Starts the run, goes on with it where a part of it lies in its directory, or does"
              + " nothing where it is finished.")
  private boolean goesOn;

  @Option(
      names = "--force",
      description = "Starts again where a run lies in the directory, and deletes that run.")
  private boolean force;

  @Option(
      names = {"-n", "--dry-run"},
      description =
          "Trains nothing and writes nothing: says what the run would be, its data, memory and"
              + " time.")
  private boolean dryRun;

  /**
   * What the command has found.
   *
   * @param trained null with {@code --dry-run}
   * @param dryRun null without it
   */
  record Result(TrainingCall.Trained trained, DryRun dryRun) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    requireOne("--out", out != null, "--resume", resume != null);
    requireOne("--resume", resume != null, "--continue", goesOn);
    requireOne("--resume", resume != null, "--force", force);
    requireOne("--resume", resume != null, "--dry-run", dryRun);
    requireOne("--continue", goesOn, "--force", force);
    if (resume == null && experiment == null) {
      throw new UserInputException(
          "train needs an experiment: a built-in one (see cotflow list) or a .conf file");
    }
    TrainingCall call = new TrainingCall(out(), err(), messages(), this::writeReport);
    if (resume != null) {
      String name = experiment == null ? null : ExperimentConfig.nameOf(experiment);
      return trained(call.goOn(resume, name, sets));
    }
    Map<String, Object> overrides = new HashMap<>();
    if (out != null) {
      overrides.put("output.dir", out);
    }
    Experiment chosen =
        ExperimentConfig.load(experiment, sets, overrides, EngineChoice.underSparkSubmit());
    Location place = Locations.of(chosen.output().dir());
    boolean replaces = force && RunDirectory.isRun(place);
    if (!goesOn && !replaces) {
      RunDirectory.requireFree(place);
    }
    messages().stage("reading the data of " + chosen.data().source());
    RunProblem problem = RunProblem.of(chosen);
    if (dryRun) {
      messages().stage("measuring the rates of this machine");
      DryRun found = DryRun.of(problem);
      DryRunText.print(out(), problem.experiment(), found);
      return Answer.done(new Result(null, found));
    }
    if (replaces) {
      RunDirectory.discard(place);
    }
    return trained(call.start(problem, goesOn));
  }

  private static Answer<Result> trained(Answer<TrainingCall.Trained> answer) {
    return answer.with(new Result(answer.result(), null));
  }
}
