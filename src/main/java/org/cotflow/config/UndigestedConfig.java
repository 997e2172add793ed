package org.cotflow.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Configurations of the first versions, which wrote every key but no digest below them. They are
 * complete if all keys of these versions are there; {@code undigested.keys} lists them.
 */
public final class UndigestedConfig {
  private static final Set<String> KEYS = keys();

  private UndigestedConfig() {}

  private static Set<String> keys() {
    try (InputStream in = UndigestedConfig.class.getResourceAsStream("undigested.keys")) {
      return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether a text is such a configuration, and whole.
   *
   * @param sections further ones that must be there
   */
  public static boolean isComplete(String text, List<String> sections) {
    try {
      ConfigObject root = ConfigFactory.parseString(text).root();
      Set<String> found = new HashSet<>();
      collect("", root, sections, found);
      return found.equals(KEYS) && root.keySet().containsAll(sections);
    } catch (ConfigException cut) {
      return false;
    }
  }

  private static void collect(
      String prefix, ConfigObject section, List<String> others, Set<String> found) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String path = prefix + entry.getKey();
      if (!KEYS.contains(path) && entry.getValue() instanceof ConfigObject inner) {
        if (!others.contains(path)) {
          collect(path + ".", inner, others, found);
        }
      } else {
        found.add(path);
      }
    }
  }
}
