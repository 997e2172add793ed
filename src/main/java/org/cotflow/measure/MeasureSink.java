package org.cotflow.measure;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.cotflow.kernel.ParticleBlock;

/**
 * Where a measure is written, part by part. Serializable: on a cluster each executor writes the
 * part it holds. A part is a run of consecutive blocks; writing the same part twice leaves the same
 * file.
 *
 * @param <R> what a part leaves behind for the manifest
 */
public interface MeasureSink<R extends Serializable> extends Serializable {
  /** Writes the blocks numbered [fromBlock, toBlock) of {@code shape}, given in order. */
  R write(MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks)
      throws IOException;
}
