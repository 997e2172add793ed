package org.cotflow.sweep.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cotflow.base.UserInputException;

/**
 * A law with free exponents, a line in logarithms,
 *
 * <pre>
 *   v = C prod_j x_j^{e_j}      minimize sum_p g_p (log v_p - log C - sum_j e_j log x_pj)^2
 * </pre>
 *
 * <p>over averages v_p of replicas ({@link Observations}). The weight of a logarithm is g_p = w_p
 * v_p^2 by error propagation, or the number of replicas where no weights are given.
 */
public final class PowerLaw {
  private PowerLaw() {}

  /**
   * Fits coefficient and exponents.
   *
   * @param variables n x t: the variables x_ij of each observation, positive; equal rows are one
   *     design point
   * @param values n positive values
   * @param weights n weights of the values, reciprocal variances up to a factor; null: all values
   *     are known with equal relative accuracy
   * @param replicaGroups n numbers: which observations were made with the same random numbers
   * @param seed of the bootstrap
   * @return C, then the exponents e_j; its condition number is that of the design with columns 1
   *     and log x_j less its mean
   * @throws UserInputException for fewer points than constants, variables that depend on each other
   *     over the points, or numbers that are not positive and finite
   */
  public static LawFit fit(
      double[][] variables, double[] values, double[] weights, int[] replicaGroups, long seed) {
    Observations observations = new Observations(variables, values, weights, replicaGroups);
    if (!observations.allPositive()) {
      throw new UserInputException(
          "a power law needs variables and values above 0: leave out the others by the law's"
              + " condition");
    }
    Line best = solve(observations, observations.once());
    int terms = variables.length == 0 ? 1 : variables[0].length + 1;
    if (best == null) {
      throw LawFit.unsolvable(observations, terms);
    }
    List<LawWarning> ofVariables = new ArrayList<>();
    Doubts.ofRanges(variables, ofVariables);
    List<LawWarning> doubts = new ArrayList<>();
    for (LawWarning doubt : ofVariables) {
      doubts.add(new LawWarning(doubt.kind(), doubt.term() + 1, doubt.amount()));
    }
    Doubts.ofCondition(best.conditionNumber(), doubts);
    return LawFit.of(
        observations,
        best.constants(),
        goodness(observations, best),
        best.conditionNumber(),
        counts -> {
          Line again = solve(observations, counts);
          return again == null ? null : again.constants();
        },
        seed,
        doubts);
  }

  /**
   * @param constants C, then the exponents
   * @param logs log v_p
   * @param fitted their fitted values
   * @param weights g_p
   */
  private record Line(
      double[] constants,
      double[] logs,
      double[] fitted,
      double[] weights,
      double conditionNumber) {}

  private static Line solve(Observations observations, int[] counts) {
    Observations.Averages averages = observations.averages(counts, false);
    int n = averages.values().length;
    double[][] design = new double[n][];
    double[] logs = new double[n];
    double[] weights = observations.logWeights(averages);
    double[] centers = logCenters(averages.design());
    for (int p = 0; p < n; p++) {
      double[] row = averages.design()[p];
      design[p] = new double[row.length + 1];
      design[p][0] = 1;
      for (int j = 0; j < row.length; j++) {
        design[p][j + 1] = StrictMath.log(row[j]) - centers[j];
      }
      logs[p] = StrictMath.log(averages.values()[p]);
    }
    LeastSquares squares = new LeastSquares(design, weights);
    if (squares.isSingular()) {
      return null;
    }
    double[] constants = squares.solve(logs);
    double[] fitted = new double[n];
    for (int p = 0; p < n; p++) {
      for (int j = 0; j < constants.length; j++) {
        fitted[p] = Math.fma(design[p][j], constants[j], fitted[p]);
      }
    }
    double logCoefficient = constants[0];
    for (int j = 0; j < centers.length; j++) {
      logCoefficient = Math.fma(-constants[j + 1], centers[j], logCoefficient);
    }
    constants[0] = StrictMath.exp(logCoefficient);
    return new Line(constants, logs, fitted, weights, squares.conditionNumber());
  }

  /** The mean logarithm of each variable: centered, they are told apart from the coefficient. */
  private static double[] logCenters(double[][] rows) {
    double[] centers = new double[rows.length == 0 ? 0 : rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < centers.length; j++) {
        centers[j] += StrictMath.log(row[j]) / rows.length;
      }
    }
    return centers;
  }

  private static GoodnessOfFit goodness(Observations observations, Line line) {
    double[] values = Arrays.stream(line.logs()).map(StrictMath::exp).toArray();
    double[] fitted = Arrays.stream(line.fitted()).map(StrictMath::exp).toArray();
    int degrees = values.length - line.constants().length;
    double sum = 0;
    for (int p = 0; p < values.length; p++) {
      double residual = line.logs()[p] - line.fitted()[p];
      sum += line.weights()[p] * residual * residual;
    }
    double scatter =
        observations.isWeighted()
            ? observations.replicaScatter(false)
            : observations.relativeScatter();
    double[] weights = observations.averages(observations.once(), false).weights();
    return new GoodnessOfFit(
        GoodnessOfFit.rSquared(values, fitted, weights),
        GoodnessOfFit.rSquared(line.logs(), line.fitted(), line.weights()),
        degrees > 0 && scatter > 0 ? sum / degrees / scatter : Double.NaN);
  }
}
