package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cotflow.base.UserInputException;

/**
 * The layers of a configuration before they are read as one experiment, so that variants can be
 * read: the same layers with some keys assigned over all of them. Substitutions follow the assigned
 * keys. The section {@code sweep}, which is no key of an experiment, is handed out as it stands.
 */
public final class ExperimentSource {
  /** The section that says how experiments vary. */
  public static final String SWEEP = "sweep";

  private final Config user;
  private final Assignments assignments;
  private final Config sweepSets;
  private final List<String> sweepKeysSet;

  private ExperimentSource(Config user, List<String> sets, Map<String, ?> overrides) {
    this.user = user;
    List<String> ofSweep = sets.stream().filter(ExperimentSource::isOfSweep).toList();
    this.assignments =
        Assignments.of(sets.stream().filter(set -> !isOfSweep(set)).toList(), overrides);
    this.sweepSets = Assignments.ofSweep(ofSweep);
    this.sweepKeysSet =
        ofSweep.stream().map(set -> set.substring(0, set.indexOf('=')).strip()).toList();
  }

  private static boolean isOfSweep(String set) {
    String key = set.strip();
    return key.startsWith(SWEEP + ".") && key.indexOf('=') > 0;
  }

  /**
   * What a user asked for; the arguments are those of {@link ExperimentConfig#load(String, List,
   * Map, boolean)}, but assignments may also be to {@code sweep.KEY}.
   *
   * @throws UserInputException where there is no such experiment, or its text is no configuration
   */
  public static ExperimentSource load(
      String experiment, List<String> sets, Map<String, ?> overrides, boolean underSparkSubmit) {
    return new ExperimentSource(
        ExperimentConfig.user(experiment, underSparkSubmit), sets, overrides);
  }

  /**
   * The layers in a configuration text.
   *
   * @param place what error messages call it
   * @throws UserInputException where it is no configuration
   */
  public static ExperimentSource parse(String text, String place) {
    return new ExperimentSource(ConfigSource.text(text, place), List.of(), Map.of());
  }

  /** The experiment itself, complete and checked. */
  public Experiment experiment() {
    return ExperimentConfig.read(user, assignments);
  }

  /** The resolved section {@code sweep}; empty where there is none. */
  public ConfigObject sweep() {
    Config layers =
        sweepSets
            .withFallback(assignments.layer())
            .withFallback(user)
            .withFallback(ExperimentConfig.DEFAULTS);
    ConfigValue section = ExperimentConfig.resolved(layers).get(SWEEP);
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
            Stream.concat(sweepKeysSet.stream(), Stream.of(key))
                .dropWhile(k -> !within(key, k))
                .count();
  }

  private static boolean within(String key, String section) {
    return key.equals(section) || key.startsWith(section + ".");
  }

  private ConfigValue written(String path) {
    ConfigResolveOptions lenient = ConfigResolveOptions.defaults().setAllowUnresolved(true);
    ConfigValue value = user.withFallback(ExperimentConfig.DEFAULTS).resolve(lenient).root();
    try {
      for (String part : (SWEEP + "." + path).split("\\.")) {
        value = value instanceof ConfigObject section ? section.get(part) : null;
      }
      return value;
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
    Config below = assignments.layer().withFallback(user).withoutPath("spark");
    Config layers = layer.withFallback(below).withFallback(ExperimentConfig.DEFAULTS);
    return new Variant(ExperimentConfig.resolved(layers).withoutKey(SWEEP));
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
      ConfigValue value = root;
      for (String part : path.split("\\.")) {
        value = value instanceof ConfigObject section ? section.get(part) : null;
      }
      return value == null ? null : ConfigKeys.number(ConfigKeys.read(path, value));
    }

    /**
     * The whole experiment.
     *
     * @throws UserInputException where a value, or two values together, are wrong
     */
    public Experiment experiment() {
      Schema.check(root);
      return ExperimentReader.read(root, Map.of());
    }
  }
}
