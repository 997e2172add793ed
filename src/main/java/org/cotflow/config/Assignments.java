package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.UserInputException;
import org.cotflow.config.hocon.ConfigComplaint;
import org.cotflow.config.hocon.ConfigSource;
import org.cotflow.config.hocon.ValueType;

/**
 * What was set for one call, over everything that files say; later assignments win.
 *
 * @param layer the assigned keys but those inside of {@code spark.conf}
 * @param sparkConf the entries of {@code spark.conf} by their names, which may hold dots
 */
record Assignments(Config layer, Map<String, ConfigValue> sparkConf) {
  private static final String SPARK_CONF = "spark.conf.";

  /**
   * Reads assignments {@code key=value}. A value is HOCON where it starts with {@code [}, <code>{
   * </code> or a quotation mark, or is a number, true, false or null; otherwise it is taken as it
   * stands.
   *
   * @param sets as they follow {@code --set}
   * @param overrides further keys with plain values (text, numbers, booleans, lists), stronger than
   *     {@code sets}
   * @throws org.cotflow.base.UserInputException where one is no assignment or its key is unknown
   */
  static Assignments of(List<String> sets, Map<String, ?> overrides) {
    Builder builder = new Builder();
    sets.forEach(set -> builder.put(key(set), valueOf(set)));
    overrides.forEach(
        (key, value) ->
            builder.put(key, ConfigValueFactory.fromAnyRef(value, ConfigComplaint.CALL)));
    return new Assignments(builder.layer, builder.sparkConf);
  }

  /**
   * Assignments to keys of the section {@code sweep} alone, as one layer.
   *
   * @throws org.cotflow.base.UserInputException where one is no assignment
   */
  static Config ofSweep(List<String> sets) {
    Config layer = ConfigFactory.empty();
    for (String set : sets) {
      try {
        layer = valueOf(set).atPath(key(set)).withFallback(layer);
      } catch (ConfigException e) {
        throw ConfigComplaint.of(
            place(key(set)) + ": not a key; expected one as in sweep.init.seed");
      }
    }
    return layer;
  }

  /** The key of an assignment. */
  static String key(String set) {
    return set.substring(0, equalsSign(set)).strip();
  }

  private static int equalsSign(String set) {
    int equals = set.indexOf('=');
    if (equals < 0) {
      throw ConfigComplaint.of(
          place(ConfigComplaint.oneLine(set, 80)) + ": expected key=value, as in flow.steps=100");
    }
    return equals;
  }

  private static String place(String key) {
    return ConfigComplaint.SET + key;
  }

  private static ConfigValue valueOf(String set) {
    String key = key(set);
    String text = set.substring(equalsSign(set) + 1);
    String trimmed = text.strip();
    if (trimmed.isEmpty() || !isHocon(trimmed)) {
      return ConfigValueFactory.fromAnyRef(text, place(key));
    }
    Config parsed;
    try {
      parsed = ConfigSource.text("value = " + trimmed, place(key)).resolve();
    } catch (ConfigException | UserInputException e) {
      throw ConfigComplaint.of(
          place(key)
              + ": cannot be read as HOCON"
              + (key.startsWith(SPARK_CONF) ? "" : ": " + trimmed)
              + "; text with a special first character goes into double quotation marks");
    }
    ConfigValue value = parsed.root().get("value");
    if (value == null || parsed.root().size() != 1) {
      throw ConfigComplaint.of(place(key) + ": expected one value, found several");
    }
    return value;
  }

  private static boolean isHocon(String text) {
    return "[{\"".indexOf(text.charAt(0)) >= 0
        || ValueType.isNumber(text)
        || text.equals("true")
        || text.equals("false")
        || text.equals("null");
  }

  /** The name of an entry of {@code spark.conf}; as in a file, it may be in quotation marks. */
  private static String unquoted(String key, ConfigValue value) {
    String name = key.substring(SPARK_CONF.length());
    try {
      return name.indexOf('"') < 0 ? name : String.join(".", ConfigUtil.splitPath(name));
    } catch (ConfigException e) {
      throw ConfigComplaint.of(value, key, "expected both quotation marks around a name, or none");
    }
  }

  private static final class Builder {
    private Config layer = ConfigFactory.empty();
    private final Map<String, ConfigValue> sparkConf = new LinkedHashMap<>();

    void put(String key, ConfigValue value) {
      if (key.startsWith(SPARK_CONF) && key.length() > SPARK_CONF.length()) {
        String name = unquoted(key, value);
        sparkConf.remove(name);
        sparkConf.put(name, value);
      } else if (ConfigKeys.EXPERIMENT.isKeyOrSection(key)) {
        layer = value.atPath(key).withFallback(layer);
      } else if (ConfigKeys.EXPERIMENT.isColumnOfKey(key)) {
        putColumn(key, value);
      } else {
        throw ConfigComplaint.of(value, key, ConfigKeys.unknown(key));
      }
    }

    private void putColumn(String key, ConfigValue value) {
      try {
        layer = value.atPath(key).withFallback(layer);
      } catch (ConfigException e) {
        throw ConfigComplaint.of(
            value, key, "expected the name of a column, in quotation marks where it is no word");
      }
    }
  }
}
