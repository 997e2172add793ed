package org.cotflow.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.config.ConfigKeys;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.engine.Workplace;
import org.cotflow.launch.ClusterWorkplace;
import org.cotflow.launch.EngineChoice;
import picocli.CommandLine.Option;

/** Where a command that reads runs does its work, chosen with the keys that train has for it. */
public final class PlaceOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Where to work: engine.kind (in-process or spark), engine.threads, engine.partitions and"
              + " the keys of spark, as for train; may be given many times.")
  private List<String> sets = new ArrayList<>();

  /**
   * The place; a Spark session is started by the first work it gets.
   *
   * @throws UserInputException where a key is none of these, or its value is wrong
   */
  public Workplace open(String command) {
    for (String set : sets) {
      String key = set.contains("=") ? set.substring(0, set.indexOf('=')).strip() : set;
      if (!ConfigKeys.isPlace(key) || key.startsWith("output")) {
        throw new UserInputException(
            "--set "
                + key
                + ": "
                + command
                + " takes engine.kind, engine.threads, engine.partitions and keys of spark; the"
                + " rest is the run's");
      }
    }
    Experiment chosen =
        ExperimentConfig.load("gaussian", sets, Map.of(), EngineChoice.underSparkSubmit());
    return ClusterWorkplace.of(chosen, "cotflow " + command);
  }
}
