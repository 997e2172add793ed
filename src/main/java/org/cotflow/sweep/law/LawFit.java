package org.cotflow.sweep.law;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

/**
 * The constants of a law, fitted to observations.
 *
 * @param constants with their intervals from the bootstrap over replica groups; which they are says
 *     the law that was fitted
 * @param goodness of the fit
 * @param conditionNumber of the weighted design or Jacobian, columns scaled to length 1
 * @param pointCount P, design points
 * @param observationCount observations
 * @param groupCount replica groups
 * @param replicates the constants of the bootstrap, in the same order
 * @param warnings reasons for doubt
 */
public record LawFit(
    List<Estimate> constants,
    GoodnessOfFit goodness,
    double conditionNumber,
    int pointCount,
    int observationCount,
    int groupCount,
    Replicates replicates,
    List<LawWarning> warnings) {
  public LawFit {
    constants = List.copyOf(constants);
    warnings = List.copyOf(warnings);
  }

  /**
   * Adds intervals, and the doubts that follow from them, to the best constants.
   *
   * @param refit the constants for other counts of the replica groups
   * @param seed of the bootstrap
   * @param ofDesign doubts that the design gives reason for
   */
  static LawFit of(
      Observations observations,
      double[] best,
      GoodnessOfFit goodness,
      double conditionNumber,
      Bootstrap.Refit refit,
      long seed,
      List<LawWarning> ofDesign) {
    int groups = observations.groupCount();
    Replicates replicates = Bootstrap.replicates(groups, refit, seed);
    Estimate[] estimates = Bootstrap.estimates(best, replicates);
    List<LawWarning> warnings = new ArrayList<>(ofDesign);
    Doubts.ofIntervals(estimates, groups, warnings);
    return new LawFit(
        List.of(estimates),
        goodness,
        conditionNumber,
        observations.pointCount(),
        observations.observationCount(),
        groups,
        replicates,
        warnings);
  }

  /** Says why there are no best constants. */
  static UserInputException unsolvable(Observations observations, int constants) {
    int points = observations.pointCount();
    return new UserInputException(
        points < constants || constants == 0
            ? "a law with "
                + constants
                + " constants needs at least as many different sizes and at least one constant;"
                + " there are "
                + points
                + " sizes: widen the axes of the sweep or the law's condition"
            : "the terms of the law are linearly dependent over the "
                + points
                + " sizes that there are: vary depth and width separately, or leave out a term");
  }
}
