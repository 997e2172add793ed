package org.cotflow.transport;

/**
 * One layer of a measure, where the others are not.
 *
 * @param layerCount of the measure
 * @param layer the one that is here
 * @param points its points, row-major
 */
record OneLayer(int layerCount, int layer, int dimension, double[] points) implements LayerClouds {
  private static final long serialVersionUID = 1L;

  @Override
  public int count(int asked) {
    return points(asked).length / dimension;
  }

  @Override
  public double[] points(int asked) {
    if (asked != layer) {
      throw new IllegalArgumentException("layer " + asked + " where only " + layer + " is");
    }
    return points;
  }
}
