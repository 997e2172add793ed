package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.Location;
import org.cotflow.format.RowFile;
import org.cotflow.run.snapshot.ResumePoint;

/** Writes a run's history.csv. */
public final class HistoryWriter implements AutoCloseable {
  private final HistoryColumns columns;
  private final RowFile file;
  private long rowCount;

  private HistoryWriter(HistoryColumns columns, RowFile file, long rowCount) {
    this.columns = columns;
    this.file = file;
    this.rowCount = rowCount;
  }

  /** Begins an empty history with the given columns between dissipation and wall_seconds. */
  static HistoryWriter start(Location runDirectory, List<String> furtherColumns)
      throws IOException {
    return start(runDirectory, furtherColumns, List.of());
  }

  /**
   * Goes on after the first {@code point.historyRows()} rows; later rows are dropped.
   *
   * @throws IOException if fewer rows are left than the resume point counts
   */
  static HistoryWriter resume(Location runDirectory, List<String> furtherColumns, ResumePoint point)
      throws IOException {
    List<HistoryRow> rows = History.read(runDirectory).rows();
    if (rows.size() < point.historyRows()) {
      throw new IOException(
          runDirectory.resolve(History.NAME)
              + " has "
              + rows.size()
              + " rows, the snapshot of step "
              + point.step()
              + " was taken after "
              + point.historyRows());
    }
    return start(runDirectory, furtherColumns, rows.subList(0, (int) point.historyRows()));
  }

  private static HistoryWriter start(
      Location runDirectory, List<String> furtherColumns, List<HistoryRow> rows)
      throws IOException {
    HistoryColumns columns = new HistoryColumns(furtherColumns);
    List<String> lines = new ArrayList<>();
    lines.add(columns.header());
    rows.forEach(row -> lines.add(columns.line(row)));
    RowFile file = RowFile.start(runDirectory, History.NAME, lines);
    return new HistoryWriter(columns, file, rows.size());
  }

  public void append(HistoryRow row) throws IOException {
    file.append(columns.line(row));
    rowCount++;
  }

  /** Rows written and kept so far: what a resume point counts. */
  public long rowCount() {
    return rowCount;
  }

  /** Makes the rows durable; to be called before the snapshot that counts them is committed. */
  public void persist() throws IOException {
    file.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
