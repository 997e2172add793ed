package org.cotflow.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cotflow.config.keys.Key;
import org.cotflow.config.keys.RecordKeys;

/**
 * Writes experiments as configuration texts: every key in its section, in the order of {@code
 * defaults.conf} and with the explanation given there. What is written reads back as an equal
 * experiment, apart from secrets in {@code spark.conf}, which are left out.
 */
public final class ConfigText {
  private static final String HEADER =
      "# The complete configuration of a run. A resumed run reads it, except for the section"
          + " spark.\n\n";

  private ConfigText() {}

  /** The complete configuration, as it stands in config.conf. */
  public static String render(Experiment experiment) {
    return HEADER + text(ConfigKeys.EXPERIMENT, experiment, key -> "");
  }

  /** The complete configuration, with the default beside each value that differs from it. */
  public static String explain(Experiment experiment) {
    // The default output directory depends on the name.
    String name = "name = " + ConfigUtil.quoteString(experiment.name());
    Experiment plain = ExperimentConfig.parse(name, "name");
    return text(
        ConfigKeys.EXPERIMENT,
        experiment,
        key -> {
          String usual = key.rendered(plain);
          return usual.equals(key.rendered(experiment)) ? "" : "  # changed; default: " + usual;
        });
  }

  /** The value of every key as it is written into a configuration, in the order of the keys. */
  public static Map<String, String> values(Experiment experiment) {
    Map<String, String> values = new LinkedHashMap<>();
    ConfigKeys.EXPERIMENT
        .in(List.of(experiment))
        .forEach(key -> values.put(key.path(), key.rendered(experiment)));
    return values;
  }

  /** The value of every key by its path, in the order of the keys: numbers, texts, lists. */
  public static Map<String, Object> object(Experiment experiment) {
    Map<String, Object> values = new LinkedHashMap<>();
    values(experiment)
        .forEach(
            (path, text) ->
                values.put(
                    path,
                    ConfigFactory.parseString("value = " + text).root().get("value").unwrapped()));
    return values;
  }

  /**
   * Every key of a record.
   *
   * @param remark what follows the value of a key
   */
  static <R extends Record> String text(
      RecordKeys<R> keys, R record, Function<Key<R>, String> remark) {
    Writer writer = new Writer(keys::explanation);
    keys.in(List.of(record))
        .forEach(key -> writer.write(key.path(), key.rendered(record) + remark.apply(key)));
    writer.enter(List.of());
    return writer.text.toString();
  }

  /** Opens and closes sections while it walks through the keys. */
  private static final class Writer {
    private final Function<List<String>, List<String>> explanation;
    private final StringBuilder text = new StringBuilder();
    private final List<String> open = new ArrayList<>();
    private boolean first = true;

    Writer(Function<List<String>, List<String>> explanation) {
      this.explanation = explanation;
    }

    void write(String path, String value) {
      List<String> parts = List.of(path.split("\\."));
      enter(parts.subList(0, parts.size() - 1));
      comments(parts);
      line(parts.get(parts.size() - 1) + (value.startsWith("{") ? " " : " = ") + value);
    }

    private void enter(List<String> sections) {
      int common = 0;
      while (common < Math.min(open.size(), sections.size())
          && open.get(common).equals(sections.get(common))) {
        common++;
      }
      while (open.size() > common) {
        open.remove(open.size() - 1);
        line("}");
      }
      for (String section : sections.subList(common, sections.size())) {
        comments(sections.subList(0, open.size() + 1));
        line(section + " {");
        open.add(section);
        first = true;
      }
    }

    /** A blank line, unless a section has just begun, and the explanation of the key. */
    private void comments(List<String> path) {
      if (!first) {
        text.append('\n');
      }
      first = false;
      explanation.apply(path).forEach(comment -> line("# " + comment));
    }

    private void line(String content) {
      content
          .lines()
          .forEach(part -> text.append("  ".repeat(open.size())).append(part).append('\n'));
    }
  }
}
