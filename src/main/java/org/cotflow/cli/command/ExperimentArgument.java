package org.cotflow.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.config.ExperimentSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An experiment and what is set in it, as several commands take them. */
public final class ExperimentArgument {
  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "A built-in experiment (see cotflow list) or a .conf file.")
  private String name;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a configuration key (see cotflow config); may be given many times.")
  private List<String> sets = new ArrayList<>();

  /** The experiment with its sweep; assignments may be to {@code sweep.KEY} too. */
  public ExperimentSource source(boolean underSparkSubmit) {
    return ExperimentSource.load(name, sets, Map.of(), underSparkSubmit);
  }
}
