package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.List;
import org.cotflow.run.RunProblem;

/** What a trial of a sweep is for. */
public sealed interface TrialPurpose extends Serializable {

  /** What the trial is compared with, one profile a step; empty for nothing. */
  default List<Profile> references(RunProblem problem, TrialInputs inputs) {
    return List.of();
  }

  /** Whether its predictions are needed after all trials are done. */
  default boolean wantsPredictions() {
    return false;
  }

  /**
   * To be the reference of other trials.
   *
   * @param depths of the networks of those trials
   */
  record ToCompareWith(int[] depths) implements TrialPurpose {
    private static final long serialVersionUID = 1L;
  }

  /** To be compared with a reference, by its index. */
  record ComparedWith(int reference) implements TrialPurpose {
    private static final long serialVersionUID = 1L;

    @Override
    public List<Profile> references(RunProblem problem, TrialInputs inputs) {
      return inputs.profiles().get(reference);
    }
  }

  /** To be compared with {@link ClosedForm}. */
  record ComparedWithClosedForm() implements TrialPurpose {
    private static final long serialVersionUID = 1L;

    @Override
    public List<Profile> references(RunProblem problem, TrialInputs inputs) {
      return List.of(ClosedForm.atStart(problem));
    }
  }

  /** To extrapolate the limit of infinite depth and width together with other trials. */
  record Extrapolated() implements TrialPurpose {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean wantsPredictions() {
      return true;
    }
  }

  /** For its own numbers. */
  record Alone() implements TrialPurpose {
    private static final long serialVersionUID = 1L;
  }
}
