package org.cotflow.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a file of separated cells is written.
 *
 * @param separator between two cells; {@link #UNKNOWN} if it is to be found
 * @param decimal the mark between the whole and the fraction of a number: a point or a comma
 */
public record CsvDialect(Charset encoding, char separator, char decimal) {
  public static final char UNKNOWN = 0;

  /** UTF-8, a separator that is to be found, decimal points. */
  public static final CsvDialect USUAL = new CsvDialect(StandardCharsets.UTF_8, UNKNOWN, '.');

  public CsvDialect withSeparator(char found) {
    return new CsvDialect(encoding, found, decimal);
  }
}
