package org.cotflow.flow;

import java.io.Serializable;
import java.util.Arrays;
import org.cotflow.kernel.ParticleLayout;

/**
 * One weight for each part of a particle, in order: the step multipliers m of a flow. They define
 * the metric
 *
 * <pre>
 *   |v|_m^2 = (1/K) sum_k (1/M_k) sum_m sum_part |v_part|^2 / m_part
 * </pre>
 *
 * <p>in which the motion is a gradient flow. A frozen part has the weight 0, and so have the biases
 * of a network without bias.
 */
public record PartMultipliers(double... weights) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Of the parts that a flow trains.
   *
   * @param bias whether the network has biases
   */
  public static PartMultipliers of(FlowSpec flow, ParticleLayout layout, boolean bias) {
    double[] weights = new double[layout.parts().size()];
    for (int part = 0; part < weights.length; part++) {
      String name = layout.parts().get(part).name();
      weights[part] = flow.trains(name) ? flow.multipliers().of(name) : 0;
    }
    return new PartMultipliers(weights).without(layout, bias);
  }

  /** All 1: the plain COT metric. */
  public static PartMultipliers plain(ParticleLayout layout, boolean bias) {
    double[] weights = new double[layout.parts().size()];
    Arrays.fill(weights, 1);
    return new PartMultipliers(weights).without(layout, bias);
  }

  private PartMultipliers without(ParticleLayout layout, boolean bias) {
    for (int part = 0; part < weights.length; part++) {
      if (layout.parts().get(part).bias() && !bias) {
        weights[part] = 0;
      }
    }
    return this;
  }

  /** Of the part at this place. */
  public double of(int part) {
    return weights[part];
  }

  /** 1/m, and 0 where m is 0. */
  PartMultipliers inverse() {
    return new PartMultipliers(
        Arrays.stream(weights).map(weight -> weight == 0 ? 0 : 1 / weight).toArray());
  }

  /**
   * The weighted sum of the numbers of the parts, which start at {@code at}. A part of weight 0 is
   * left out, even where its number is not finite.
   */
  public double weigh(double[] sums, int at) {
    double weighed = 0;
    for (int part = 0; part < weights.length; part++) {
      double weight = weights[part];
      double term = weight == 0 ? 0 : weight * sums[at + part];
      weighed = part == 0 ? term : weighed + term;
    }
    return weighed;
  }
}
