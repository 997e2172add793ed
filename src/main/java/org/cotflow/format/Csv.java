package org.cotflow.format;

/** Cells of the CSV files that Cotflow writes, quoted as in RFC 4180 where they have to be. */
public final class Csv {
  private Csv() {}

  /** The text; in quotation marks if it holds a comma, a quotation mark or the end of a line. */
  public static String of(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
