package org.cotflow.transport.solver;

import org.cotflow.transport.cloud.CompensatedSum;
import org.cotflow.transport.cloud.CostRows;

/**
 * The cost of a feasible plan near the entropic one, without the plan being kept.
 *
 * <pre>
 *   P_ij = a_i b_j exp((f_i + g_j - c_ij) / eps)
 *   P'   = diag(x) P diag(y),  x_i = min(1, a_i / row sum),  y_j = min(1, b_j / column sum)
 *   plan = P' + (a - P' 1)(b - P'^T 1)^T / (1 - sum P')
 * </pre>
 *
 * <p>Source: J. Altschuler, J. Weed, P. Rigollet, "Near-linear time approximation algorithms for
 * optimal transport via Sinkhorn iteration", NeurIPS 2017, algorithm 2. The rounding bound is our
 * derivation: every row and column sum is within (n + m + 8) 2^-53 of exact in relative terms, so a
 * plan that is feasible in exact arithmetic differs from the computed one in at most 4 (n + m + 8)
 * 2^-53 of the mass, at no more than the largest cost each.
 */
final class RoundedPlan {
  private static final double HALF_ULP = 0x1p-53;

  private final CostRows costs;
  private final double[] sourceMasses;
  private final double[] targetMasses;
  private final double[] f;
  private final double[] g;
  private final double inverseEpsilon;
  private final double[] rowScale;
  private final double[] columnScale;
  private final double[] entries;
  private double largestCost;

  RoundedPlan(
      CostRows costs,
      double[] sourceMasses,
      double[] targetMasses,
      double[] f,
      double[] g,
      double epsilon) {
    this.costs = costs;
    this.sourceMasses = sourceMasses;
    this.targetMasses = targetMasses;
    this.f = f;
    this.g = g;
    this.inverseEpsilon = 1 / epsilon;
    this.rowScale = new double[sourceMasses.length];
    this.columnScale = new double[targetMasses.length];
    this.entries = new double[targetMasses.length];
    scale();
  }

  /** A bound from above of the cost of a feasible plan, and so of W_2^2. */
  double upperBound() {
    int n = sourceMasses.length;
    int m = targetMasses.length;
    double[] rowMissing = sourceMasses.clone();
    double[] columnMissing = targetMasses.clone();
    CompensatedSum cost = new CompensatedSum();
    for (int i = 0; i < n; i++) {
      double[] row = computeRow(i);
      double rowSum = 0;
      double rowCost = 0;
      for (int j = 0; j < m; j++) {
        double mass = entries[j] * rowScale[i] * columnScale[j];
        rowSum += mass;
        rowCost = Math.fma(mass, row[j], rowCost);
        columnMissing[j] -= mass;
      }
      rowMissing[i] -= rowSum;
      cost.add(rowCost);
    }
    cost.add(missingCost(rowMissing, columnMissing));
    double massError = 4 * (n + m + 8) * HALF_ULP;
    return cost.value() * (1 + costs.relativeError() + massError)
        + massError * largestCost
        + costs.absoluteError();
  }

  /** Row i of P into {@code entries}; returns the costs of the row. */
  private double[] computeRow(int i) {
    double[] row = costs.row(i);
    for (int j = 0; j < row.length; j++) {
      double exponent = (f[i] + g[j] - row[j]) * inverseEpsilon;
      entries[j] = sourceMasses[i] * targetMasses[j] * SoftMinimum.exp(exponent);
    }
    return row;
  }

  private void scale() {
    double[] columnSums = new double[columnScale.length];
    for (int i = 0; i < rowScale.length; i++) {
      double[] row = computeRow(i);
      double sum = 0;
      for (int j = 0; j < entries.length; j++) {
        sum += entries[j];
        largestCost = Math.max(largestCost, row[j]);
      }
      rowScale[i] = sum > sourceMasses[i] ? sourceMasses[i] / sum : 1;
      for (int j = 0; j < entries.length; j++) {
        columnSums[j] += entries[j] * rowScale[i];
      }
    }
    for (int j = 0; j < columnScale.length; j++) {
      columnScale[j] = columnSums[j] > targetMasses[j] ? targetMasses[j] / columnSums[j] : 1;
    }
  }

  /** The cost of the rank-one plan that moves what {@code P'} leaves over. */
  private double missingCost(double[] rowMissing, double[] columnMissing) {
    double rowTotal = 0;
    for (int i = 0; i < rowMissing.length; i++) {
      rowMissing[i] = Math.max(0, rowMissing[i]);
      rowTotal += rowMissing[i];
    }
    double columnTotal = 0;
    for (int j = 0; j < columnMissing.length; j++) {
      columnMissing[j] = Math.max(0, columnMissing[j]);
      columnTotal += columnMissing[j];
    }
    double total = Math.min(rowTotal, columnTotal);
    if (total < HALF_ULP) {
      return Math.max(rowTotal, columnTotal) * largestCost;
    }
    double sum = 0;
    for (int i = 0; i < rowMissing.length; i++) {
      if (rowMissing[i] > 0) {
        double[] row = costs.row(i);
        double rowSum = 0;
        for (int j = 0; j < row.length; j++) {
          rowSum = Math.fma(columnMissing[j], row[j], rowSum);
        }
        sum += rowMissing[i] * rowSum;
      }
    }
    return sum / total;
  }
}
