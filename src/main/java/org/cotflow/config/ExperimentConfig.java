package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigSource;

/** Reads experiments from configurations; {@link ExperimentSource} says which layers they have. */
public final class ExperimentConfig {
  private ExperimentConfig() {}

  /** The experiment with every key at its default. */
  public static Experiment defaults() {
    return read(ConfigFactory.empty(), Map.of());
  }

  /**
   * The experiment of this name or file, for programs: {@code load("digits", "network.depth=32")}.
   *
   * @param sets assignments key=value as after {@code --set}
   * @throws UserInputException where anything of this is wrong, in one line
   */
  public static Experiment load(String experiment, String... sets) {
    return load(experiment, List.of(sets), Map.of(), false);
  }

  /**
   * The experiment that a user asked for, complete and checked.
   *
   * @param experiment the name of a built-in experiment or the path of a .conf file
   * @param sets assignments key=value as after {@code --set}
   * @param overrides further keys with plain values, stronger than all the rest; the command line
   *     gives {@code output.dir} here for {@code --out}
   * @param underSparkSubmit whether spark-submit runs this process: then engine.kind is spark
   *     unless the user has set it
   * @throws UserInputException where anything of this is wrong, in one line
   */
  public static Experiment load(
      String experiment, List<String> sets, Map<String, ?> overrides, boolean underSparkSubmit) {
    Config user = ExperimentSource.user(experiment, underSparkSubmit);
    return new ExperimentSource(user, Assignments.of(sets, overrides), List.of()).experiment();
  }

  /**
   * The experiment in a complete or partial configuration text, such as {@link ConfigText#render}
   * writes.
   *
   * @param place what error messages call the text
   * @throws UserInputException where it is wrong
   */
  public static Experiment parse(String text, String place) {
    return read(ConfigSource.text(text, place), Map.of());
  }

  /**
   * The experiment of a run directory. Its {@code spark} section is ignored: it comes from the
   * present call.
   *
   * @param text the content of config.conf
   * @param place what error messages call it
   * @param directory the run directory, which stands for the stored output.dir: it may have been
   *     moved
   * @throws UserInputException where it is wrong
   */
  public static Experiment readStored(String text, String place, String directory) {
    Config stored = ConfigSource.text(text, place).withoutPath("spark");
    return read(stored, Map.of("output.dir", directory));
  }

  private static Experiment read(Config user, Map<String, ?> overrides) {
    Assignments assignments = Assignments.of(List.of(), overrides);
    return new ExperimentSource(user, assignments, List.of()).experiment();
  }

  /**
   * The name of an experiment that was named on the command line.
   *
   * @throws UserInputException where there is no such experiment
   */
  public static String nameOf(String experiment) {
    Config layers = ExperimentSource.user(experiment, false).withFallback(ConfigKeys.DEFAULTS);
    return (String) ConfigKeys.read("name", ExperimentSource.resolved(layers).get("name"));
  }
}
