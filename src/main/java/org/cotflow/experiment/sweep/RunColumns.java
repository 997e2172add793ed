package org.cotflow.experiment.sweep;

import java.util.List;

/** The columns of runs.csv besides the keys that vary. */
final class RunColumns {
  /** Columns with numbers, between the columns of the keys and the digest. */
  static final List<String> NUMBERS =
      List.of(
          "flow_time",
          "risk",
          "test_risk",
          "train_accuracy",
          "test_accuracy",
          "output_error",
          "state_error",
          "last_state_error",
          "risk_error",
          "cot_error",
          "layer_gap");

  /** What a formula of a law calls the column that the law is about. */
  static final String ERROR = "error";

  private RunColumns() {}

  /** Whether formulas of laws know a name besides the keys. */
  static boolean isName(String name) {
    return NUMBERS.contains(name) || name.equals(ERROR) || name.equals("step");
  }
}
