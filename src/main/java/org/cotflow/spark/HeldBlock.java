package org.cotflow.spark;

import java.io.Serializable;
import org.cotflow.kernel.ParticleBlock;

/**
 * An element of the cached RDD: a block and what its last move reported, so that a recomputed block
 * reports the same again.
 *
 * @param block never changed once it is here
 * @param moveSums empty before the first move
 */
record HeldBlock(ParticleBlock block, double[] moveSums) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The sums of a block that was not moved. */
  static final double[] UNMOVED = new double[0];
}
