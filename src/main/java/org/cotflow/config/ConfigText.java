package org.cotflow.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    return HEADER + new Writer(experiment, key -> "").text();
  }

  /** The complete configuration, with the default beside each value that differs from it. */
  public static String explain(Experiment experiment) {
    Experiment plain = defaultsFor(experiment);
    return new Writer(
            experiment,
            key -> {
              String usual = key.rendered(plain);
              return usual.equals(key.rendered(experiment)) ? "" : "  # changed; default: " + usual;
            })
        .text();
  }

  /** The value of every key as it is written into a configuration, in the order of the keys. */
  public static Map<String, String> values(Experiment experiment) {
    Map<String, String> values = new LinkedHashMap<>();
    Keys.ALL.forEach(key -> values.put(key.path(), key.rendered(experiment)));
    return values;
  }

  /** All keys at their defaults, which for the output directory depends on the name. */
  private static Experiment defaultsFor(Experiment experiment) {
    Config name =
        ConfigValueFactory.fromAnyRef(experiment.name(), Keys.NAME.path()).atPath(Keys.NAME.path());
    return ExperimentConfig.read(name, Assignments.none());
  }

  /** Opens and closes sections while it walks through the keys. */
  private static final class Writer {
    private final ConfigObject explained = ExperimentConfig.DEFAULTS.root();
    private final StringBuilder text = new StringBuilder();
    private final List<String> open = new ArrayList<>();
    private boolean first = true;

    Writer(Experiment experiment, Function<Key<?>, String> remark) {
      for (Key<?> key : Keys.ALL) {
        List<String> parts = List.of(key.path().split("\\."));
        enter(parts.subList(0, parts.size() - 1));
        comments(parts);
        line(
            parts.get(parts.size() - 1)
                + between(key)
                + key.rendered(experiment)
                + remark.apply(key));
      }
      enter(List.of());
    }

    String text() {
      return text.toString();
    }

    private static String between(Key<?> key) {
      return key == Keys.SPARK_CONF ? " " : " = ";
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
      ConfigValue value = explained;
      for (String part : path) {
        value = ((ConfigObject) value).get(part);
      }
      value.origin().comments().forEach(comment -> line("# " + comment.strip()));
    }

    private void line(String content) {
      content
          .lines()
          .forEach(part -> text.append("  ".repeat(open.size())).append(part).append('\n'));
    }
  }
}
