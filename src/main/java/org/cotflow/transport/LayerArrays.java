package org.cotflow.transport;

/**
 * Layers held in memory.
 *
 * @param dimension p
 * @param layers for each layer its points, row-major
 */
record LayerArrays(int dimension, double[][] layers) implements LayerClouds {
  private static final long serialVersionUID = 1L;

  LayerArrays {
    if (layers.length < 1) {
      throw new IllegalArgumentException("no layers");
    }
    for (double[] points : layers) {
      if (points.length == 0 || points.length % dimension != 0) {
        throw new IllegalArgumentException(points.length + " numbers, dimension " + dimension);
      }
    }
  }

  @Override
  public int layerCount() {
    return layers.length;
  }

  @Override
  public int count(int layer) {
    return layers[layer].length / dimension;
  }

  @Override
  public double[] points(int layer) {
    return layers[layer];
  }

  @Override
  public LayerClouds only(int layer) {
    return new TravelingLayer(this, layer);
  }
}
