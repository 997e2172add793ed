package org.cotflow.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which keys there are: those of {@link Keys} and the sections that hold them. */
final class Schema {
  private static final Set<String> LEAVES = new LinkedHashSet<>(Keys.PATHS);
  private static final Set<String> SECTIONS = sections();

  private Schema() {}

  private static Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    for (String path : Keys.PATHS) {
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        sections.add(path.substring(0, dot));
      }
    }
    return sections;
  }

  static boolean isKeyOrSection(String path) {
    return LEAVES.contains(path) || SECTIONS.contains(path);
  }

  /**
   * Checks that a configuration has known keys only, and sections where sections belong.
   *
   * @throws org.cotflow.base.UserInputException naming the first key that is not so
   */
  static void check(ConfigObject root) {
    check("", root);
  }

  private static void check(String prefix, ConfigObject section) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(section).entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      if (SECTIONS.contains(path)) {
        if (!(value instanceof ConfigObject inner)) {
          throw ConfigComplaint.of(
              value,
              path,
              "expected a section { ... } with keys such as "
                  + firstKeyIn(path)
                  + ", found "
                  + ConfigComplaint.found(value));
        }
        check(path + ".", inner);
      } else if (!LEAVES.contains(path)) {
        throw ConfigComplaint.of(value, path, unknown(path));
      }
    }
  }

  private static String firstKeyIn(String section) {
    return Keys.PATHS.stream()
        .filter(path -> path.startsWith(section + "."))
        .findFirst()
        .orElseThrow();
  }

  static String unknown(String path) {
    return "unknown key; the nearest key is " + NearestKey.of(path, LEAVES);
  }
}
