package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cotflow.sweep.grid.TrialColumns;

/**
 * The numbers of a trial at one step.
 *
 * @param numbers by the columns of {@link TrialColumns#NUMBERS}; what does not apply, was not
 *     reached or is not finite is left out, as files of results cannot tell them apart
 * @param measureDigest null where the step was not reached
 * @param predictions N x d_out of the training samples; null unless wanted later
 */
public record StepResult(
    int step, Map<String, Double> numbers, String measureDigest, double[] predictions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public StepResult {
    Map<String, Double> finite = new LinkedHashMap<>();
    numbers.forEach(
        (column, number) -> {
          requireColumn(column);
          if (number != null && Double.isFinite(number)) {
            finite.put(column, number);
          }
        });
    numbers = Collections.unmodifiableMap(finite);
  }

  private static void requireColumn(String column) {
    if (!TrialColumns.NUMBERS.contains(column)) {
      throw new IllegalArgumentException("no column " + column);
    }
  }

  /** A step that the trial did not reach. */
  public static StepResult missing(int step) {
    return new StepResult(step, Map.of(), null, null);
  }

  /** The same with one number known anew. */
  public StepResult with(String column, double number) {
    Map<String, Double> all = new LinkedHashMap<>(numbers);
    all.put(column, number);
    return new StepResult(step, all, measureDigest, predictions);
  }

  /** Null where it is not known. */
  public Double risk() {
    return number(TrialColumns.RISK);
  }

  /** The number in a column of runs.csv; null where there is none. */
  public Double number(String column) {
    requireColumn(column);
    return numbers.get(column);
  }
}
