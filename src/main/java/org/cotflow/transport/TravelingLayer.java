package org.cotflow.transport;

/**
 * A measure held in this process, of which a task needs one layer: only that layer is sent along
 * with the task, and nothing is copied where the task stays here.
 */
record TravelingLayer(LayerClouds clouds, int layer) implements LayerClouds {
  private static final long serialVersionUID = 1L;

  @Override
  public int layerCount() {
    return clouds.layerCount();
  }

  @Override
  public int dimension() {
    return clouds.dimension();
  }

  @Override
  public int count(int asked) {
    return clouds.count(asked);
  }

  @Override
  public double[] points(int asked) {
    return clouds.points(asked);
  }

  private Object writeReplace() {
    return new OneLayer(clouds.layerCount(), layer, clouds.dimension(), clouds.points(layer));
  }
}
