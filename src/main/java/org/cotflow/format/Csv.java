package org.cotflow.format;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.cotflow.base.ShortestDouble;

/**
 * Writes the CSV tables of Cotflow: comma-separated, quoted as in RFC 4180 where needed. {@link
 * CsvTable} reads them.
 */
public final class Csv {
  private Csv() {}

  /**
   * A cell: empty for null and NaN; a double in the shortest form that reads back to the same bits;
   * text in quotation marks if it holds a comma, a quotation mark or a line end.
   */
  public static String cell(Object value) {
    if (value == null || value instanceof Double number && number.isNaN()) {
      return "";
    }
    String text = value instanceof Double number ? ShortestDouble.of(number) : value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** The cells of a row, without a line end. */
  public static String line(Collection<?> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
  }

  /** A whole table, its column names first. */
  public static String table(Collection<String> columns, List<? extends Collection<?>> rows) {
    StringBuilder text = new StringBuilder(line(columns)).append('\n');
    rows.forEach(row -> text.append(line(row)).append('\n'));
    return text.toString();
  }
}
