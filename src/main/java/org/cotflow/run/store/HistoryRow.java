package org.cotflow.run.store;

import java.util.EnumMap;
import java.util.Map;

/**
 * One row of history.csv.
 *
 * @param numbers by column; a column that does not apply is missing
 */
public record HistoryRow(Map<HistoryColumn, Number> numbers) {
  public HistoryRow {
    EnumMap<HistoryColumn, Number> copy = new EnumMap<>(HistoryColumn.class);
    copy.putAll(numbers);
    copy.values().removeIf(number -> number == null || Double.isNaN(number.doubleValue()));
    numbers = copy;
  }

  /** The row of a step. */
  public static HistoryRow of(HistoryColumn.Recorded step) {
    Map<HistoryColumn, Number> numbers = new EnumMap<>(HistoryColumn.class);
    for (HistoryColumn column : HistoryColumn.values()) {
      numbers.put(column, column.of(step));
    }
    return new HistoryRow(numbers);
  }

  /** The number of a column; null where it does not apply. */
  public Double number(HistoryColumn column) {
    Number number = numbers.get(column);
    return number == null ? null : number.doubleValue();
  }

  public int step() {
    return numbers.get(HistoryColumn.STEP).intValue();
  }

  public double flowTime() {
    return numbers.get(HistoryColumn.FLOW_TIME).doubleValue();
  }

  public Double risk() {
    return number(HistoryColumn.RISK);
  }

  public Double gradNormSquared() {
    return number(HistoryColumn.GRAD_NORM_SQ);
  }

  public Double trainAccuracy() {
    return number(HistoryColumn.TRAIN_ACCURACY);
  }

  public Double testRisk() {
    return number(HistoryColumn.TEST_RISK);
  }

  public Double testAccuracy() {
    return number(HistoryColumn.TEST_ACCURACY);
  }

  public Double dissipation() {
    return number(HistoryColumn.DISSIPATION);
  }
}
