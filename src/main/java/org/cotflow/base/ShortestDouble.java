package org.cotflow.base;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;

/**
 * Writes a double as the shortest decimal that reads back to the same bits.
 *
 * <p>The text is that of {@code Double.toString} since JDK 19. Older JDKs write some numbers with
 * more digits than needed (2e23 as {@code 1.9999999999999998E23}), so every number that goes into a
 * file is written here: the bytes of a file must not depend on the JDK.
 *
 * <p>Source: Raffaele Giulietti, "The Schubfach way to render doubles", 2020; the code is
 * Jackson's.
 */
public final class ShortestDouble {
  private ShortestDouble() {}

  public static String of(double number) {
    return DoubleToDecimal.toString(number);
  }

  /** A cell of a table: empty for null; integers without a decimal point. */
  public static String cell(Number number) {
    if (number == null) {
      return "";
    }
    return number instanceof Double value ? of(value) : number.toString();
  }
}
