package org.cotflow.experiment.sweep;

import java.io.Serializable;
import java.util.List;
import org.cotflow.experiment.RunProblem;

/** What a run of a sweep is done for. */
sealed interface RunPurpose extends Serializable {

  /** What the run is compared with, one profile a step; empty for nothing. */
  default List<Profile> references(RunProblem problem, RunTask.Shared shared) {
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
  record ToCompareWith(int[] depths) implements RunPurpose {
    private static final long serialVersionUID = 1L;
  }

  /** To be compared with a reference, by its index. */
  record ComparedWith(int reference) implements RunPurpose {
    private static final long serialVersionUID = 1L;

    @Override
    public List<Profile> references(RunProblem problem, RunTask.Shared shared) {
      return shared.profiles().get(reference);
    }
  }

  /** To be compared with {@link ClosedForm}. */
  record ComparedWithClosedForm() implements RunPurpose {
    private static final long serialVersionUID = 1L;

    @Override
    public List<Profile> references(RunProblem problem, RunTask.Shared shared) {
      return List.of(ClosedForm.atStart(problem));
    }
  }

  /** To find {@link ExtrapolatedLimit} together with others. */
  record Extrapolated() implements RunPurpose {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean wantsPredictions() {
      return true;
    }
  }

  /** For its own numbers. */
  record Alone() implements RunPurpose {
    private static final long serialVersionUID = 1L;
  }
}
