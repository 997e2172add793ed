package org.cotflow.theory.certificate;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cotflow.flow.PartMultipliers;

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
 * @param cross X
 * @param jacobian the mean over the layers of |DF_k|
 * @param curvature the mean over the layers of s2 U_k W4_k^2 / 2
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
    double cross,
    double jacobian,
    double curvature) {

  static BallSizes of(
      List<StartingLayer> layers,
      int sampleCount,
      ActivationBounds activation,
      PartMultipliers multipliers) {
    return new BallSizes(
        layers.size(),
        Math.sqrt(sampleCount),
        activation,
        Math.sqrt(multipliers.u()),
        Math.sqrt(multipliers.w()),
        largest(layers, StartingLayer::outgoing),
        largest(layers, StartingLayer::ingoing),
        largest(layers, StartingLayer::inputs),
        largest(layers, StartingLayer::rootOfLargestKernel),
        largest(layers, StartingLayer::cross),
        mean(layers, StartingLayer::jacobianNorm),
        mean(layers, layer -> layer.outgoing() * layer.ingoingSquare())
            * activation.curvature()
            / 2);
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
