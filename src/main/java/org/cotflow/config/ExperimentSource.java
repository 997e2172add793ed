package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cotflow.base.NearestName;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.ConfigPath;
import org.cotflow.config.hocon.ConfigSource;
import org.cotflow.config.hocon.SparkConfEntries;
import org.cotflow.config.keys.NearestKey;

/**
 * The layers of a configuration before they are read as one experiment. Each is stronger than the
 * next: overrides, {@code --set} in the order given, the experiment's file, the engine that suits
 * spark-submit, the name of the file, {@code defaults.conf}. Substitutions are resolved over all
 * layers together; the environment is read only where a file asks for a variable.
 *
 * <p>Variants have further keys over all layers, and substitutions follow them. The section {@code
 * sweep}, which is no key of an experiment, is returned as it stands.
 */
public final class ExperimentSource {
  /** The section that says how experiments vary. */
  public static final String SWEEP = NearestKey.SWEEP;

  private static final String FILE_ENDING = ".conf";

  private final Config user;
  private final Assignments assignments;
  private final List<String> sweepSets;
  private final Config belowVariants;

  /**
   * The layers between the assignments and the defaults, with the assignments.
   *
   * @param sweepSets assignments to keys of the section {@code sweep}
   */
  ExperimentSource(Config user, Assignments assignments, List<String> sweepSets) {
    this.user = user;
    this.assignments = assignments;
    this.sweepSets = sweepSets;
    this.belowVariants =
        assignments
            .layer()
            .withFallback(user)
            .withoutPath("spark")
            .withFallback(ConfigKeys.DEFAULTS);
  }

  /**
   * What a user asked for; the arguments are those of {@link ExperimentConfig#load(String, List,
   * Map, boolean)}, but assignments may also be to {@code sweep.KEY}.
   *
   * @throws UserInputException where there is no such experiment, or its text is no configuration
   */
  public static ExperimentSource load(
      String experiment, List<String> sets, Map<String, ?> overrides, boolean underSparkSubmit) {
    Predicate<String> ofSweep =
        set -> set.strip().startsWith(SWEEP + ".") && set.strip().indexOf('=') > 0;
    return new ExperimentSource(
        user(experiment, underSparkSubmit),
        Assignments.of(sets.stream().filter(ofSweep.negate()).toList(), overrides),
        sets.stream().filter(ofSweep).toList());
  }

  /**
   * The layers in a configuration text.
   *
   * @param place what error messages call it
   * @throws UserInputException where it is no configuration
   */
  public static ExperimentSource parse(String text, String place) {
    Assignments none = Assignments.of(List.of(), Map.of());
    return new ExperimentSource(ConfigSource.text(text, place), none, List.of());
  }

  /** The layers of a named experiment between the assignments and the defaults. */
  static Config user(String experiment, boolean underSparkSubmit) {
    String file = experiment.substring(experiment.lastIndexOf('/') + 1);
    boolean hasEnding = file.endsWith(FILE_ENDING);
    Config lower =
        value("name", file.substring(0, file.length() - (hasEnding ? FILE_ENDING.length() : 0)));
    if (underSparkSubmit) {
      lower = value("engine.kind", "spark").withFallback(lower);
    }
    return source(experiment).withFallback(lower);
  }

  private static Config value(String key, String text) {
    return ConfigValueFactory.fromAnyRef(text, "the command line").atPath(key);
  }

  private static Config source(String experiment) {
    BuiltIns builtIn = BuiltIns.named(experiment).orElse(null);
    if (builtIn != null) {
      return ConfigSource.resource(BuiltIns.class, builtIn.resource());
    }
    if (experiment.endsWith(FILE_ENDING)) {
      return ConfigSource.file(experiment);
    }
    String shown = ConfigComplaint.oneLine(experiment, 80);
    if (experiment.contains("/")) {
      throw ConfigComplaint.of(
          "%s is no experiment: give a built-in one (see cotflow list), or a file that ends in %s"
              .formatted(shown, FILE_ENDING));
    }
    throw ConfigComplaint.of(
        "there is no experiment %s; the nearest is %s, and the path of a file has to end in %s"
            .formatted(
                shown,
                NearestName.ofDotted(experiment, BuiltIns.names()).orElseThrow(),
                FILE_ENDING));
  }

  private Config layers() {
    return assignments.layer().withFallback(user).withFallback(ConfigKeys.DEFAULTS);
  }

  static ConfigObject resolved(Config layers) {
    try {
      return layers.resolve().root();
    } catch (ConfigException e) {
      // A wrong name breaks the default output directory, which would then be what is reported.
      ConfigValue name = layers.root().get("name");
      if (name instanceof ConfigList || name instanceof ConfigObject) {
        ConfigKeys.read("name", name);
      }
      throw ConfigComplaint.of(e);
    }
  }

  /** The experiment itself, complete and checked. The section {@code sweep} is none of its keys. */
  public Experiment experiment() {
    try {
      ConfigObject root = resolved(layers());
      boolean swept = root.get(SWEEP) instanceof ConfigObject;
      return read(swept ? root.withoutKey(SWEEP) : root, assignments.sparkConf());
    } catch (StackOverflowError e) {
      throw ConfigComplaint.of("the configuration is nested too deeply");
    }
  }

  private static Experiment read(ConfigObject root, Map<String, ConfigValue> sparkConf) {
    Experiment read = ConfigKeys.EXPERIMENT.read(root);
    SortedMap<String, String> entries = new TreeMap<>(read.spark().conf());
    sparkConf.forEach((name, value) -> SparkConfEntries.override(name, value, entries));
    Experiment experiment =
        read.withSpark(read.spark().withConf(Collections.unmodifiableSortedMap(entries)));
    ExperimentRules.check(experiment, root);
    return experiment;
  }

  /** The resolved section {@code sweep}; empty where there is none. */
  public ConfigObject sweep() {
    Config layers = Assignments.ofSweep(sweepSets).withFallback(layers());
    ConfigValue section = resolved(layers).get(SWEEP);
    if (section == null) {
      return ConfigFactory.empty().root();
    }
    if (section instanceof ConfigObject object) {
      return object;
    }
    throw ConfigComplaint.of(
        section,
        SWEEP,
        "expected a section { ... } with keys such as network.width, found "
            + ConfigComplaint.found(section));
  }

  /**
   * Where a key of the section {@code sweep} was written: its line, or a number after all lines, in
   * the order given, for keys that only the command line has.
   *
   * @param path below {@code sweep}
   */
  public int position(String path) {
    ConfigValue written = written(path);
    if (written != null) {
      return Math.max(0, written.origin().lineNumber());
    }
    String key = SWEEP + "." + path;
    return Integer.MAX_VALUE
        - (int)
            Stream.concat(sweepSets.stream().map(Assignments::key), Stream.of(key))
                .dropWhile(k -> !within(key, k))
                .count();
  }

  private static boolean within(String key, String section) {
    return key.equals(section) || key.startsWith(section + ".");
  }

  private ConfigValue written(String path) {
    ConfigResolveOptions lenient = ConfigResolveOptions.defaults().setAllowUnresolved(true);
    ConfigObject root = user.withFallback(ConfigKeys.DEFAULTS).resolve(lenient).root();
    try {
      return ConfigPath.at(root, SWEEP + "." + path);
    } catch (ConfigException.NotResolved e) {
      return null;
    }
  }

  /**
   * The layers with further keys over them. The section {@code spark} is left at its defaults: a
   * variant runs wherever it is sent.
   *
   * @param values by key path
   */
  public Variant with(Map<String, ConfigValue> values) {
    Config layer = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
      layer = layer.withValue(entry.getKey(), entry.getValue());
    }
    return new Variant(resolved(layer.withFallback(belowVariants)).withoutKey(SWEEP));
  }

  /**
   * A configuration of which single keys can be asked before it is read as a whole.
   *
   * @param root resolved
   */
  public record Variant(ConfigObject root) {
    /**
     * The number that a key holds; null where it holds none, such as {@code auto} or a list.
     *
     * @throws UserInputException where the value is not of the key's type
     */
    public Double number(String path) {
      ConfigValue value = ConfigPath.at(root, path);
      return value == null ? null : ConfigKeys.number(ConfigKeys.read(path, value));
    }

    /**
     * The whole experiment.
     *
     * @throws UserInputException where a value, or two values together, are wrong
     */
    public Experiment experiment() {
      return read(root, Map.of());
    }
  }
}
