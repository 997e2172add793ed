package org.cotflow.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A CSV file by RFC 4180, read anew by the shortest of means. */
record Table(List<Map<String, String>> rows) {
  static Table read(Path file) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    String text = Files.readString(file);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
        quoted = doubled || !quoted;
        cell.append(doubled ? "\"" : "");
        i += doubled ? 1 : 0;
      } else if (!quoted && (c == ',' || c == '\n')) {
        line.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> cells : lines.subList(1, lines.size())) {
      assertEquals(lines.get(0).size(), cells.size(), cells.toString());
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(lines.get(0).get(i), cells.get(i));
      }
      rows.add(row);
    }
    return new Table(rows);
  }

  int size() {
    return rows.size();
  }

  /** The one row that has these values, given as column, value, column, value ... */
  Map<String, String> only(String... columnsAndValues) {
    List<Map<String, String>> found = new ArrayList<>(rows);
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      String column = columnsAndValues[i];
      String value = columnsAndValues[i + 1];
      found.removeIf(row -> !value.equals(row.get(column)));
    }
    assertEquals(1, found.size(), String.join(" ", columnsAndValues));
    return found.get(0);
  }
}
