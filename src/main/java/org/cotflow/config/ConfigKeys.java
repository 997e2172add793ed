package org.cotflow.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.cotflow.base.UserInputException;

/** The keys of the configuration by their paths, for those who vary or tabulate them. */
public final class ConfigKeys {
  private static final Map<String, Key<?>> BY_PATH = byPath();

  private ConfigKeys() {}

  /** What the values of a key are. */
  public enum Kind {
    WHOLE,
    REAL,
    OTHER
  }

  private static Map<String, Key<?>> byPath() {
    Map<String, Key<?>> keys = new HashMap<>();
    Keys.ALL.forEach(key -> keys.put(key.path(), key));
    return keys;
  }

  /** All paths, in the order of {@code defaults.conf}. */
  public static List<String> paths() {
    return Keys.PATHS;
  }

  public static boolean isKey(String path) {
    return BY_PATH.containsKey(path);
  }

  /** Whether keys lie below this path. */
  public static boolean isSection(String path) {
    return Schema.isKeyOrSection(path) && !isKey(path);
  }

  /** "unknown key; the nearest key is ...". */
  public static String unknown(String path) {
    return Schema.unknown(path);
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
      return BY_PATH.get(path).type().parse().from(ConfigValueFactory.fromAnyRef(probe));
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
    return BY_PATH.get(path).read(value);
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
    return number(BY_PATH.get(path).of().apply(experiment));
  }

  /** The value that an experiment has for a key, for a table: texts without quotation marks. */
  public static String text(String path, Experiment experiment) {
    String rendered = BY_PATH.get(path).rendered(experiment);
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
    return Keys.ALL.stream()
        .filter(key -> !ignored.test(key.path()) && !key.sameIn(stored, given))
        .map(key -> difference(key, stored, given))
        .findFirst();
  }

  private static String difference(Key<?> key, Experiment stored, Experiment given) {
    return key.path()
        + " is "
        + key.rendered(stored)
        + " there and "
        + key.rendered(given)
        + " here";
  }
}
