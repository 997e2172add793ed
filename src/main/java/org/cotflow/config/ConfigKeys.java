package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.cotflow.base.Setting;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigSource;
import org.cotflow.config.hocon.ValueType;
import org.cotflow.config.keys.Key;
import org.cotflow.config.keys.NearestKey;
import org.cotflow.config.keys.OtherWords;
import org.cotflow.config.keys.RecordKeys;

/** The keys of an experiment by their paths, in the order of {@code defaults.conf}. */
public final class ConfigKeys {
  /** Every key with its default, its explanation in the comments of its origin; unresolved. */
  static final Config DEFAULTS = ConfigSource.resource(BuiltIns.class, "defaults.conf");

  static final RecordKeys<Experiment> EXPERIMENT =
      new RecordKeys<>(Experiment.class, DEFAULTS.root());

  private static final Set<String> PLACES = places();

  private ConfigKeys() {}

  /** What the values of a key are. */
  public enum Kind {
    WHOLE,
    REAL,
    OTHER
  }

  /** The keys that say only where a run happens, and the sections that have no other keys. */
  private static Set<String> places() {
    Set<String> places = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (Key<Experiment> key : EXPERIMENT.all()) {
      Set<String> kind = key.scope() == Setting.Scope.PLACE ? places : others;
      for (String path = key.path(); !path.isEmpty(); path = section(path)) {
        kind.add(path);
      }
    }
    places.removeAll(others);
    return places;
  }

  private static String section(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  public static List<String> paths() {
    return EXPERIMENT.paths();
  }

  /** What a key means. */
  public static String explanation(String path) {
    return String.join(" ", EXPERIMENT.explanation(List.of(path.split("\\."))));
  }

  public static boolean isKey(String path) {
    return EXPERIMENT.key(path) != null;
  }

  /** Whether keys lie below this path. */
  public static boolean isSection(String path) {
    return EXPERIMENT.isKeyOrSection(path) && !isKey(path);
  }

  /**
   * Whether a key says only where a run happens and what it writes, so that the numbers of the run
   * do not depend on it; also for entries of {@code spark.conf}.
   */
  public static boolean isPlace(String path) {
    return !path.isEmpty() && (PLACES.contains(path) || isPlace(section(path)));
  }

  /**
   * The keys that an experiment has for single parts of particles, with the parts; without those
   * that have a default and so stand in every experiment.
   */
  public static Map<String, String> ofParts(Experiment experiment) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : experiment.init().parts().keySet()) {
      parts.put("init." + part + ".std", part);
    }
    for (String part : experiment.flow().multipliers().parts().keySet()) {
      parts.put("flow.multipliers." + part, part);
    }
    parts.keySet().removeAll(paths());
    return parts;
  }

  /** "see ...": the key that ends with a word, or has its meaning; empty if there is none. */
  public static Optional<String> advice(String word) {
    return paths().stream()
        .filter(path -> path.endsWith("." + word))
        .findFirst()
        .map(path -> "see " + path)
        .or(() -> Optional.ofNullable(OtherWords.advice(word)));
  }

  /** "unknown key; the nearest key is ...". */
  public static String unknown(String path) {
    return EXPERIMENT.unknown(path);
  }

  /**
   * As {@link #unknown(String)}, of a key in a section that has all keys of an experiment.
   *
   * @param section its path, with a dot at its end
   */
  public static String unknown(String section, String path) {
    return NearestKey.advice(section, path, paths());
  }

  /** Whether the key holds numbers, and which: told by what it makes of 1 and of 0.5. */
  public static Kind kind(String path) {
    if (number(parsed(path, 0.5)) != null) {
      return Kind.REAL;
    }
    return number(parsed(path, 1)) != null ? Kind.WHOLE : Kind.OTHER;
  }

  private static Object parsed(String path, Number probe) {
    try {
      return EXPERIMENT.key(path).type().parse().from(ConfigValueFactory.fromAnyRef(probe));
    } catch (ValueType.Mismatch e) {
      return null;
    }
  }

  /**
   * The value of a key.
   *
   * @throws UserInputException where it is not of the key's type
   */
  public static Object read(String path, ConfigValue value) {
    return EXPERIMENT.key(path).read(value);
  }

  /** The number that a value of a key is; null where it is none. */
  static Double number(Object value) {
    if (value instanceof List<?> list && list.size() == 1) {
      return number(list.get(0));
    }
    return value instanceof Number number ? number.doubleValue() : null;
  }

  /** The number that an experiment has for a key; null where it has none. */
  public static Double number(String path, Experiment experiment) {
    return number(EXPERIMENT.key(path).of().apply(experiment));
  }

  /** The value that an experiment has for a key, for a table: texts without quotation marks. */
  public static String text(String path, Experiment experiment) {
    String rendered = EXPERIMENT.key(path).rendered(experiment);
    return rendered.startsWith("\"")
        ? ConfigFactory.parseString("value = " + rendered).getString("value")
        : rendered;
  }

  /**
   * The first key in which two experiments differ, in words; empty where there is none.
   *
   * @param ignored keys that may differ
   */
  public static Optional<String> difference(
      Experiment stored, Experiment given, Predicate<String> ignored) {
    return EXPERIMENT.in(List.of(stored, given)).stream()
        .filter(key -> !ignored.test(key.path()) && !key.sameIn(stored, given))
        .map(
            key ->
                "%s is %s there and %s here"
                    .formatted(key.path(), key.rendered(stored), key.rendered(given)))
        .findFirst();
  }
}
