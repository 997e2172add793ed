package org.cotflow.data;

import java.util.Locale;
import java.util.OptionalDouble;

/** Reads numbers from the cells of text files. */
public final class CellNumber {
  private CellNumber() {}

  /**
   * The number in a cell: decimal with an optional exponent, or nan, inf, infinity in any case;
   * empty for all other text. Blanks around the number are ignored.
   */
  public static OptionalDouble of(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    long whole = wholeNumber(text);
    if (whole >= 0) {
      return OptionalDouble.of(whole);
    }
    if (!isDecimal(text)) {
      return ofWord(text.toLowerCase(Locale.ROOT));
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** The same for numbers written with this decimal mark, a point or a comma, and no other. */
  public static OptionalDouble of(String cell, char decimal) {
    if (decimal == '.') {
      return of(cell);
    }
    return cell.indexOf('.') >= 0 ? OptionalDouble.empty() : of(cell.replace(decimal, '.'));
  }

  /** Whether a cell that is no number with one decimal mark is one with the other. */
  public static boolean hasOtherMark(String cell, char decimal) {
    return of(cell, decimal).isEmpty() && of(cell, decimal == '.' ? ',' : '.').isPresent();
  }

  /** The fast case: at most 15 digits and nothing else; -1 for other cells. */
  private static long wholeNumber(String text) {
    if (text.length() > 15) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** Excludes texts that only Java takes for numbers (1d, 0x1p3). */
  private static boolean isDecimal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  private static OptionalDouble ofWord(String word) {
    String unsigned = word.startsWith("+") || word.startsWith("-") ? word.substring(1) : word;
    return switch (unsigned) {
      case "nan" -> OptionalDouble.of(Double.NaN);
      case "inf", "infinity" ->
          OptionalDouble.of(
              word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }
}
