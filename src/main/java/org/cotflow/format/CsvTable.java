package org.cotflow.format;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;

/**
 * A table that Cotflow wrote: comma-separated, quoted as in RFC 4180, the first line its columns.
 * Columns are found by name, so that tables may have more than a report shows. A last line without
 * its end, as a crash may leave it, is left out.
 */
public record CsvTable(List<String> columns, List<Row> rows) {
  public CsvTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** A line; cells that are missing are empty. */
  public record Row(List<String> columns, List<String> cells) {
    /** The text of a column; empty where there is no such column. */
    public String text(String column) {
      int at = columns.indexOf(column);
      return at < 0 || at >= cells.size() ? "" : cells.get(at);
    }

    /** The number of a column; null where there is none. */
    public Double number(String column) {
      String text = text(column).strip();
      try {
        return text.isEmpty() ? null : Double.valueOf(text);
      } catch (NumberFormatException notANumber) {
        return null;
      }
    }
  }

  /** Reads a file; without it the table has no columns and no rows. */
  public static CsvTable read(Location file) throws IOException {
    try {
      return parse(file.readText());
    } catch (FileNotFoundException none) {
      return new CsvTable(List.of(), List.of());
    }
  }

  public static CsvTable parse(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (doubled) {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && (c == ',' || c == '\n')) {
        line.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else if (quoted || c != '\r') {
        cell.append(c);
      }
    }
    if (lines.isEmpty()) {
      return new CsvTable(List.of(), List.of());
    }
    List<String> columns = lines.get(0);
    return new CsvTable(
        columns,
        lines.subList(1, lines.size()).stream().map(cells -> new Row(columns, cells)).toList());
  }
}
