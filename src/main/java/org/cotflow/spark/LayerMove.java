package org.cotflow.spark;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.cotflow.depth.BlockMove;

/**
 * A move of one layer's particles that waits for {@code finishMove}.
 *
 * @param rows how many rows of the states are meant; the array may have more
 */
record LayerMove(Broadcast<double[]> states, Broadcast<double[]> adjoints, int rows, BlockMove move)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The moves of a step. It is broadcast by itself: the RDD's lineage then carries one handle a
   * step, not two a layer.
   *
   * @param byLayer null where a layer stays as it is
   */
  record Table(LayerMove[] byLayer) implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
