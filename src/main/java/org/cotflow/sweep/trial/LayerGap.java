package org.cotflow.sweep.trial;

import java.util.Arrays;
import org.cotflow.engine.Engine;
import org.cotflow.measure.MeasureShape;

/**
 * How much the particles of a network change from layer to layer,
 *
 * <pre>
 *   max_k sqrt( (1/M) sum_m |omega_{k+1,m} - omega_{k,m}|^2 )
 * </pre>
 *
 * <p>over all parts of a particle, particle m of one layer compared with particle m of the next: a
 * bound of the largest W_2 distance of neighboring layers. It vanishes like 1/K where the layers
 * started as the same draws and the flow keeps them on a Lipschitz curve.
 */
final class LayerGap {
  private LayerGap() {}

  /** The largest gap; null with one layer, or with layers of unequal width or different parts. */
  static Double largest(Engine engine) {
    return largest(engine, EngineParticles.AT_ONCE);
  }

  /**
   * The same.
   *
   * @param atOnce numbers of particles to hold beside a layer, where layers have fewer
   */
  static Double largest(Engine engine, long atOnce) {
    MeasureShape shape = engine.shape();
    int width = shape.width(0);
    if (shape.layerCount() < 2
        || !shape.layouts().isUniform()
        || Arrays.stream(shape.widths()).anyMatch(w -> w != width)) {
      return null;
    }
    double largest = 0;
    double[] before = null;
    for (int from = 0; from < shape.layerCount(); ) {
      int to = EngineParticles.windowEnd(shape, from, atOnce);
      for (double[] layer : EngineParticles.points(engine, from, to)) {
        largest = before == null ? 0 : Math.max(largest, squaredDistance(before, layer) / width);
        before = layer;
      }
      from = to;
    }
    return Math.sqrt(largest);
  }

  private static double squaredDistance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = other[i] - one[i];
      sum = Math.fma(difference, difference, sum);
    }
    return sum;
  }
}
