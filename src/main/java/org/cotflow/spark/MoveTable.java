package org.cotflow.spark;

import java.io.Serializable;
import org.cotflow.depth.BlockMove;

/**
 * The moves of one step, in one broadcast: the RDD's lineage then carries one handle a step. The
 * rows are handles themselves; an executor fetches those of its layers.
 *
 * @param moves for each layer its move, or null where it stays as it is
 */
record MoveTable(SentRows states, SentRows adjoints, BlockMove[] moves) implements Serializable {
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
