package org.cotflow.transport;

/**
 * A measure held in this process, of which a task needs one layer. Serialized, it holds that layer
 * alone; a task that stays in this process copies nothing.
 */
record TravelingLayer(LayerClouds clouds, int layer) implements LayerClouds {
  private static final long serialVersionUID = 1L;

  @Override
  public int layerCount() {
    return clouds.layerCount();
  }

  @Override
  public int dimension(int asked) {
    return clouds.dimension(asked);
  }

  @Override
  public String parts(int asked) {
    return clouds.parts(asked);
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
    double[][] one = new double[clouds.layerCount()][];
    one[layer] = clouds.points(layer);
    return HeldClouds.of(clouds.dimension(layer), one);
  }
}
