package org.cotflow.base;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/**
 * Text for a terminal. Messages quote what files and arguments hold; none of their control
 * characters, nor those that turn the direction of writing, reaches the terminal.
 */
public final class Printable {
  private static final Pattern UNSAFE =
      Pattern.compile("[\\p{Cc}\\x{2028}-\\x{202E}\\x{2066}-\\x{2069}]");

  private static final MathContext DIGITS = new MathContext(12);

  private Printable() {}

  /** A number as a person writes it: at most 12 digits, and no more than it needs. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "none";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "infinite" : "-infinite";
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    double size = Math.abs(value);
    return size == 0 || size >= 1e-4 && size < 1e12
        ? rounded.toPlainString()
        : rounded.toString().replace("E+", "e").replace('E', 'e');
  }

  /** A number of seconds in words as short as possible: 8 s, 3 min 20 s, 2 h 5 min. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min " + whole % 60 + " s";
    }
    return whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  /** How many there are of something: {@code 1 run}, {@code 2 runs}. */
  public static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** One line: line ends and tabs become a blank, other controls are written as {@code \\u001b}. */
  public static String line(String text) {
    return UNSAFE
        .matcher(text.replaceAll("[\\t\\r\\n]+", " "))
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
