package org.cotflow.config.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;

/** Looks up values by dotted paths. */
public final class ConfigPath {
  private ConfigPath() {}

  /** The value at a path; null where a part of it is missing or no section. */
  public static ConfigValue at(ConfigObject root, List<String> path) {
    ConfigValue value = root;
    for (String part : path) {
      value = value instanceof ConfigObject section ? section.get(part) : null;
    }
    return value;
  }

  public static ConfigValue at(ConfigObject root, String path) {
    return at(root, List.of(path.split("\\.")));
  }
}
