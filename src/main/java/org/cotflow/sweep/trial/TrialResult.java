package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.List;

/**
 * The result of a trial.
 *
 * @param reason why it is not done, or why a step is missing, in one line; else empty
 * @param stateDim d of its network; 0 where it was not even drawn
 * @param seconds that it took
 * @param secondsPerStep the median; null without a whole step
 * @param steps one for each step of the sweep, in order
 * @param profiles what later trials are compared with; empty unless the trial is a reference
 */
public record TrialResult(
    Status status,
    String reason,
    int stateDim,
    double seconds,
    Double secondsPerStep,
    List<StepResult> steps,
    List<Profile> profiles)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrialResult {
    steps = List.copyOf(steps);
    profiles = List.copyOf(profiles);
  }

  /** Whether it came to its end. */
  public enum Status {
    DONE,
    /** It could not be run: wrong input, no memory, a broken machine. */
    FAILED,
    /** Its numbers stopped being finite. */
    DIVERGED
  }

  public TrialResult withSteps(List<StepResult> others) {
    return new TrialResult(status, reason, stateDim, seconds, secondsPerStep, others, profiles);
  }
}
