package org.cotflow.spark;

import java.io.Serializable;
import org.cotflow.depth.BlockMove;

/**
 * The moves of one step, in one broadcast, so that the RDD's lineage holds one handle per step.
 *
 * @param rows states and adjoints of the layers that move
 * @param moves for each layer its move, or null where it stays as it is
 */
record MoveTable(RowTable rows, BlockMove[] moves) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many sums each moved block reports. */
  int sumCount() {
    for (BlockMove move : moves) {
      if (move != null) {
        return move.sumCount();
      }
    }
    return 0;
  }
}
