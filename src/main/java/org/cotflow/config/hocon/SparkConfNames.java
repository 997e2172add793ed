package org.cotflow.config.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.parser.ConfigDocument;
import com.typesafe.config.parser.ConfigDocumentFactory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Refuses names in {@code spark.conf} of which HOCON keeps only one. In {@code a = 1, a.b = 2} the
 * key a is first a value, then a section; the later one replaces the earlier one.
 */
final class SparkConfNames {
  private static final List<String> SPARK_CONF = List.of("spark", "conf");
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)+)\"|[\\w-]+");

  /** Included files have been checked for themselves. */
  private static final Pattern INCLUDE =
      Pattern.compile("\\binclude\\s+(\\w+\\()*\"[^\"\\n]*\"\\)*");

  private SparkConfNames() {}

  /**
   * Compares what a text says with what was read from it.
   *
   * @param root what was read
   * @throws org.cotflow.base.UserInputException naming the shorter of two such names
   */
  static void requireAllKept(String hocon, ConfigParseOptions options, ConfigObject root) {
    Map<List<String>, ConfigValue> kept = entries(root);
    if (kept.isEmpty()) {
      return;
    }
    ConfigDocument document = ConfigDocumentFactory.parseString(hocon, options);
    ConfigDocument rest = document;
    Set<String> words = words(hocon);
    for (Map.Entry<List<String>, ConfigValue> entry : kept.entrySet()) {
      String path = ConfigUtil.joinPath(entry.getKey());
      if (words.stream().anyMatch(word -> document.hasPath(path + "." + word))) {
        throw continued(entry.getKey(), entry.getValue());
      }
      rest = rest.withoutPath(path);
    }
    String left = INCLUDE.matcher(rest.render()).replaceAll("");
    for (List<String> path : entries(ConfigFactory.parseString(left, options).root()).keySet()) {
      if (!kept.containsKey(path)) {
        throw continued(path, ConfigPath.at(root, path));
      }
    }
  }

  private static Set<String> words(String hocon) {
    Set<String> words = new HashSet<>();
    Matcher matcher = WORD.matcher(hocon);
    while (matcher.find()) {
      words.add(
          ConfigUtil.quoteString(matcher.group(1) == null ? matcher.group() : matcher.group(1)));
    }
    return words;
  }

  /** The values below {@code spark.conf} by their paths; without those that are not resolved. */
  private static Map<List<String>, ConfigValue> entries(ConfigObject root) {
    Map<List<String>, ConfigValue> entries = new LinkedHashMap<>();
    try {
      collect(SPARK_CONF, ConfigPath.at(root, SPARK_CONF), entries);
    } catch (ConfigException.NotResolved e) {
      return entries;
    }
    return entries;
  }

  private static void collect(
      List<String> path, ConfigValue value, Map<List<String>, ConfigValue> entries) {
    if (value instanceof ConfigObject section) {
      section.forEach(
          (name, inner) ->
              collect(Stream.concat(path.stream(), Stream.of(name)).toList(), inner, entries));
    } else if (value != null) {
      entries.put(path, value);
    }
  }

  private static RuntimeException continued(List<String> path, ConfigValue value) {
    return ConfigComplaint.of(
        value,
        String.join(".", path),
        "another name continues this one, and HOCON keeps only one of them; write both names in"
            + " quotation marks, as in \"spark.speculation\" = true");
  }
}
