package org.cotflow.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
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

  /** The same with its sweep; assignments may be to {@code sweep.KEY} too. */
  public ExperimentSource source(boolean underSparkSubmit) {
    return ExperimentSource.load(name, sets, Map.of(), underSparkSubmit);
  }

  /**
   * The experiment.
   *
   * @param further assignments, after those of the user
   * @param overrides values of keys, which win over all
   */
  public Experiment load(List<String> further, Map<String, ?> overrides, boolean underSparkSubmit) {
    List<String> all = new ArrayList<>(sets);
    all.addAll(further);
    return ExperimentConfig.load(name, all, overrides, underSparkSubmit);
  }
}
