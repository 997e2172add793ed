package org.cotflow.transport;

import org.cotflow.kernel.LayerCycle;

/**
 * Layers held in memory.
 *
 * @param dimensions p of each layer
 * @param layers for each layer its points, row-major, not copied; null for a layer that a task left
 *     behind
 */
public record HeldClouds(LayerCycle<Integer> dimensions, double[][] layers) implements LayerClouds {
  private static final long serialVersionUID = 1L;

  public HeldClouds {
    if (layers.length < 1) {
      throw new IllegalArgumentException("no layers");
    }
    for (int layer = 0; layer < layers.length; layer++) {
      double[] points = layers[layer];
      int dimension = dimensions.at(layer);
      if (points != null && (points.length == 0 || points.length % dimension != 0)) {
        throw new IllegalArgumentException(points.length + " numbers, dimension " + dimension);
      }
    }
  }

  /** The points of each layer, row-major; not copied. */
  public static HeldClouds of(int dimension, double[]... layers) {
    return new HeldClouds(LayerCycle.everywhere(dimension), layers);
  }

  @Override
  public int dimension(int layer) {
    return dimensions.at(layer);
  }

  @Override
  public int layerCount() {
    return layers.length;
  }

  @Override
  public int count(int layer) {
    return points(layer).length / dimension(layer);
  }

  @Override
  public double[] points(int layer) {
    if (layers[layer] == null) {
      throw new IllegalArgumentException("layer " + layer + " was left behind");
    }
    return layers[layer];
  }

  @Override
  public LayerClouds only(int layer) {
    double[][] one = new double[layers.length][];
    one[layer] = points(layer);
    return new HeldClouds(dimensions, one);
  }
}
