package org.cotflow.transport;

import java.io.Serializable;
import org.cotflow.transport.cloud.PointCloud;

/**
 * A measure on [0, 1] x R^p whose marginal on [0, 1] is uniform, constant over each of K slices of
 * layer time: layer k lives on [k/K, (k+1)/K) and is a cloud of equal masses.
 *
 * <p>Whatever holds particles can implement it; layers are asked for one at a time, possibly from
 * several threads, or on the executors of a cluster, which read their own layers.
 */
public interface LayerClouds extends Serializable {
  /** K. */
  int layerCount();

  /** p; 2d+1 for particles (u, w, b). */
  int dimension();

  /** The number of points of a layer. */
  int count(int layer);

  /** The points of a layer, count x p, row-major; not changed by either side afterwards. */
  double[] points(int layer);

  /** A layer as a cloud of equal masses. */
  default PointCloud cloud(int layer) {
    return new PointCloud(count(layer), dimension(), points(layer), null);
  }

  /**
   * These clouds as a task takes them along that asks for this layer alone: other layers may be
   * missing. By default the very clouds, for those that read a layer where it is asked for.
   */
  default LayerClouds only(int layer) {
    return this;
  }

  /**
   * Layers held in memory.
   *
   * @param points the points of each layer, row-major; not copied
   */
  static LayerClouds of(int dimension, double[]... points) {
    return new LayerArrays(dimension, points);
  }
}
