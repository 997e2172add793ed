package org.cotflow.run.tracker;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.cotflow.base.Location;
import org.cotflow.base.ShortestDouble;
import org.cotflow.format.RowFile;
import org.cotflow.run.store.HistoryRow;
import org.cotflow.run.store.RunFile;

/**
 * JSON Lines: an object for each recorded step, with the columns of history.csv that apply.
 *
 * @param file one line for each object
 */
record JsonLinesLog(RowFile file) implements StepLog {
  static JsonLinesLog begin(Location run) throws IOException {
    return new JsonLinesLog(RowFile.start(run, RunFile.LOG_LINES.fileName(), List.of()));
  }

  @Override
  public void append(HistoryRow row, long millis) throws IOException {
    file.append(
        row.numbers().entrySet().stream()
            .map(entry -> "\"" + entry.getKey().key() + "\": " + number(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  private static String number(Number number) {
    return Double.isFinite(number.doubleValue()) ? ShortestDouble.cell(number) : "null";
  }

  @Override
  public void persist() throws IOException {
    file.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
