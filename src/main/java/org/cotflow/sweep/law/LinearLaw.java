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
 */
public final class LinearLaw {
  private LinearLaw() {}

  /**
   * Fits the constants and their intervals.
   *
   * @param design n x t: the terms x_ij of each observation; equal rows are one design point
   * @param values n values
   * @param weights n weights, reciprocal variances up to a factor; null: all equal
   * @param replicaGroups n numbers: which observations were made with the same random numbers
   * @param seed of the bootstrap
   * @return c_j in the order of the terms
   * @throws UserInputException for fewer points than terms, terms that depend on each other over
   *     the points, or numbers that are not finite
   */
  public static LawFit fit(
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
      throw LawFit.unsolvable(observations, terms);
    }
    List<LawWarning> doubts = new ArrayList<>();
    Doubts.ofRanges(design, doubts);
    Doubts.ofCondition(best.conditionNumber(), doubts);
    for (int j = 0; j < terms; j++) {
      if (combination == Combination.QUADRATURE && best.constants()[j] == 0) {
        doubts.add(new LawWarning(LawWarning.Kind.AT_BOUND, j, 0));
      }
    }
    return LawFit.of(
        observations,
        best.constants(),
        fitting.goodness(best),
        best.conditionNumber(),
        counts -> {
          LinearFit.Result again = fitting.solve(counts);
          return again == null ? null : again.constants();
        },
        seed,
        doubts);
  }
}
