package org.cotflow.config;

import java.util.List;
import org.cotflow.config.keys.Key;
import org.cotflow.config.keys.RecordKeys;

/** Writes the reference of all configuration keys, docs/configuration.md. */
public final class ConfigReference {
  private static final String HEAD =
      """
      # Configuration

      <!-- Written by `scripts/cotflow config --markdown`; edit src/main/resources/org/cotflow/config/defaults.conf instead. -->

      A configuration file holds what differs from the defaults, in HOCON:

      ```
      data.source = "csv:samples.csv"
      network { depth = 16, width = 256 }
      ```

      Train with it by `scripts/cotflow train FILE.conf`. On the command line, `--set network.depth=16` sets one key.
      `scripts/cotflow config FILE.conf` prints the complete configuration. An unknown key or a value out of range is an error.

      The numbers of a run depend on these keys, except where a key is marked *place*: it says only where a run happens and what
      it writes. A resumed run may change keys that are marked *place* (except `output.dir`) or *extent* (how far a run goes).
      """;

  private ConfigReference() {}

  /** All keys in their order: what they mean and accept, their default and an example. */
  public static String markdown() {
    RecordKeys<Experiment> keys = ConfigKeys.EXPERIMENT;
    Experiment defaults = ExperimentConfig.defaults();
    StringBuilder text = new StringBuilder(HEAD);
    String section = "";
    for (Key<Experiment> key : keys.all()) {
      int dot = key.path().indexOf('.');
      if (dot > 0 && !key.path().substring(0, dot).equals(section)) {
        section = key.path().substring(0, dot);
        text.append("\n## ").append(section).append("\n\n").append(words(keys, section));
      }
      text.append("\n### `%s`\n\n%s\n".formatted(key.path(), words(keys, key.path())))
          .append("- accepts: ")
          .append(key.type().expected())
          .append('\n')
          .append("- default: `")
          .append(key.rendered(defaults))
          .append("`\n")
          .append("- example: `")
          .append(key.path())
          .append(" = ")
          .append(keys.example(key.path()))
          .append("`\n");
      switch (key.scope()) {
        case PLACE -> text.append("- *place*\n");
        case EXTENT -> text.append("- *extent*\n");
        case NUMBERS -> {}
      }
    }
    return text.toString();
  }

  private static String words(RecordKeys<Experiment> keys, String path) {
    return String.join("\n", keys.explanation(List.of(path.split("\\.")))) + "\n";
  }
}
