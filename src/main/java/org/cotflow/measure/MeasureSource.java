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
   * Whether the particles are in this process and travel with the source, all of them, wherever it
   * is sent. Others are read or drawn where they are asked for.
   */
  default boolean isHeld() {
    return false;
  }
}
