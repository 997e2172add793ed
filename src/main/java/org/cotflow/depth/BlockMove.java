package org.cotflow.depth;

import java.io.Serializable;
import org.cotflow.kernel.ParticleBlock;

/** What happens to the particles of a block once their gradient sums are known. */
public interface BlockMove extends Serializable {
  /** How many sums {@link #apply} reports. */
  int sumCount();

  /**
   * Moves the block in place (or leaves it) and reports sums over its particles.
   *
   * @param block the particles; its padding lanes stay zero
   * @param gradient {@link org.cotflow.kernel.BlockKernel#gradientChunk gradient sums} over all
   *     rows, in the block's layout, not yet divided by the number of samples; zero in padding
   *     lanes; may be overwritten
   * @param sums overwritten, {@link #sumCount} numbers that are added up over blocks in the fixed
   *     tree
   */
  void applyInPlace(ParticleBlock block, double[] gradient, double[] sums);
}
