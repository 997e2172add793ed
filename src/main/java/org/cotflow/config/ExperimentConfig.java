package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Keyword;
import org.cotflow.base.UserInputException;
import org.cotflow.engine.EngineSpec;

/**
 * Reads experiments from configurations.
 *
 * <p>The layers, each over the next: overrides, {@code --set} in the order given, the experiment's
 * file, the engine that suits spark-submit, the name after the file, {@code defaults.conf}.
 * Substitutions are resolved over all layers together; the environment is seen only where a file
 * asks for a variable.
 */
public final class ExperimentConfig {
  /** Every key with its default, its explanation in the comments of its origin; unresolved. */
  static final Config DEFAULTS = ConfigSource.resource("defaults.conf");

  private static final String FILE_ENDING = ".conf";

  private ExperimentConfig() {}

  /** The experiment with every key at its default. */
  public static Experiment defaults() {
    return read(ConfigFactory.empty(), Assignments.none());
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
    return read(user(experiment, underSparkSubmit), Assignments.of(sets, overrides));
  }

  /** The layers between the assignments and the defaults. */
  static Config user(String experiment, boolean underSparkSubmit) {
    Config lower = value(Keys.NAME, nameAfter(experiment));
    if (underSparkSubmit) {
      lower = value(Keys.ENGINE_KIND, Keyword.of(EngineSpec.Kind.SPARK)).withFallback(lower);
    }
    return source(experiment).withFallback(lower);
  }

  /**
   * The experiment in a complete or partial configuration text, such as {@link ConfigText#render}
   * writes.
   *
   * @param place what error messages call the text
   * @throws UserInputException where it is wrong
   */
  public static Experiment parse(String text, String place) {
    return read(ConfigSource.text(text, place), Assignments.none());
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
    Assignments here = Assignments.of(List.of(), Map.of(Keys.OUTPUT_DIR.path(), directory));
    return read(stored, here);
  }

  /**
   * The name of an experiment that was named on the command line.
   *
   * @throws UserInputException where there is no such experiment
   */
  public static String nameOf(String experiment) {
    Config layers =
        source(experiment)
            .withFallback(value(Keys.NAME, nameAfter(experiment)))
            .withFallback(DEFAULTS);
    return Keys.NAME.read(resolved(layers).get(Keys.NAME.path()));
  }

  /** The experiment as the layers give it. */
  static Experiment read(Config user, Assignments assignments) {
    Config layers = assignments.layer().withFallback(user).withFallback(DEFAULTS);
    try {
      ConfigObject root = withoutSweep(resolved(layers));
      Schema.check(root);
      return ExperimentReader.read(root, assignments.sparkConf());
    } catch (StackOverflowError e) {
      throw ConfigComplaint.of("the configuration is nested too deeply");
    }
  }

  /** A run is one experiment; what {@code cotflow sweep} makes of it is none of its keys. */
  private static ConfigObject withoutSweep(ConfigObject root) {
    return root.get(ExperimentSource.SWEEP) instanceof ConfigObject
        ? root.withoutKey(ExperimentSource.SWEEP)
        : root;
  }

  static ConfigObject resolved(Config layers) {
    try {
      return layers.resolve().root();
    } catch (ConfigException e) {
      checkName(layers);
      throw ConfigComplaint.of(e);
    }
  }

  /**
   * A wrong name breaks the default output directory, which would then be what is complained of.
   */
  private static void checkName(Config layers) {
    ConfigValue name = layers.root().get(Keys.NAME.path());
    if (name instanceof ConfigList || name instanceof ConfigObject) {
      Keys.NAME.read(name);
    }
  }

  private static Config source(String experiment) {
    BuiltIns builtIn = BuiltIns.named(experiment).orElse(null);
    if (builtIn != null) {
      return ConfigSource.resource(builtIn.resource());
    }
    if (experiment.endsWith(FILE_ENDING)) {
      return ConfigSource.file(experiment);
    }
    throw ConfigComplaint.of(
        "there is no experiment "
            + ConfigComplaint.oneLine(experiment, 80)
            + "; the nearest is "
            + NearestKey.of(experiment, BuiltIns.names())
            + ", and the path of a file has to end in "
            + FILE_ENDING);
  }

  private static String nameAfter(String experiment) {
    String last = experiment.substring(experiment.lastIndexOf('/') + 1);
    return last.endsWith(FILE_ENDING)
        ? last.substring(0, last.length() - FILE_ENDING.length())
        : last;
  }

  private static Config value(Key<?> key, String text) {
    return ConfigValueFactory.fromAnyRef(text, "the command line").atPath(key.path());
  }
}
