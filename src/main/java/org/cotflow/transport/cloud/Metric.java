package org.cotflow.transport.cloud;

import java.io.Serializable;
import java.util.Arrays;
import org.cotflow.kernel.ParticleLayout;

/**
 * The squared distance between two points of R^p:
 *
 * <pre>
 *   c(x, y) = sum_k weight_k (x_k - y_k)^2
 * </pre>
 *
 * <p>With step multipliers m_part of the parts of a particle the weights are 1/m_part: the metric
 * in which the flow is a gradient flow.
 *
 * @param weights p positive numbers, or null for the plain squared distance of any dimension
 */
public record Metric(double[] weights) implements Serializable {
  private static final long serialVersionUID = 1L;

  public Metric {
    if (weights != null) {
      weights = weights.clone();
      for (double weight : weights) {
        if (!(weight >= 1e-20 && weight <= 1e20)) {
          throw new IllegalArgumentException("metric weight " + weight);
        }
      }
    }
  }

  /** The squared Euclidean distance. */
  public static Metric plain() {
    return new Metric(null);
  }

  /**
   * The metric of particles under step multipliers.
   *
   * @param multipliers one for each part of the layout
   */
  public static Metric ofMultipliers(ParticleLayout layout, double... multipliers) {
    double[] weights = new double[layout.size()];
    for (int part = 0; part < multipliers.length; part++) {
      Arrays.fill(weights, layout.offset(part), layout.offset(part + 1), 1 / multipliers[part]);
    }
    return new Metric(weights);
  }

  /** The weight of coordinate {@code index}. */
  public double weight(int index) {
    return weights == null ? 1 : weights[index];
  }

  /** This metric with one more coordinate of weight 1 before all others. */
  public Metric withLeadingCoordinate() {
    if (weights == null) {
      return this;
    }
    double[] extended = new double[weights.length + 1];
    extended[0] = 1;
    System.arraycopy(weights, 0, extended, 1, weights.length);
    return new Metric(extended);
  }

  public void requireDimension(int dimension) {
    if (weights != null && weights.length != dimension) {
      throw new IllegalArgumentException(
          weights.length + " metric weights for points of dimension " + dimension);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metric that && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return weights == null ? "Metric[plain]" : "Metric" + Arrays.toString(weights);
  }
}
