package org.cotflow.config.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The free map {@code spark.conf}: nested names joined with dots, values as text. It is written
 * without its secrets, which is no loss, since a resumed run never reads it back.
 */
public final class SparkConfEntries {
  /** The text that Spark itself writes instead of a secret. */
  static final String REDACTED = "*********(redacted)";

  private static final String SPARK_CONF = "spark.conf.";

  /** Wider than Spark's own {@code spark.redaction.regex}: a needless redaction costs nothing. */
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)secret|passw|passphrase|token|credential|key");

  private static final Pattern SECRET_VALUE =
      Pattern.compile("(?i)secret|passw|passphrase|token|credential|access[._-]?key|api[._-]?key");

  public static final ValueType<Map<String, String>> TYPE =
      new ValueType<>(
          "a section { spark.NAME = VALUE ... }", SparkConfEntries::read, SparkConfEntries::render);

  private SparkConfEntries() {}

  private static Map<String, String> read(ConfigValue value) throws ValueType.Mismatch {
    SortedMap<String, String> entries = new TreeMap<>();
    if (!(value instanceof ConfigObject section)) {
      throw new ValueType.Mismatch();
    }
    putAll("", section, entries);
    return Collections.unmodifiableSortedMap(entries);
  }

  /**
   * Puts the value, or all the values below it, over {@code entries}; null removes an entry.
   *
   * @param name the entry's name without "spark.conf.", or a beginning of names before a section
   */
  public static void override(String name, ConfigValue value, Map<String, String> entries) {
    if (value instanceof ConfigObject section) {
      SortedMap<String, String> below = new TreeMap<>();
      putAll(name + ".", section, below);
      entries.putAll(below);
    } else {
      put(name, value, entries);
    }
  }

  private static void put(String name, ConfigValue value, Map<String, String> entries) {
    if (value instanceof ConfigObject section) {
      putAll(name + ".", section, entries);
      return;
    }
    if (!name.startsWith("spark.")) {
      throw ConfigComplaint.of(
          value,
          SPARK_CONF + name,
          "names in spark.conf start with spark., as in spark.conf.spark." + name);
    }
    switch (value.valueType()) {
      case NULL -> entries.remove(name);
      case STRING, NUMBER, BOOLEAN -> entries.put(name, value.atKey("value").getString("value"));
      case LIST, OBJECT ->
          throw ConfigComplaint.of(value, SPARK_CONF + name, "expected a text, found a list");
    }
  }

  private static void putAll(String prefix, ConfigObject section, Map<String, String> entries) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(section).entrySet()) {
      String name = prefix + entry.getKey();
      if (entries.containsKey(name)) {
        throw ConfigComplaint.of(
            entry.getValue(), SPARK_CONF + name, "given twice; expected one value");
      }
      put(name, entry.getValue(), entries);
    }
  }

  private static String render(Map<String, String> entries) {
    if (entries.isEmpty()) {
      return "{}";
    }
    StringBuilder text = new StringBuilder("{\n");
    new TreeMap<>(entries)
        .forEach(
            (name, value) ->
                text.append("  ")
                    .append(ConfigUtil.quoteString(name))
                    .append(" = ")
                    .append(ConfigUtil.quoteString(isSecret(name, value) ? REDACTED : value))
                    .append('\n'));
    return text.append('}').toString();
  }

  /** A word of a command, {@code KEY=VALUE} or another, without what may be a secret. */
  public static String redacted(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? "" : word.substring(0, equals);
    String value = word.substring(equals + 1);
    return !isSecret(name, value) ? word : equals < 0 ? REDACTED : name + "=" + REDACTED;
  }

  /** Whether the entry may hold a secret, by its name or by what its value looks like. */
  static boolean isSecret(String name, String value) {
    return SECRET_NAME.matcher(name).find()
        || SECRET_VALUE.matcher(value).find()
        || TextRules.hasCredentials(value);
  }
}
