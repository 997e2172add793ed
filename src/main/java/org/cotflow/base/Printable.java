package org.cotflow.base;

import java.util.regex.Pattern;

/**
 * Text for a terminal. Messages quote what files and arguments hold; none of their control
 * characters, nor those that turn the direction of writing, reaches the terminal.
 */
public final class Printable {
  private static final Pattern UNSAFE =
      Pattern.compile("[\\p{Cc}\\x{2028}-\\x{202E}\\x{2066}-\\x{2069}]");

  private Printable() {}

  /** One line: line ends and tabs become a blank, other controls are written as {@code \\u001b}. */
  public static String line(String text) {
    return UNSAFE
        .matcher(text.replaceAll("[\\t\\r\\n]+", " "))
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
