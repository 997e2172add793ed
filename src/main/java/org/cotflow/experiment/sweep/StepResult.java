package org.cotflow.experiment.sweep;

import java.io.Serializable;

/**
 * What is known of a run at one step; null where it does not apply or was not reached.
 *
 * @param outputError sqrt of the mean over training samples and outputs of (yhat - yhat_ref)^2
 * @param stateError the same over layers, samples and coordinates of states
 * @param lastStateError the same of x_K, over the coordinates that both networks have
 * @param riskError risk minus the reference's
 * @param cotError COT distance to the reference
 * @param layerGap the largest distance of neighboring layers, particle by particle
 * @param predictions N x d_out of the training samples; null unless wanted later
 */
record StepResult(
    int step,
    Double flowTime,
    Double risk,
    Double testRisk,
    Double trainAccuracy,
    Double testAccuracy,
    Double outputError,
    Double stateError,
    Double lastStateError,
    Double riskError,
    Double cotError,
    Double layerGap,
    String measureDigest,
    double[] predictions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A step that the run did not come to. */
  static StepResult missing(int step) {
    return new StepResult(
        step, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  StepResult withErrors(Double output, Double risky) {
    return new StepResult(
        step,
        flowTime,
        risk,
        testRisk,
        trainAccuracy,
        testAccuracy,
        output,
        stateError,
        lastStateError,
        risky,
        cotError,
        layerGap,
        measureDigest,
        predictions);
  }

  StepResult withRisk(double known) {
    return new StepResult(
        step,
        flowTime,
        known,
        testRisk,
        trainAccuracy,
        testAccuracy,
        outputError,
        stateError,
        lastStateError,
        riskError,
        cotError,
        layerGap,
        measureDigest,
        predictions);
  }

  /** The number in a column of runs.csv; null where there is none. */
  Double number(String column) {
    return switch (column) {
      case "flow_time" -> flowTime;
      case "risk" -> risk;
      case "test_risk" -> testRisk;
      case "train_accuracy" -> trainAccuracy;
      case "test_accuracy" -> testAccuracy;
      case "output_error" -> outputError;
      case "state_error" -> stateError;
      case "last_state_error" -> lastStateError;
      case "risk_error" -> riskError;
      case "cot_error" -> cotError;
      case "layer_gap" -> layerGap;
      default -> throw new IllegalArgumentException("no column " + column);
    };
  }
}
