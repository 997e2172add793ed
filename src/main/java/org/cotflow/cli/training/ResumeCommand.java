package org.cotflow.cli.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.base.UserInputException;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.ExperimentSource;
import org.cotflow.launch.EngineChoice;
import org.cotflow.run.store.RunDirectory;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.StoredSweep;
import org.cotflow.sweep.SweepFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow resume}: goes on with what a directory has begun. */
@Command(
    name = "resume",
    header = "Go on with a run or a sweep that was stopped.",
    description = {
      "Goes on with the run or the sweep in a directory, where it stopped. What is finished stays"
          + " as it is.",
      "A run may be extended: flow.steps, flow.time and flow.stop may be set, and where it happens."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow resume runs/digits",
      "  cotflow resume runs/digits --set flow.steps=400",
      "  cotflow resume sweeps/mine"
    })
public final class ResumeCommand extends Subcommand<ResumeCommand.Result> {
  @Parameters(paramLabel = "DIR", description = "The directory of a run or a sweep.")
  private String directory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key that may differ from the stored one; may be given many times.")
  private List<String> sets = new ArrayList<>();

  /** What was gone on with: one of both. */
  record Result(TrainingCall.Trained trained, SweepCall.Swept swept) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    Location place = Locations.of(directory);
    if (StoredSweep.isAt(place)) {
      ExperimentSweep sweep =
          ExperimentSweep.of(
              ExperimentSource.load(
                  directory + "/" + SweepFiles.CONFIG,
                  sets,
                  Map.of("output.dir", directory),
                  EngineChoice.underSparkSubmit()));
      Answer<SweepCall.Swept> answer =
          new SweepCall(out(), err(), messages(), this::writeReport).run(sweep, directory);
      return answer.with(new Result(null, answer.result()));
    }
    if (!RunDirectory.isRun(place)) {
      throw new UserInputException(
          directory
              + (place.exists() ? " holds neither a run nor a sweep" : " does not exist")
              + "; give a directory that train or sweep wrote");
    }
    Answer<TrainingCall.Trained> answer =
        new TrainingCall(out(), err(), messages(), this::writeReport).goOn(directory, null, sets);
    return answer.with(new Result(answer.result(), null));
  }
}
