package org.cotflow.data;

import java.util.Locale;
import java.util.OptionalDouble;

/** Reads numbers from the cells of text files. */
final class CellNumber {
  private CellNumber() {}

  /**
   * The number in a cell: decimal with an optional exponent, or one of nan, inf, infinity in any
   * case; empty if it is anything else. Blanks around it do not count.
   */
  static OptionalDouble of(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
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

  /** Keeps what only Java would take for a number (1d, 0x1p3) out. */
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
