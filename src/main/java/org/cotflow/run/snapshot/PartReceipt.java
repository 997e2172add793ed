package org.cotflow.run.snapshot;

import java.io.Serializable;
import java.util.List;
import org.cotflow.measure.MeasureDigest.ChunkDigest;

/**
 * What a written part leaves behind.
 *
 * @param part null for a part of no blocks
 * @param chunks the digests of the chunks it holds completely
 */
public record PartReceipt(PartFile part, List<ChunkDigest> chunks) implements Serializable {
  private static final long serialVersionUID = 1L;

  public PartReceipt {
    chunks = List.copyOf(chunks);
  }
}
