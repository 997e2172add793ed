package org.cotflow.sweep.law;

import java.util.Arrays;

/**
 * Solves a law that is linear in its constants, for given counts of the replica groups. Constants
 * are nonnegative where that is asked for, and always in quadrature.
 */
final class LinearFit {
  private final Observations observations;
  private final boolean quadratic;
  private final boolean nonnegative;

  LinearFit(Combination combination, boolean nonnegative, Observations observations) {
    this.observations = observations;
    this.quadratic = combination == Combination.QUADRATURE;
    this.nonnegative = nonnegative || quadratic;
  }

  /**
   * @param averages what was fitted
   * @param weights of the squares in quadrature
   */
  record Result(
      double[] constants,
      double[] fitted,
      Observations.Averages averages,
      double[] weights,
      double conditionNumber) {}

  /** Null where the design is singular. */
  Result solve(int[] counts) {
    Observations.Averages averages = observations.averages(counts, quadratic);
    double[][] design = averages.design();
    double[] targets = averages.values();
    double[] weights = averages.weights();
    if (quadratic) {
      design = squares(design);
      targets = squares(targets);
      weights = weights.clone();
      for (int p = 0; p < weights.length; p++) {
        // A value of 0 has the weight of the smallest other value.
        weights[p] /= 4 * Math.max(targets[p], smallestPositive(targets));
      }
    }
    LeastSquares squares = new LeastSquares(design, weights);
    if (squares.isSingular()) {
      return null;
    }
    double[] solution = nonnegative ? squares.solveNonnegative(targets) : squares.solve(targets);
    double[] fitted = new double[targets.length];
    for (int p = 0; p < fitted.length; p++) {
      for (int j = 0; j < solution.length; j++) {
        fitted[p] = Math.fma(design[p][j], solution[j], fitted[p]);
      }
    }
    double[] constants = quadratic ? Arrays.stream(solution).map(Math::sqrt).toArray() : solution;
    return new Result(constants, fitted, averages, weights, squares.conditionNumber());
  }

  GoodnessOfFit goodness(Result best) {
    double[] values = best.averages().values();
    double[] fitted =
        quadratic ? Arrays.stream(best.fitted()).map(Math::sqrt).toArray() : best.fitted();
    int degrees = values.length - best.constants().length;
    double sum = 0;
    for (int p = 0; p < values.length; p++) {
      double target = quadratic ? values[p] * values[p] : values[p];
      double residual = target - best.fitted()[p];
      sum += best.weights()[p] * residual * residual;
    }
    double scatter = observations.replicaScatter(quadratic);
    return new GoodnessOfFit(
        GoodnessOfFit.rSquared(values, fitted, best.averages().weights()),
        GoodnessOfFit.logRSquared(values, fitted, observations.logWeights(best.averages())),
        degrees > 0 && scatter > 0 ? sum / degrees / scatter : Double.NaN);
  }

  private static double smallestPositive(double[] values) {
    return Arrays.stream(values).filter(v -> v > 0).min().orElse(1);
  }

  private static double[] squares(double[] row) {
    return Arrays.stream(row).map(x -> x * x).toArray();
  }

  private static double[][] squares(double[][] rows) {
    return Arrays.stream(rows).map(LinearFit::squares).toArray(double[][]::new);
  }
}
