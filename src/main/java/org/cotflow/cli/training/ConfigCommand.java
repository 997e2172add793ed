package org.cotflow.cli.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.cli.command.Answer;
import org.cotflow.cli.command.Subcommand;
import org.cotflow.config.ConfigReference;
import org.cotflow.config.ConfigText;
import org.cotflow.config.Experiment;
import org.cotflow.config.ExperimentConfig;
import org.cotflow.launch.EngineChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cotflow config}: every key with its value and what it means. */
@Command(
    name = "config",
    header = "Show every configuration key with its value.",
    description = "Prints the resolved configuration with every key explained.",
    footerHeading = "%nExamples:%n",
    footer = {"  cotflow config", "  cotflow config digits --set network.depth=32 > deep.conf"})
public final class ConfigCommand extends Subcommand<ConfigCommand.Result> {
  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "A built-in experiment or a .conf file; without it, the defaults.")
  private String experiment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a configuration key; may be given many times.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--markdown",
      description = "Prints the reference of all keys instead, as in docs/configuration.md.")
  private boolean markdown;

  /**
   * What the command has found.
   *
   * @param configuration the value of every key by its path
   */
  record Result(Map<String, Object> configuration) {}

  @Override
  protected Answer<Result> answer() {
    boolean submitted = EngineChoice.underSparkSubmit();
    Experiment chosen =
        experiment == null
            ? ExperimentConfig.load("gaussian", sets, Map.of("name", "experiment"), submitted)
            : ExperimentConfig.load(experiment, sets, Map.of(), submitted);
    out().print(markdown ? ConfigReference.markdown() : ConfigText.explain(chosen));
    return Answer.done(new Result(ConfigText.object(chosen)));
  }
}
