package org.cotflow.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which texts are names, paths and sources. Paths with a user name or password in them are refused:
 * they would end in files and reports; credentials belong into {@code spark.conf} or into Hadoop's
 * own configuration.
 */
final class TextRules {
  private static final Set<String> BUILT_IN_SOURCES =
      Set.of("digits", "diabetes", "moons", "gaussian");
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/]*@");

  /** Azure's paths have the container before the @, which is no secret. */
  private static final Pattern CONTAINER = Pattern.compile("(abfs|wasb)s?://[^/:@]*@[^/@]*(/.*)?");

  private TextRules() {}

  static boolean isName(String text) {
    return !text.isBlank()
        && !text.equals(".")
        && !text.equals("..")
        && text.indexOf('/') < 0
        && text.indexOf('\\') < 0
        && hasNoControl(text);
  }

  static boolean isPath(String text) {
    return !text.isBlank() && hasNoControl(text) && !hasCredentials(text);
  }

  static boolean isDataSource(String text) {
    return BUILT_IN_SOURCES.contains(text) || isPathAfter(text, "csv:", "npz:", "parquet:");
  }

  static boolean isInitSource(String text) {
    return isPathAfter(text, "npz:", "run:");
  }

  static boolean hasCredentials(String text) {
    return CREDENTIALS.matcher(text).find() && !CONTAINER.matcher(text).matches();
  }

  private static boolean isPathAfter(String text, String... prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix)) {
        return isPath(text.substring(prefix.length()));
      }
    }
    return false;
  }

  private static boolean hasNoControl(String text) {
    return text.codePoints().noneMatch(ConfigComplaint::isControl);
  }
}
