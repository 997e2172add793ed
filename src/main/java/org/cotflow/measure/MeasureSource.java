package org.cotflow.measure;

import java.io.Serializable;
import java.util.Iterator;
import org.cotflow.kernel.ParticleBlock;

/**
 * Where the particles of a measure come from: an initial law, a snapshot, an NPZ file, memory.
 * Serializable, so that executors read or draw their own particles.
 */
public interface MeasureSource extends Serializable {
  /**
   * The blocks numbered [fromBlock, toBlock) of {@code shape}, in order; each is a fresh block that
   * the caller owns.
   */
  Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock);

  /**
   * Whether the particles are in this process, so that all of them are sent along with the source.
   * Otherwise they are read or drawn where they are needed.
   */
  default boolean isHeld() {
    return false;
  }
}
