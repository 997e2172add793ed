package org.cotflow.cli.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.Locations;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.launch.EngineChoice;
import org.cotflow.launch.SweepDryRun;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.StoredSweep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow sweep}: many runs of one experiment. */
@Command(
    name = "sweep",
    header = "Train many networks over a grid, and fit laws.",
    description = {
      "Runs an experiment over a grid of any keys, compares the runs with a reference, and fits"
          + " laws to the errors.",
      "The same call goes on with a sweep that was killed: finished runs are not repeated."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow sweep digits --set 'sweep.network.width=[16,64,256]' --set"
          + " 'sweep.init.seed=range(5)'",
      "  cotflow sweep my.conf --out sweeps/mine",
      "  cotflow sweep my.conf --dry-run",
      "",
      "A file says it in a section, here with a key that is tied to another, and errors against a"
          + " large network:",
      "  sweep {",
      "    network.width = \"log-spaced(8, 512, 7)\"",
      "    network.depth = [4, 16, 64]",
      "    init.u.std = \"1 / sqrt(network.width)\"",
      "    reference { network.depth = 512, network.width = 2048, init.seed = 1000000 }",
      "    errors.at = [0, 100]",
      "    laws.size {",
      "      of = output_error",
      "      terms { a = \"1 / network.depth\", c = \"1 / sqrt(network.depth * network.width)\" }",
      "      weights = \"1 / error^2\"",
      "    }",
      "  }"
    })
public final class SweepCommand extends Subcommand<SweepCommand.Result> {
  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "A built-in experiment (see cotflow list) or a .conf file.")
  private String experiment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a configuration key, or sweep.KEY; may be given many times.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The sweep directory to make or to go on with; by default sweeps/NAME.")
  private String out;

  @Option(
      names = "--continue",
      description =
          "Goes on with a sweep of which a part is there, as it does without this option.")
  private boolean goesOn;

  @Option(
      names = "--force",
      description = "Starts again where a sweep lies in the directory, and deletes that sweep.")
  private boolean force;

  @Option(
      names = {"-n", "--dry-run"},
      description =
          "Trains nothing and writes nothing: says what the runs would be, and the memory and time"
              + " of the costliest.")
  private boolean dryRun;

  /**
   * What the command has found.
   *
   * @param swept null with {@code --dry-run}
   * @param dryRun null without it
   */
  record Result(SweepCall.Swept swept, SweepDryRun dryRun) {}

  @Override
  protected Answer<Result> answer() throws IOException {
    requireOne("--continue", goesOn, "--force", force);
    Map<String, Object> overrides = new HashMap<>();
    if (out != null) {
      overrides.put("output.dir", out);
    }
    ExperimentSweep sweep =
        ExperimentSweep.of(
            ExperimentSource.load(experiment, sets, overrides, EngineChoice.underSparkSubmit()));
    if (dryRun) {
      messages().stage("measuring the rates of this machine");
      SweepDryRun found = SweepDryRun.of(sweep);
      DryRunText.print(out(), found);
      return Answer.done(new Result(null, found));
    }
    String directory = directory(sweep.experiment());
    Location place = Locations.of(directory);
    if (force && StoredSweep.isAt(place)) {
      StoredSweep.discard(place);
    }
    SweepCall call = new SweepCall(out(), err(), messages(), this::writeReport);
    Answer<SweepCall.Swept> answer = call.run(sweep, directory);
    return answer.with(new Result(answer.result(), null));
  }

  /** The runs of a sweep would not find the directory of a single run of the same name free. */
  private String directory(Experiment base) {
    boolean usual = base.output().dir().equals("runs/" + base.name());
    return out == null && usual ? "sweeps/" + base.name() : base.output().dir();
  }
}
