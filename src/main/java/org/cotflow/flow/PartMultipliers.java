package org.cotflow.flow;

import java.io.Serializable;
import org.cotflow.measure.MeasureShape;

/**
 * One weight for each part u, w, b of a particle: the step multipliers m of a flow. They define the
 * metric
 *
 * <pre>
 *   |v|_m^2 = (1/K) sum_k (1/M_k) sum_m sum_part |v_part|^2 / m_part
 * </pre>
 *
 * <p>in which the motion is a gradient flow. A frozen part has the weight 0, and so has b in a
 * network without bias.
 */
public record PartMultipliers(double u, double w, double b) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Of the parts that a flow trains.
   *
   * @param bias whether the network has b
   */
  public static PartMultipliers of(FlowSpec flow, boolean bias) {
    return new PartMultipliers(
        flow.trainU() ? flow.multipliers().u() : 0,
        flow.trainW() ? flow.multipliers().w() : 0,
        flow.trainB() && bias ? flow.multipliers().b() : 0);
  }

  /** All 1: the plain COT metric. */
  public static PartMultipliers plain(boolean bias) {
    return new PartMultipliers(1, 1, bias ? 1 : 0);
  }

  /** 1/m, and 0 where m is 0. */
  PartMultipliers inverse() {
    return new PartMultipliers(inverse(u), inverse(w), inverse(b));
  }

  private static double inverse(double weight) {
    return weight == 0 ? 0 : 1 / weight;
  }

  /**
   * The weighted sum of the numbers of u, w and b, which start at {@code at}. A part of weight 0 is
   * left out, even where its number is not finite.
   */
  public double weigh(double[] sums, int at) {
    return weighted(u, sums[at]) + weighted(w, sums[at + 1]) + weighted(b, sums[at + 2]);
  }

  private static double weighted(double weight, double number) {
    return weight == 0 ? 0 : weight * number;
  }

  /**
   * (1/K) sum_k (1/M_k) sum_part weight_part S_{k, part}, layers in order.
   *
   * @param layerSums sums over the particles of each layer
   * @param at index of the three sums S of a layer
   */
  double mean(MeasureShape shape, double[][] layerSums, int at) {
    double mean = 0;
    for (int k = 0; k < shape.layerCount(); k++) {
      mean += weigh(layerSums[k], at) / shape.width(k);
    }
    return mean / shape.layerCount();
  }
}
