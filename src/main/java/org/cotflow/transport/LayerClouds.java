package org.cotflow.transport;

import java.io.Serializable;
import org.cotflow.transport.cloud.PointCloud;

/**
 * A measure on [0, 1] x R^p, where p may depend on the layer, whose marginal on [0, 1] is uniform,
 * constant over each of K slices of layer time: layer k lives on [k/K, (k+1)/K) and is a cloud of
 * equal masses.
 *
 * <p>Whatever holds particles can implement it. Layers are read one at a time, from several threads
 * or on the executors of a cluster.
 */
public interface LayerClouds extends Serializable {
  /** K. */
  int layerCount();

  /** p of the points of a layer. */
  int dimension(int layer);

  /**
   * What the coordinates of a layer are, as {@code u[2] w[2] b[1]}: two layers are compared where
   * both say the same; null: p numbers of any meaning.
   */
  default String parts(int layer) {
    return null;
  }

  /** The number of points of a layer. */
  int count(int layer);

  /** The points of a layer, count x p, row-major; not changed by either side afterwards. */
  double[] points(int layer);

  /** A layer as a cloud of equal masses. */
  default PointCloud cloud(int layer) {
    return new PointCloud(count(layer), dimension(layer), points(layer), null);
  }

  /**
   * These clouds for a task that reads this layer alone; other layers may be missing. By default
   * the clouds themselves, which is right where a layer is read from its source on demand.
   */
  default LayerClouds only(int layer) {
    return this;
  }
}
