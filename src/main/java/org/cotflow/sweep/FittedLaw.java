package org.cotflow.sweep;

import org.cotflow.sweep.grid.LawSpec;
import org.cotflow.sweep.law.Estimate;
import org.cotflow.sweep.law.Interval;
import org.cotflow.sweep.law.LawFit;
import org.cotflow.sweep.law.Replicates;

/**
 * A law with its fitted constants, to be compared with what was measured.
 *
 * <pre>
 *   sum          v = sum_j c_j x_j^{e_j}                    e_j = 1 unless fitted
 *   quadrature   v = sqrt(sum_j (c_j x_j^{e_j})^2)
 *   power law    v = coefficient prod_j x_j^{e_j}
 * </pre>
 *
 * @param law which law
 * @param group which runs it was fitted to
 * @param constants of the terms in their order, then their exponents where they were fitted; for a
 *     power law the coefficient and then the exponents
 * @param replicates the same of the bootstrap
 */
record FittedLaw(LawSpec law, String group, double[] constants, Replicates replicates) {

  static FittedLaw of(LawSpec law, String group, LawFit fit) {
    double[] constants = fit.constants().stream().mapToDouble(Estimate::value).toArray();
    return new FittedLaw(law, group, constants, fit.replicates());
  }

  /** What the law says where its variables have these values. */
  double value(double[] variables) {
    return value(constants, variables);
  }

  /** Where 95 % of the bootstrap's fits lie there; unknown without replicas. */
  Interval band(double[] variables) {
    return replicates.ninetyFive(resampled -> value(resampled, variables));
  }

  private double value(double[] with, double[] variables) {
    if (law.terms().isEmpty()) {
      double product = with[0];
      for (int j = 0; j < variables.length; j++) {
        product *= StrictMath.pow(variables[j], with[j + 1]);
      }
      return product;
    }
    boolean exponents = with.length == 2 * variables.length;
    double sum = 0;
    for (int j = 0; j < variables.length; j++) {
      double exponent = exponents ? with[variables.length + j] : 1;
      double factor = exponent == 1 ? variables[j] : StrictMath.pow(variables[j], exponent);
      double term = with[j] * factor;
      sum += law.quadrature() ? term * term : term;
    }
    return law.quadrature() ? Math.sqrt(sum) : sum;
  }
}
