package org.cotflow.config.hocon;

import java.util.regex.Pattern;

/**
 * Which texts a key can hold. Texts with a user name or password in a path are refused, because
 * they would be written to files and reports; credentials belong in {@code spark.conf} or in
 * Hadoop's own configuration.
 */
public final class TextRules {
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/]*@");

  /** Azure's paths have the container before the @, which is no secret. */
  private static final Pattern CONTAINER =
      Pattern.compile("([a-z]+:)?(abfs|wasb)s?://[^/:@]*@[^/@]*(/.*)?");

  private TextRules() {}

  /**
   * Whether a text matches a pattern as a whole, and holds no credentials and control characters.
   */
  public static boolean fits(String text, String pattern) {
    return text.matches(pattern)
        && text.codePoints().noneMatch(TextRules::isControl)
        && !hasCredentials(text);
  }

  static boolean hasCredentials(String text) {
    return CREDENTIALS.matcher(text).find() && !CONTAINER.matcher(text).matches();
  }

  static boolean isControl(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
