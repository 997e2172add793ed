package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.base.UserInputException;
import org.cotflow.format.CsvTable;
import org.cotflow.run.snapshot.ResumePoint;

/**
 * The recorded rows of a run, read back to the same bits.
 *
 * @param rows in the order of their steps
 */
public record History(List<HistoryRow> rows) {
  public History {
    rows = List.copyOf(rows);
  }

  /**
   * Reads a run's history.csv. A last line without its end, as a crash may leave it, is left out;
   * without the file the history is empty. Columns that this version does not know are skipped.
   *
   * @throws IOException if a line is not a row; the message names file and line
   */
  public static History read(Location run) throws IOException {
    return read(run, Long.MAX_VALUE);
  }

  /** Reads no more than the first rows, whatever follows them. */
  private static History read(Location run, long most) throws IOException {
    CsvTable table = TableDigests.read(run, RunFile.HISTORY.fileName());
    List<HistoryRow> rows = new ArrayList<>();
    if (!table.columns().isEmpty() && !table.columns().contains(HistoryColumn.STEP.key())) {
      throw damaged(run, 1, "the first line is not the header of a history", null);
    }
    for (CsvTable.Row row : table.rows()) {
      if (rows.size() == most) {
        break;
      }
      int line = rows.size() + 2;
      if (row.cells().size() != table.columns().size()) {
        throw damaged(run, line, row.cells().size() + " cells", null);
      }
      try {
        rows.add(row(row));
      } catch (NumberFormatException e) {
        throw damaged(run, line, e.getMessage(), e);
      }
    }
    return new History(rows);
  }

  private static IOException damaged(Location run, int line, String what, Exception cause) {
    return new IOException(
        RunFile.HISTORY.in(run) + " line " + line + " is damaged: " + what, cause);
  }

  private static HistoryRow row(CsvTable.Row row) {
    Map<HistoryColumn, Number> numbers = new EnumMap<>(HistoryColumn.class);
    for (HistoryColumn column : HistoryColumn.values()) {
      String cell = row.text(column.key());
      if (!cell.isEmpty()) {
        numbers.put(column, column.parse(cell));
      } else if (column == HistoryColumn.STEP || column == HistoryColumn.FLOW_TIME) {
        throw new NumberFormatException("no " + column.key());
      }
    }
    return new HistoryRow(numbers);
  }

  /**
   * Begins the history of a run, or goes on with it.
   *
   * @param columns of the file, as {@link HistoryColumn#of} has them
   * @param point where the run goes on, or null at its beginning; rows after those it counts are
   *     dropped
   * @throws UserInputException if they are not there, or were changed
   */
  static StepTable<HistoryRow> write(Location run, List<HistoryColumn> columns, ResumePoint point)
      throws IOException {
    List<StepTable.Column<HistoryRow>> cells =
        columns.stream()
            .map(
                column ->
                    new StepTable.Column<HistoryRow>(
                        column.key(), row -> row.numbers().get(column)))
            .toList();
    if (point == null) {
      return StepTable.of(run, RunFile.HISTORY, cells, List.of());
    }
    ResumePoint.Rows rows = new ResumePoint.Rows(point.historyRows(), point.historyDigest());
    StepTable.requireRows(run, RunFile.HISTORY.fileName(), rows, point.step());
    return StepTable.of(run, RunFile.HISTORY, cells, read(run, point.historyRows()).rows());
  }
}
