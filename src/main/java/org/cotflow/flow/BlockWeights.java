package org.cotflow.flow;

import org.cotflow.measure.MeasureShape;

/**
 * One weight for each of u, w and b, such as the step multipliers m: those of the metric
 *
 * <pre>
 *   |v|_m^2 = (1/K) sum_k (1/M_k) sum_m sum_block |v_block|^2 / m_block
 * </pre>
 *
 * in which the motion is a gradient flow. Blocks that do not move have the weight 0.
 */
record BlockWeights(double u, double w, double b) {

  /**
   * @param bias whether b is there at all
   */
  static BlockWeights multipliers(FlowSpec flow, boolean bias) {
    return new BlockWeights(
        flow.activeMultiplierU(), flow.activeMultiplierW(), bias ? flow.activeMultiplierB() : 0.0);
  }

  /** 1/m, and 0 where m is. */
  BlockWeights inverse() {
    return new BlockWeights(inverse(u), inverse(w), inverse(b));
  }

  private static double inverse(double weight) {
    return weight == 0 ? 0 : 1 / weight;
  }

  /**
   * (1/K) sum_k (1/M_k) sum_block weight_block S_{k, block}, layers in order.
   *
   * @param layerSums of each layer over its particles
   * @param at where the three sums S of a layer stand
   */
  double mean(MeasureShape shape, double[][] layerSums, int at) {
    double mean = 0;
    for (int k = 0; k < shape.layerCount(); k++) {
      double[] sums = layerSums[k];
      mean += (u * sums[at] + w * sums[at + 1] + b * sums[at + 2]) / shape.width(k);
    }
    return mean / shape.layerCount();
  }
}
