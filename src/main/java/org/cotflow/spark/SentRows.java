package org.cotflow.spark;

import java.io.Serializable;
import java.util.ArrayList;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rows of states or adjoints that were broadcast, by layer.
 *
 * @param handles null where no rows of the layer are meant
 * @param lengths numbers that are meant of each layer; the broadcast array may have more
 */
record SentRows(ArrayList<Broadcast<double[][]>> handles, int[] lengths) implements Serializable {
  private static final long serialVersionUID = 1L;

  boolean has(int layer) {
    return handles.get(layer) != null;
  }

  double[] of(int layer) {
    return handles.get(layer).value()[layer];
  }

  int length(int layer) {
    return lengths[layer];
  }
}
