package org.cotflow.run.snapshot;

import java.io.Serializable;
import java.util.List;
import org.cotflow.measure.MeasureDigest.ChunkDigest;

/**
 * What a written part leaves behind for the manifest.
 *
 * @param file its name in the snapshot's directory; empty for a part of no blocks
 * @param fromBlock its first block
 * @param toBlock one past its last block
 * @param firstRow how many particles of the measure come before it, through all layers
 * @param rows its number of particles
 * @param bytes the length of the file
 * @param sha256 of the file
 * @param chunks the digests of the chunks it holds completely
 */
public record PartReceipt(
    String file,
    int fromBlock,
    int toBlock,
    long firstRow,
    long rows,
    long bytes,
    String sha256,
    List<ChunkDigest> chunks)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public PartReceipt {
    chunks = List.copyOf(chunks);
  }
}
