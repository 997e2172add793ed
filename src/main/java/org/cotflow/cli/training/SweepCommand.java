package org.cotflow.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cotflow.base.Locations;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.cli.terminal.ExitCode;
import org.cotflow.cli.terminal.SweepProgress;
import org.cotflow.cli.terminal.Terminal;
import org.cotflow.cli.terminal.Termination;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentSource;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.launch.EngineChoice;
import org.cotflow.launch.SweepLaunch;
import org.cotflow.report.LawTable;
import org.cotflow.report.Report;
import org.cotflow.spark.session.SparkSessions;
import org.cotflow.sweep.ExperimentSweep;
import org.cotflow.sweep.SweepSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow sweep}: many runs of one experiment. */
@Command(
    name = "sweep",
    description = {
      "Runs an experiment over a grid of any keys, compares the runs with a reference, and fits"
          + " laws to the errors.",
      "The same call goes on with a sweep that was killed: finished runs are not repeated."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cotflow sweep digits --set sweep.network.width=[16,64,256] --set sweep.init.seed=range(5)",
      "  cotflow sweep my.conf --out sweeps/mine",
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
public final class SweepCommand extends Subcommand {
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

  @Option(names = "--plain", description = "Plain lines for progress, also on a terminal.")
  private boolean plain;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> overrides = new HashMap<>();
    if (out != null) {
      overrides.put("output.dir", out);
    }
    Termination termination = Termination.listen();
    ExperimentSweep sweep =
        ExperimentSweep.of(
            ExperimentSource.load(experiment, sets, overrides, EngineChoice.underSparkSubmit()));
    String directory = directory(sweep.experiment());
    boolean terminal = !plain && Terminal.showsStandardError();
    SweepSummary summary;
    try (SweepProgress progress = new SweepProgress(System.err, terminal, termination)) {
      if (BlockKernels.fellBack()) {
        progress.notice(BlockKernels.description());
      }
      SparkSessions.misspelled(sweep.experiment().spark()).forEach(progress::notice);
      summary = SweepLaunch.run(sweep, Locations.of(directory), progress);
    }
    return report(summary, directory, termination);
  }

  /** The runs of a sweep would not find the directory of a single run of the same name free. */
  private String directory(Experiment base) {
    boolean usual = base.output().dir().equals("runs/" + base.name());
    return out == null && usual ? "sweeps/" + base.name() : base.output().dir();
  }

  private int report(SweepSummary summary, String directory, Termination termination) {
    if (!summary.complete()) {
      err()
          .println(
              "stopped with %s of %s runs done; go on with the same command"
                  .formatted(summary.done(), summary.runs()));
      return termination.exitCode();
    }
    writeReport(() -> Report.write(Locations.of(directory)));
    PrintWriter table = out();
    LawTable.printLimits(table, summary.limits());
    LawTable.print(table, summary.laws());
    table.printf(
        Locale.ROOT,
        "%-16s %d done, %d diverged, %d failed%n",
        "runs",
        summary.done(),
        summary.diverged(),
        summary.failed());
    table.printf("%-16s %s%n", "sweep directory", directory);
    table.flush();
    if (summary.done() > 0) {
      return ExitCode.DONE;
    }
    err().println("no run came to its end; " + summary.reason());
    return ExitCode.FAILED;
  }
}
