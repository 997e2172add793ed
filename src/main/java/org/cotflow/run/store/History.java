package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.format.RowFile;

/**
 * The recorded rows of a run, read back to the same bits.
 *
 * @param furtherColumns names of the columns between dissipation and wall_seconds
 * @param rows in the order of their steps
 */
public record History(List<String> furtherColumns, List<HistoryRow> rows) {
  static final String NAME = "history.csv";

  public History {
    furtherColumns = List.copyOf(furtherColumns);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a run's history.csv. A last line without its end, as a crash may leave it, is left out;
   * without the file the history is empty.
   *
   * @throws IOException if a line is not a row; the message names file and line
   */
  public static History read(Location runDirectory) throws IOException {
    Location file = runDirectory.resolve(NAME);
    List<String> lines = RowFile.lines(file);
    if (lines.isEmpty()) {
      return new History(List.of(), List.of());
    }
    List<HistoryRow> rows = new ArrayList<>();
    int number = 1;
    try {
      HistoryColumns columns = HistoryColumns.ofHeader(lines.get(0));
      for (String line : lines.subList(1, lines.size())) {
        number++;
        rows.add(columns.row(line));
      }
      return new History(columns.further(), rows);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " line " + number + " is damaged: " + e.getMessage(), e);
    }
  }
}
