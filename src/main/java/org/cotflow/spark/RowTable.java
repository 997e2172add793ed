package org.cotflow.spark;

import java.io.Serializable;

/**
 * Rows for all layers in one broadcast: With one broadcast per layer, Spark's cost per broadcast is
 * far above the cost of the bytes.
 *
 * @param states for each layer, or null where the layer is not meant; an array may have more rows
 *     than the adjoints
 * @param adjoints likewise, or null where nothing is pulled back
 */
record RowTable(double[][] states, double[][] adjoints) implements Serializable {
  private static final long serialVersionUID = 1L;

  long bytes() {
    return bytes(states) + (adjoints == null ? 0 : bytes(adjoints));
  }

  private static long bytes(double[][] rows) {
    long bytes = 0;
    for (double[] ofLayer : rows) {
      bytes += ofLayer == null ? 0 : (long) Double.BYTES * ofLayer.length;
    }
    return bytes;
  }
}
