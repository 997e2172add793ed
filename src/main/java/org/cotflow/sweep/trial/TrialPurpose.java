package org.cotflow.sweep.trial;

import java.io.Serializable;
import java.util.List;
import org.cotflow.run.RunProblem;

/** What a run of a sweep is done for. */
public sealed interface TrialPurpose extends Serializable {

  /** What the run is compared with, one profile a step; empty for nothing. */
  default List<Profile> references(RunProblem problem, TrialInputs inputs) {
    return List.of();
  }

  /** Whether what the run predicts is wanted once all runs are done. */
  default boolean wantsPredictions() {
    return false;
  }

  /**
   * To be what other runs are compared with.
   *
   * @param depths of the networks of those runs
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
