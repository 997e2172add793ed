package org.cotflow.experiment.sweep;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of a run at one step.
 *
 * @param numbers by the columns of {@link RunColumns#NUMBERS}; what does not apply, was not reached
 *     or is not finite is left out, as files of results cannot tell them apart
 * @param measureDigest null where the step was not reached
 * @param predictions N x d_out of the training samples; null unless wanted later
 */
record StepResult(int step, Map<String, Double> numbers, String measureDigest, double[] predictions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  StepResult {
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
    if (!RunColumns.NUMBERS.contains(column)) {
      throw new IllegalArgumentException("no column " + column);
    }
  }

  /** A step that the run did not come to. */
  static StepResult missing(int step) {
    return new StepResult(step, Map.of(), null, null);
  }

  /** The same with one number known anew. */
  StepResult with(String column, double number) {
    Map<String, Double> all = new LinkedHashMap<>(numbers);
    all.put(column, number);
    return new StepResult(step, all, measureDigest, predictions);
  }

  /** Null where it is not known, as the others. */
  Double risk() {
    return number(RunColumns.RISK);
  }

  Double outputError() {
    return number(RunColumns.OUTPUT_ERROR);
  }

  Double riskError() {
    return number(RunColumns.RISK_ERROR);
  }

  /** The number in a column of runs.csv; null where there is none. */
  Double number(String column) {
    requireColumn(column);
    return numbers.get(column);
  }
}
