package org.cotflow.theory.certificate;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cotflow.theory.rounding.Rounding;

/**
 * What the layers leave of the adjoints at mu_0. With t_k at least |DF_k| / K and P_k =
 * prod_{l&gt;k} (1 - t_l)
 *
 * @param start G_0 = sqrt(mean_k P_k^2 lambda_min(K_k))
 * @param largestTerm max_k P_k sqrt(lambda_min(K_k))
 * @param largestSlope T = max_k t_k; at 1 or more a layer may undo an adjoint
 * @param sumOfSlopes at least sum_{l&gt;0} t_l
 */
record AdjointProducts(double start, double largestTerm, double largestSlope, double sumOfSlopes) {

  /**
   * Of the layers.
   *
   * @param norm at least |DF_k|
   */
  static AdjointProducts of(List<StartingLayer> layers, ToDoubleFunction<StartingLayer> norm) {
    double product = 1;
    double sum = 0;
    double largest = 0;
    double slope = 0;
    double all = 0;
    for (int k = layers.size() - 1; k >= 0; k--) {
      double term = layers.get(k).smallestKernel() * product * product;
      sum += term;
      largest = Math.max(largest, Math.sqrt(term));
      // 1 - step cancels where step is near 1: no relative margin covers that
      double step = norm.applyAsDouble(layers.get(k)) / layers.size();
      step = step * (1 + 8 * Rounding.UNIT) + 4 * Rounding.UNIT;
      slope = Math.max(slope, step);
      all += k > 0 ? step : 0;
      product *= Math.max(0, 1 - step);
    }
    return new AdjointProducts(
        Math.sqrt(sum / layers.size()), largest, slope, Rounding.SLACK * all);
  }

  /** The losses of a ball, those of the Jacobians from the mean growth of their slopes. */
  BallLoss loss(BallLoss.By by, double radius, double moves, double states, double slopes) {
    double jacobians =
        largestSlope < 1 ? largestTerm * (slopes / (1 - largestSlope)) : Double.POSITIVE_INFINITY;
    double root =
        start * (1 - Rounding.MARGIN) - (moves + states + jacobians) * (1 + Rounding.MARGIN);
    double below = start * (1 - Rounding.MARGIN / 2);
    return BallLoss.of(by, radius, below, moves, states, jacobians, root);
  }
}
