package org.cotflow.flow;

import org.cotflow.measure.MeasureShape;

/**
 * The squared COT norm of the gradient, and the dissipation.
 *
 * <pre>
 *   squared      (1/K) sum_k (1/M_k) sum_m |G_{k,m}|^2
 *   dissipation  (1/K) sum_k (1/M_k) sum_m sum_part m_part |G_{k,m}^part|^2
 * </pre>
 *
 * Without bias, biases are left out of both. Frozen parts have the weight 0 in the dissipation.
 */
record GradientNorms(double squared, double dissipation) {

  static GradientNorms of(
      MeasureShape shape, double[][] layerSums, LayerMultipliers multipliers, boolean bias) {
    return new GradientNorms(
        LayerMultipliers.plain(shape.layouts(), bias)
            .mean(shape, layerSums, GradientDescent.SQUARES),
        multipliers.mean(shape, layerSums, GradientDescent.SQUARES));
  }
}
