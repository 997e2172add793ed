package org.cotflow.sweep.grid;

import java.util.List;

/** The columns of runs.csv besides the keys that vary. */
public final class TrialColumns {
  public static final String FLOW_TIME = "flow_time";
  public static final String RISK = "risk";
  public static final String TEST_RISK = "test_risk";
  public static final String TRAIN_ACCURACY = "train_accuracy";
  public static final String TEST_ACCURACY = "test_accuracy";

  /** sqrt of the mean over training samples and outputs of (yhat - yhat_ref)^2. */
  public static final String OUTPUT_ERROR = "output_error";

  /** The same over layers, samples and coordinates of states. */
  public static final String STATE_ERROR = "state_error";

  /** The same of x_K, over the coordinates that both networks have. */
  public static final String LAST_STATE_ERROR = "last_state_error";

  /** Risk minus the reference's. */
  public static final String RISK_ERROR = "risk_error";

  /** COT distance to the reference. */
  public static final String COT_ERROR = "cot_error";

  /** The largest distance of neighboring layers, particle by particle. */
  public static final String LAYER_GAP = "layer_gap";

  /** Columns with numbers, between the columns of the keys and the digest. */
  public static final List<String> NUMBERS =
      List.of(
          FLOW_TIME,
          RISK,
          TEST_RISK,
          TRAIN_ACCURACY,
          TEST_ACCURACY,
          OUTPUT_ERROR,
          STATE_ERROR,
          LAST_STATE_ERROR,
          RISK_ERROR,
          COT_ERROR,
          LAYER_GAP);

  /** What a formula of a law calls the column that the law is about. */
  public static final String ERROR = "error";

  /** What a formula calls the flow step, and the column of it. */
  public static final String STEP = "step";

  private TrialColumns() {}

  /** Whether formulas of laws know a name besides the keys. */
  static boolean isName(String name) {
    return NUMBERS.contains(name) || name.equals(ERROR) || name.equals(STEP);
  }
}
