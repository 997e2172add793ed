package org.cotflow.sweep.law;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

/**
 * A law of several terms whose exponents are free too, which asks whether the given terms have the
 * right ones,
 *
 * <pre>
 *   sum         v = sum_j c_j x_j^{e_j}
 *   quadrature  v^2 = sum_j (c_j x_j^{e_j})^2
 *   minimize    sum_p g_p (log v_p - log f_p)^2   over log c_j and e_j
 * </pre>
 *
 * <p>over averages v_p of replicas, with fitted values f_p: e_j = 1 says that the term is as it was
 * written. The weight of a logarithm is g_p = w_p v_p^2, or the number of replicas where no weights
 * are given. Solved by Levenberg-Marquardt, started at e_j = 1 with the constants of the {@link
 * LinearLaw}; resamples start at the best fit. Source: More, "The Levenberg-Marquardt algorithm:
 * implementation and theory", Numerical Analysis, Springer 1978; here with the damping multiplied
 * and divided by fixed factors.
 */
public final class StretchedLaw {
  private StretchedLaw() {}

  /**
   * Fits coefficients and exponents.
   *
   * @param terms n x t: x_ij of each observation, positive; equal rows are one design point
   * @param values n positive values
   * @param weights n weights of the values, reciprocal variances up to a factor; null: all values
   *     are known with equal relative accuracy
   * @param replicaGroups n numbers: which observations were made with the same random numbers
   * @param seed of the bootstrap
   * @return c_j in the order of the terms, then e_j
   * @throws UserInputException for fewer points than constants, terms that cannot be told apart, a
   *     term that the best fit does without, or numbers that are not positive and finite
   */
  public static LawFit fit(
      Combination combination,
      double[][] terms,
      double[] values,
      double[] weights,
      int[] replicaGroups,
      long seed) {
    Observations observations = new Observations(terms, values, weights, replicaGroups);
    if (!observations.allPositive()) {
      throw new UserInputException(
          "free exponents need terms and values above 0: leave out the others by the law's"
              + " condition");
    }
    int count = terms.length == 0 ? 0 : terms[0].length;
    StretchedFit fitting = new StretchedFit(combination, observations);
    double[] start = fitting.start();
    StretchedFit.Result best =
        start == null || observations.pointCount() < 2 * count
            ? null
            : fitting.solve(observations.once(), start);
    if (best == null) {
      throw LawFit.unsolvable(observations, 2 * count);
    }
    List<LawWarning> doubts = new ArrayList<>();
    Doubts.ofRanges(terms, doubts);
    Doubts.ofCondition(best.conditionNumber(), doubts);
    return LawFit.of(
        observations,
        constants(best.parameters()),
        fitting.goodness(best),
        best.conditionNumber(),
        counts -> {
          StretchedFit.Result again = fitting.solve(counts, best.parameters());
          return again == null ? null : constants(again.parameters());
        },
        seed,
        doubts);
  }

  /** (c, e) from (log c, e). */
  private static double[] constants(double[] parameters) {
    double[] constants = parameters.clone();
    for (int j = 0; j < constants.length / 2; j++) {
      constants[j] = StrictMath.exp(constants[j]);
    }
    return constants;
  }
}
