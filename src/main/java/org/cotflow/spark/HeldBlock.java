package org.cotflow.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.util.KnownSizeEstimation;
import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.ParticleBlock;

/**
 * An element of the cached RDD: a block, what the stages of a flow step keep beside it, and what
 * its last move reported, so that a recomputed block reports the same again. Nothing in it is
 * changed; generations share the arrays that a move did not change.
 *
 * @param registers none between flow steps
 * @param moveSums empty before the first move
 */
record HeldBlock(ParticleBlock block, double[][] registers, double[] moveSums)
    implements Serializable, KnownSizeEstimation {
  private static final long serialVersionUID = 1L;

  /** Bytes of the objects and the heads of the arrays, about. */
  private static final long OBJECT_BYTES = 128;

  /** The sums of a block that was not moved. */
  static final double[] UNMOVED = new double[0];

  /** A block as it comes from its source. */
  static HeldBlock first(ParticleBlock block) {
    return new HeldBlock(block, BlockMove.NO_REGISTERS, UNMOVED);
  }

  /** The same particles in the next generation. */
  HeldBlock unmoved() {
    return new HeldBlock(block, registers, UNMOVED);
  }

  /**
   * Bytes that the block takes in the cache. Without it Spark follows the references of each of
   * many blocks to find out, in every generation.
   */
  @Override
  public long estimatedSize() {
    long numbers = (long) block.values().length + moveSums.length;
    numbers += Arrays.stream(registers).mapToLong(register -> register.length).sum();
    return OBJECT_BYTES + Double.BYTES * numbers;
  }
}
