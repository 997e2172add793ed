package org.cotflow.config.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import org.cotflow.base.UserInputException;

/** Words errors in a configuration: always one line, with the place first where there is one. */
public final class ConfigComplaint {
  private static final int LONGEST_QUOTE = 80;
  private static final int LONGEST_MESSAGE = 1000;

  /** Origins of values from the command line start with this. */
  public static final String SET = "--set ";

  /** The origin of values from the program itself. */
  public static final String CALL = "the call";

  private ConfigComplaint() {}

  public static UserInputException of(String message) {
    return new UserInputException(oneLine(message, LONGEST_MESSAGE));
  }

  /** An error in the value of the key {@code path}: "PLACE: KEY: MESSAGE". */
  public static UserInputException of(ConfigValue value, String path, String message) {
    return of(place(value.origin()) + oneLine(path, LONGEST_QUOTE) + ": " + message);
  }

  /** An error that the HOCON parser found: its message names file and line. */
  public static UserInputException of(ConfigException error) {
    return new UserInputException(oneLine(error.getMessage(), LONGEST_MESSAGE), error);
  }

  /**
   * "FILE: LINE: ", or "--set ", or nothing for a value from the program itself or a section of
   * such values.
   */
  private static String place(ConfigOrigin origin) {
    String description = origin.description();
    if (description.startsWith(SET)) {
      return SET;
    }
    // Assignments that are made into a section: no place of it says more than its key.
    boolean made = description.equals(CALL) || description.contains("atPath(");
    return made ? "" : description + ": ";
  }

  /** What a value is, in the words of an error message. */
  public static String found(ConfigValue value) {
    return switch (value.valueType()) {
      case NULL -> "null";
      case LIST -> list((ConfigList) value);
      case OBJECT -> "a section { ... }";
      case NUMBER, BOOLEAN -> quoted(value, "");
      case STRING ->
          TextRules.hasCredentials((String) value.unwrapped())
              ? "a text with credentials in it"
              : quoted(value, "\"");
    };
  }

  /** The list where all its entries can be shown, as in ["a", 2]. */
  private static String list(ConfigList values) {
    boolean shown =
        values.stream()
            .allMatch(
                value ->
                    value.valueType() != ConfigValueType.LIST
                        && value.valueType() != ConfigValueType.OBJECT
                        && !(value.unwrapped() instanceof String text
                            && TextRules.hasCredentials(text)));
    return shown ? oneLine(values.render(ConfigRenderOptions.concise()), LONGEST_QUOTE) : "a list";
  }

  private static String quoted(ConfigValue value, String mark) {
    return mark + oneLine(value.atKey("value").getString("value"), LONGEST_QUOTE) + mark;
  }

  /** The text without line breaks and other control characters, cut where it is too long. */
  public static String oneLine(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .map(point -> TextRules.isControl(point) ? ' ' : point)
        .forEach(line::appendCodePoint);
    return line.length() < text.length() ? line + "..." : line.toString();
  }
}
