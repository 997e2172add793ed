package org.cotflow.flow;

import org.cotflow.measure.MeasureShape;

/**
 * The squared COT norm of the gradient, and the dissipation.
 *
 * <pre>
 *   squared      (1/K) sum_k (1/M_k) sum_m |G_{k,m}|^2
 *   dissipation  (1/K) sum_k (1/M_k) sum_m sum_block m_block |G_{k,m}^block|^2
 * </pre>
 *
 * Without bias, b is left out of both; in the dissipation frozen blocks have weight 0.
 */
record GradientNorms(double squared, double dissipation) {

  static GradientNorms of(MeasureShape shape, double[][] layerSums, FlowSpec flow, boolean bias) {
    double squared = 0;
    double dissipation = 0;
    for (int k = 0; k < shape.layerCount(); k++) {
      double u = layerSums[k][GradientDescent.SUM_U];
      double w = layerSums[k][GradientDescent.SUM_W];
      double b = bias ? layerSums[k][GradientDescent.SUM_B] : 0.0;
      squared += GradientDescent.squaredNorm(layerSums[k], shape.width(k), bias);
      dissipation +=
          (flow.activeMultiplierU() * u
                  + flow.activeMultiplierW() * w
                  + flow.activeMultiplierB() * b)
              / shape.width(k);
    }
    return new GradientNorms(squared / shape.layerCount(), dissipation / shape.layerCount());
  }
}
