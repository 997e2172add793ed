package org.cotflow.sweep.law;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

/**
 * A law that is linear in its constants, fitted by weighted least squares to averages over replicas
 * ({@link Observations}),
 *
 * <pre>
 *   sum         v = sum_j c_j x_j          minimize sum_p w_p (v_p - sum_j c_j x_pj)^2
 *   quadrature  v^2 = sum_j (c_j x_j)^2    minimize sum_p w_p/(4 v_p^2) (v_p^2 - sum_j c_j^2 x_pj^2)^2
 * </pre>
 *
 * <p>such as a/K + c/sqrt(K M). In quadrature the weights are those that squares have by the rule
 * of error propagation, so that w means the same in both: a reciprocal variance of v, up to a
 * common factor. With w = 1/v^2 relative errors are minimized.
 *
 * @param terms c_j with their intervals from the bootstrap over replica groups
 * @param fit goodness of fit
 * @param conditionNumber of the weighted design with columns scaled to length 1
 * @param pointCount P, design points
 * @param observationCount observations
 * @param groupCount replica groups
 * @param replicates the constants of the bootstrap, in the order of the estimates
 * @param warnings reasons for doubt
 */
public record LinearLaw(
    List<Estimate> terms,
    GoodnessOfFit fit,
    double conditionNumber,
    int pointCount,
    int observationCount,
    int groupCount,
    Replicates replicates,
    List<LawWarning> warnings) {

  public LinearLaw {
    terms = List.copyOf(terms);
    warnings = List.copyOf(warnings);
  }

  /**
   * Fits the constants and their intervals.
   *
   * @param design n x t: the terms x_ij of each observation; equal rows are one design point
   * @param values n values
   * @param weights n weights, reciprocal variances up to a factor; null: all equal
   * @param replicaGroups n numbers: which observations were made with the same random numbers
   * @param seed of the bootstrap
   * @throws UserInputException for fewer points than terms, terms that depend on each other over
   *     the points, or numbers that are not finite
   */
  public static LinearLaw fit(
      Combination combination,
      double[][] design,
      double[] values,
      double[] weights,
      int[] replicaGroups,
      long seed) {
    Observations observations = new Observations(design, values, weights, replicaGroups);
    LinearFit fitting = new LinearFit(combination, false, observations);
    LinearFit.Result best = fitting.solve(observations.once());
    int terms = design.length == 0 ? 0 : design[0].length;
    if (best == null) {
      throw new UserInputException(unsolvable(observations.pointCount(), terms));
    }
    Replicates replicates =
        Bootstrap.replicates(
            observations.groupCount(),
            counts -> {
              LinearFit.Result again = fitting.solve(counts);
              return again == null ? null : again.constants();
            },
            seed);
    Estimate[] estimates = Bootstrap.estimates(best.constants(), replicates);
    GoodnessOfFit fit = fitting.goodness(best);
    List<LawWarning> warnings = new ArrayList<>();
    Doubts.ofRanges(design, warnings);
    Doubts.ofCondition(best.conditionNumber(), warnings);
    for (int j = 0; j < terms; j++) {
      if (combination == Combination.QUADRATURE && best.constants()[j] == 0) {
        warnings.add(new LawWarning(LawWarning.Kind.AT_BOUND, j, 0));
      }
    }
    Doubts.ofIntervals(estimates, observations.groupCount(), warnings);
    return new LinearLaw(
        List.of(estimates),
        fit,
        best.conditionNumber(),
        observations.pointCount(),
        observations.observationCount(),
        observations.groupCount(),
        replicates,
        warnings);
  }

  static String unsolvable(int points, int terms) {
    return points < terms || terms == 0
        ? "a law with "
            + terms
            + " constants needs at least as many different sizes and at least one constant; there"
            + " are "
            + points
            + " sizes: widen the axes of the sweep or the law's condition"
        : "the terms of the law are multiples or sums of each other over the "
            + points
            + " sizes that there are: vary depth and width separately, or leave out a term";
  }
}
