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
 *
 * @param coefficients c_j
 * @param exponents e_j
 * @param fit rSquared of the values themselves, logRSquared of what was fitted
 * @param conditionNumber of the weighted Jacobian at the best fit, columns scaled to length 1
 * @param pointCount P, design points
 * @param observationCount observations
 * @param groupCount replica groups
 * @param replicates the constants of the bootstrap, in the order of the estimates
 * @param warnings reasons for doubt; terms count the coefficients first, then the exponents
 */
public record StretchedLaw(
    List<Estimate> coefficients,
    List<Estimate> exponents,
    GoodnessOfFit fit,
    double conditionNumber,
    int pointCount,
    int observationCount,
    int groupCount,
    Replicates replicates,
    List<LawWarning> warnings) {

  public StretchedLaw {
    coefficients = List.copyOf(coefficients);
    exponents = List.copyOf(exponents);
    warnings = List.copyOf(warnings);
  }

  /**
   * Fits coefficients and exponents.
   *
   * @param terms n x t: x_ij of each observation, positive; equal rows are one design point
   * @param values n positive values
   * @param weights n weights of the values, reciprocal variances up to a factor; null: all values
   *     are known with equal relative accuracy
   * @param replicaGroups n numbers: which observations were made with the same random numbers
   * @param seed of the bootstrap
   * @throws UserInputException for fewer points than constants, terms that cannot be told apart, a
   *     term that the best fit does without, or numbers that are not positive and finite
   */
  public static StretchedLaw fit(
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
    StretchedFit fitting = new StretchedFit(combination, observations, weights != null);
    double[] start = fitting.start();
    StretchedFit.Result best =
        start == null || observations.pointCount() < 2 * count
            ? null
            : fitting.solve(observations.once(), start);
    if (best == null) {
      throw new UserInputException(LinearLaw.unsolvable(observations.pointCount(), 2 * count));
    }
    double[] bestParameters = best.parameters();
    Replicates replicates =
        Bootstrap.replicates(
            observations.groupCount(),
            counts -> {
              StretchedFit.Result again = fitting.solve(counts, bestParameters);
              return again == null ? null : constants(again.parameters());
            },
            seed);
    Estimate[] estimates = Bootstrap.estimates(constants(bestParameters), replicates);
    List<LawWarning> warnings = new ArrayList<>();
    Doubts.ofRanges(terms, warnings);
    Doubts.ofCondition(best.conditionNumber(), warnings);
    Doubts.ofIntervals(estimates, observations.groupCount(), warnings);
    return new StretchedLaw(
        List.of(estimates).subList(0, count),
        List.of(estimates).subList(count, 2 * count),
        fitting.goodness(best),
        best.conditionNumber(),
        observations.pointCount(),
        observations.observationCount(),
        observations.groupCount(),
        replicates,
        warnings);
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
