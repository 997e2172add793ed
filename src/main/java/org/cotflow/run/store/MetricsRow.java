package org.cotflow.run.store;

import java.util.List;
import java.util.function.Function;
import org.cotflow.engine.EngineCounters;

/**
 * One row of metrics.csv: what depends on machine and cluster. No number of it enters a
 * computation.
 *
 * @param seconds of the step
 * @param spent in the step; null for an engine that does not count
 * @param heapBytes in use after the step
 */
public record MetricsRow(int step, double seconds, EngineCounters spent, long heapBytes) {
  /** The columns; one is added here and nowhere else. */
  static final List<StepTable.Column<MetricsRow>> COLUMNS =
      List.of(
          column("step", MetricsRow::step),
          column("seconds", MetricsRow::seconds),
          column("jobs", row -> row.spent(EngineCounters::jobs)),
          column("bytes_broadcast", row -> row.spent(EngineCounters::bytesBroadcast)),
          column("bytes_reduced", row -> row.spent(EngineCounters::bytesReduced)),
          column("heap_bytes", MetricsRow::heapBytes));

  private static StepTable.Column<MetricsRow> column(String name, Function<MetricsRow, ?> cell) {
    return new StepTable.Column<>(name, cell);
  }

  private Long spent(Function<EngineCounters, Long> quantity) {
    return spent == null ? null : quantity.apply(spent);
  }
}
