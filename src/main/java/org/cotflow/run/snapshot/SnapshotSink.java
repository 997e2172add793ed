package org.cotflow.run.snapshot;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cotflow.base.Location;
import org.cotflow.base.Sha256;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureDigest;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureShape.BlockId;
import org.cotflow.measure.MeasureSink;

/**
 * Writes the parts of one snapshot, each into a Parquet file of its own.
 *
 * <p>A part is written under a name that no other attempt has and renamed when it is complete. So a
 * task that is run twice, even at the same time, leaves one whole file, and the loser can only
 * replace it by the same bytes.
 */
public final class SnapshotSink implements MeasureSink<PartReceipt> {
  private static final long serialVersionUID = 1L;

  private final Location directory;
  private final int generation;

  SnapshotSink(Location directory, int generation) {
    this.directory = directory;
    this.generation = generation;
  }

  @Override
  public PartReceipt write(
      MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks)
      throws IOException {
    if (fromBlock == toBlock) {
      return new PartReceipt(null, List.of());
    }
    String suffix = generation == 0 ? "" : "-" + generation;
    Location part =
        directory.resolve(String.format(Locale.ROOT, "part-%08d%s.parquet", fromBlock, suffix));
    Location attempt = directory.resolve("." + part.name() + "." + UUID.randomUUID() + ".tmp");
    MessageDigest sha256 = Sha256.digest();
    MeasureDigest.Part digest = new MeasureDigest.Part(shape);
    try {
      Iterator<ParticleBlock> seen = new DigestedBlocks(blocks, digest);
      long rows = ParticleFileWriter.write(attempt, shape, seen, sha256);
      requireRows(shape, fromBlock, toBlock, rows);
      long bytes = attempt.length();
      attempt.renameTo(part);
      PartFile written =
          new PartFile(
              part.name(),
              ParticleRows.firstRow(shape, fromBlock),
              rows,
              bytes,
              HexFormat.of().formatHex(sha256.digest()));
      return new PartReceipt(written, digest.chunks());
    } catch (IOException | RuntimeException e) {
      deleteAttempt(attempt, e);
      throw e;
    }
  }

  private static void requireRows(MeasureShape shape, int fromBlock, int toBlock, long rows) {
    long expected = 0;
    for (BlockId block : shape.blocks(fromBlock, toBlock)) {
      expected += block.particleCount();
    }
    if (rows != expected) {
      throw new IllegalArgumentException(
          "blocks %s to %s are %s particles, not %s".formatted(fromBlock, toBlock, expected, rows));
    }
  }

  private static void deleteAttempt(Location attempt, Exception cause) {
    try {
      attempt.deleteRecursively();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Digests blocks as they pass. */
  private record DigestedBlocks(Iterator<ParticleBlock> blocks, MeasureDigest.Part digest)
      implements Iterator<ParticleBlock> {
    @Override
    public boolean hasNext() {
      return blocks.hasNext();
    }

    @Override
    public ParticleBlock next() {
      ParticleBlock block = blocks.next();
      digest.add(block);
      return block;
    }
  }
}
