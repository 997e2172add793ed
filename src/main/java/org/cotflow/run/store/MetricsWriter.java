package org.cotflow.run.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cotflow.base.Location;
import org.cotflow.format.RowFile;

/**
 * Writes a run's metrics.csv: what depends on machine and cluster (seconds by phase, bytes, jobs),
 * one row per step, under columns of the run's choice. No number of it enters a computation.
 */
public final class MetricsWriter implements AutoCloseable {
  static final String NAME = "metrics.csv";

  private final List<String> columns;
  private final RowFile file;

  private MetricsWriter(List<String> columns, RowFile file) {
    this.columns = columns;
    this.file = file;
  }

  static MetricsWriter start(Location runDirectory, List<String> columns) throws IOException {
    return open(runDirectory, columns, -1);
  }

  /**
   * Goes on after the given step; later rows are dropped, and all rows if they have other columns.
   */
  static MetricsWriter resume(Location runDirectory, List<String> columns, int step)
      throws IOException {
    return open(runDirectory, columns, step);
  }

  private static MetricsWriter open(Location runDirectory, List<String> columns, int lastStep)
      throws IOException {
    String header = "step," + String.join(",", columns);
    List<String> lines = new ArrayList<>(List.of(header));
    List<String> old = lastStep < 0 ? List.of() : RowFile.lines(runDirectory.resolve(NAME));
    if (!old.isEmpty() && old.get(0).equals(header)) {
      old.stream().skip(1).filter(line -> isUpTo(line, lastStep)).forEach(lines::add);
    }
    return new MetricsWriter(List.copyOf(columns), RowFile.start(runDirectory, NAME, lines));
  }

  private static boolean isUpTo(String line, int lastStep) {
    String step = line.substring(0, Math.max(0, line.indexOf(',')));
    return step.matches("\\d{1,9}") && Integer.parseInt(step) <= lastStep;
  }

  /**
   * Appends a row; columns without a value are empty.
   *
   * @throws IllegalArgumentException if a value has no column
   */
  public void append(int step, Map<String, ? extends Number> values) throws IOException {
    if (!columns.containsAll(values.keySet())) {
      throw new IllegalArgumentException("metrics has " + columns + ", not " + values.keySet());
    }
    StringBuilder line = new StringBuilder().append(step);
    for (String column : columns) {
      Number value = values.get(column);
      line.append(',').append(value == null ? "" : value.toString());
    }
    file.append(line.toString());
  }

  public void persist() throws IOException {
    file.persist();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
