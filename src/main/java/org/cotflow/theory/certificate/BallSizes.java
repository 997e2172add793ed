package org.cotflow.theory.certificate;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Neuron;
import org.cotflow.theory.rounding.ActivationBounds;
import org.cotflow.theory.rounding.Rounding;

/**
 * The numbers of mu_0 from which losses in a ball are computed: of each size the largest over the
 * layers, in the letters of docs/math.md section 9.
 *
 * @param layerCount K
 * @param rootOfSamples sqrt(N)
 * @param activation Smax, s and s2
 * @param rootU sqrt(m_u); rootW likewise
 * @param outgoing U
 * @param ingoing W
 * @param inputs Q
 * @param kernel S
 * @param input e, the largest |e_i|; at most Q
 * @param feature S_1, the largest root mean square of sigma(z_i) over the particles; at most S
 * @param cross X
 * @param jacobian the mean over the layers of |DF_k|
 * @param curvature the mean over the layers of s2 U_k W4_k^2 / 2
 * @param growth Pi, at least prod_{l &gt; 0} (1 + |DF_l| / K)
 */
record BallSizes(
    int layerCount,
    double rootOfSamples,
    ActivationBounds activation,
    double rootU,
    double rootW,
    double outgoing,
    double ingoing,
    double inputs,
    double kernel,
    double input,
    double feature,
    double cross,
    double jacobian,
    double curvature,
    double growth) {

  static BallSizes of(
      List<StartingLayer> layers,
      int sampleCount,
      ActivationBounds activation,
      PartMultipliers multipliers) {
    return new BallSizes(
        layers.size(),
        Math.sqrt(sampleCount),
        activation,
        Math.sqrt(multipliers.of(Neuron.U)),
        Math.sqrt(multipliers.of(Neuron.W)),
        largest(layers, StartingLayer::outgoing),
        largest(layers, StartingLayer::ingoing),
        largest(layers, StartingLayer::inputs),
        largest(layers, StartingLayer::rootOfLargestKernel),
        largest(layers, layer -> Math.min(layer.largestInput(), layer.inputs())),
        largest(layers, layer -> Math.min(layer.largestFeature(), layer.rootOfLargestKernel())),
        largest(layers, StartingLayer::cross),
        mean(layers, StartingLayer::jacobianNorm),
        mean(layers, layer -> layer.outgoing() * layer.ingoingSquare())
            * activation.curvature()
            / 2,
        growth(layers));
  }

  private static double growth(List<StartingLayer> layers) {
    double growth = 1;
    for (StartingLayer layer : layers.subList(1, layers.size())) {
      growth *= 1 + layer.jacobianNorm() / layers.size();
    }
    return Rounding.SLACK * growth;
  }

  private static double largest(List<StartingLayer> layers, ToDoubleFunction<StartingLayer> size) {
    return layers.stream().mapToDouble(size).max().orElseThrow();
  }

  private static double mean(List<StartingLayer> layers, ToDoubleFunction<StartingLayer> size) {
    double sum = 0;
    for (StartingLayer layer : layers) {
      sum += size.applyAsDouble(layer);
    }
    return sum / layers.size();
  }

  /** f = sqrt((K - 1) / K). */
  double sumOfMoves() {
    return Math.sqrt((layerCount - 1.0) / layerCount);
  }

  /** v. */
  double rootMeanSquareOfSums() {
    return summation(layerCount);
  }

  /** 0 in a network of one layer, whose states before the layer never move. */
  double products() {
    return layerCount > 1 ? 1 : 0;
  }

  /**
   * The operator norm of y_k = (1/K) sum_{l&lt;k} x_l on R^K,
   *
   * <pre>
   *   v = 1 / (2 K sin(pi / (4 K - 2))),   which tends to 2 / pi.
   * </pre>
   *
   * <p>The inverse of the triangle of ones of size n = K - 1 has bidiagonal form, and its squared
   * singular values are 4 sin^2((2 j - 1) pi / (4 n + 2)), j = 1..n.
   */
  static double summation(int layerCount) {
    return layerCount == 1
        ? 0
        : 1 / (2 * layerCount * StrictMath.sin(StrictMath.PI / (4.0 * layerCount - 2)));
  }
}
