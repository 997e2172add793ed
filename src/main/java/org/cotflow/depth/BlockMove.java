package org.cotflow.depth;

import java.io.Serializable;
import org.cotflow.kernel.ParticleBlock;

/**
 * The move of a block's particles, once their gradient sums are known.
 *
 * <p>A flow step of several stages is a sequence of moves. The data that a move leaves for the next
 * one stay beside the block in registers, each an array in the block's layout. A move reads a
 * register or overwrites it, never both. They are not part of the measure, and snapshots do not
 * have them.
 */
public interface BlockMove extends Serializable {
  /** The registers of a block that has none. */
  double[][] NO_REGISTERS = {};

  /** How many sums {@link #applyInPlace} reports. */
  int sumCount();

  /** How many registers the move reads or overwrites: those from 0 on. Further ones are lost. */
  default int registerCount() {
    return 0;
  }

  /** Whether the move sets every number of a register; it finds unspecified ones there. */
  default boolean overwrites(int register) {
    return false;
  }

  /** Whether any later move will read the registers. */
  default boolean keepsRegisters() {
    return registerCount() > 0;
  }

  /**
   * Moves the block in place (or leaves it) and reports sums over its particles.
   *
   * @param block the particles; its padding lanes stay zero
   * @param registers at least {@link #registerCount} arrays of the block's length
   * @param gradient {@link org.cotflow.kernel.BlockKernel#gradientChunk gradient sums} over all
   *     rows, beginning in the block's layout, not yet divided by the number of samples; zero in
   *     padding lanes, and zero where there are no rows; may be overwritten
   * @param sums overwritten, {@link #sumCount} numbers that are added up over blocks in the fixed
   *     tree
   */
  void applyInPlace(ParticleBlock block, double[][] registers, double[] gradient, double[] sums);
}
