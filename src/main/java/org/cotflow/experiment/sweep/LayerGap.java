package org.cotflow.experiment.sweep;

import java.util.Arrays;
import org.cotflow.engine.Engine;

/**
 * How smoothly the particles of a network change with depth,
 *
 * <pre>
 *   max_k sqrt( (1/M) sum_m |omega_{k+1,m} - omega_{k,m}|^2 )
 * </pre>
 *
 * <p>over all blocks of a particle, particle m of one layer beside particle m of the next: a bound
 * of the largest W_2 distance of neighboring layers. It vanishes like 1/K where the layers started
 * as the same draws and the flow keeps them on a Lipschitz curve.
 */
final class LayerGap {
  private LayerGap() {}

  /** The largest gap; null with one layer, or with layers of unequal width. */
  static Double largest(Engine engine) {
    int width = engine.shape().width(0);
    double[][] layers = EngineParticles.points(engine);
    if (layers.length < 2 || Arrays.stream(layers).anyMatch(l -> l.length != layers[0].length)) {
      return null;
    }
    double largest = 0;
    for (int k = 0; k + 1 < layers.length; k++) {
      double sum = 0;
      for (int i = 0; i < layers[k].length; i++) {
        double difference = layers[k + 1][i] - layers[k][i];
        sum = Math.fma(difference, difference, sum);
      }
      largest = Math.max(largest, sum / width);
    }
    return Math.sqrt(largest);
  }
}
