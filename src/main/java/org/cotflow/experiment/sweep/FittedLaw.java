package org.cotflow.experiment.sweep;

import java.util.ArrayList;
import java.util.List;

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
 * @param constants of the terms in their order, then their exponents where they were fitted; for a
 *     power law the coefficient and then the exponents
 */
record FittedLaw(LawSpec law, List<LawRow> constants) {
  static final List<String> COLUMNS =
      List.of("law", "of", "run", "group", "value", "fitted", "low", "high");

  FittedLaw {
    constants = List.copyOf(constants);
  }

  /** The law as fitted to a group of runs; null where that fit is not there. */
  static FittedLaw of(LawSpec law, String group, List<LawRow> fits) {
    List<LawRow> constants = new ArrayList<>();
    for (LawRow row : fits) {
      if (row.law().equals(law.name()) && row.group().equals(group)) {
        constants.add(row);
      }
    }
    return constants.isEmpty() ? null : new FittedLaw(law, constants);
  }

  /** What the law says where its variables have these values. */
  double value(double[] variables) {
    if (law.terms().isEmpty()) {
      double product = constants.get(0).estimate();
      for (int j = 0; j < variables.length; j++) {
        product *= StrictMath.pow(variables[j], constants.get(j + 1).estimate());
      }
      return product;
    }
    double[] terms = new double[variables.length];
    for (int j = 0; j < terms.length; j++) {
      double exponent = hasExponents() ? constants.get(terms.length + j).estimate() : 1;
      double factor = exponent == 1 ? variables[j] : StrictMath.pow(variables[j], exponent);
      terms[j] = constants.get(j).estimate() * factor;
    }
    return combined(terms);
  }

  /**
   * The least that the law says while every constant is within its central 95 %; null where the
   * exponents were fitted too, whose errors go against those of the constants, or nothing is known.
   */
  Double low(double[] variables) {
    return end(variables, false);
  }

  /** The most, likewise. */
  Double high(double[] variables) {
    return end(variables, true);
  }

  private Double end(double[] variables, boolean high) {
    if (law.terms().isEmpty() || hasExponents()) {
      return null;
    }
    double[] terms = new double[variables.length];
    for (int j = 0; j < terms.length; j++) {
      LawRow constant = constants.get(j);
      if (isUnknown(constant.low()) || isUnknown(constant.high())) {
        return null;
      }
      boolean upper = high == variables[j] >= 0;
      terms[j] = (upper ? constant.high() : constant.low()) * variables[j];
    }
    return combined(terms);
  }

  private static boolean isUnknown(Double number) {
    return number == null || number.isNaN();
  }

  private boolean hasExponents() {
    return !law.terms().isEmpty() && constants.size() == 2 * law.terms().size();
  }

  private double combined(double[] terms) {
    double sum = 0;
    for (double term : terms) {
      sum += law.quadrature() ? term * term : term;
    }
    return law.quadrature() ? Math.sqrt(sum) : sum;
  }
}
