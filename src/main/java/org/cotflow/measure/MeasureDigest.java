package org.cotflow.measure;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.cotflow.base.Sha256;
import org.cotflow.kernel.ParticleBlock;

/**
 * A fingerprint of a measure that does not depend on how its particles are cut into blocks or
 * parts.
 *
 * <pre>
 *   measureDigest = SHA-256( SHA-256(chunk_0) SHA-256(chunk_1) ... )
 *   chunk         = 65,536 consecutive particles of one layer (the last of a layer may be shorter),
 *                   each as its p numbers in order, in big-endian IEEE doubles
 * </pre>
 *
 * <p>Chunks begin at a layer's first particle and are taken layer by layer, so that parts of a
 * measure can be digested where they lie: a {@link Part} yields the digests of the chunks it holds
 * completely, {@link #missing} says which chunks several parts share.
 */
public final class MeasureDigest {
  /** Particles in a chunk. */
  public static final int CHUNK = 65_536;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  private MeasureDigest() {}

  /**
   * A chunk's place.
   *
   * @param layer its layer
   * @param index its index among the chunks of the layer
   */
  public record ChunkId(int layer, int index) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A chunk's SHA-256.
   *
   * @param id its place
   * @param sha256 64 hexadecimal digits
   */
  public record ChunkDigest(ChunkId id, String sha256) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The digest of the whole measure, read block by block. */
  public static String of(MeasureShape shape, MeasureSource source) {
    Part part = new Part(shape);
    part.addAll(source.blocks(shape, 0, shape.blockCount()));
    return combine(shape, part.chunks());
  }

  /** The chunks of {@code shape} that are not among {@code known}, in order. */
  public static List<ChunkId> missing(MeasureShape shape, Collection<ChunkDigest> known) {
    String[][] table = table(shape, known);
    List<ChunkId> missing = new ArrayList<>();
    for (int layer = 0; layer < table.length; layer++) {
      for (int index = 0; index < table[layer].length; index++) {
        if (table[layer][index] == null) {
          missing.add(new ChunkId(layer, index));
        }
      }
    }
    return missing;
  }

  /**
   * The measure's digest from those of its chunks, given in any order.
   *
   * @return 64 hexadecimal digits
   * @throws IllegalArgumentException if a chunk is missing, or given twice and differently
   */
  public static String combine(MeasureShape shape, Collection<ChunkDigest> chunks) {
    MessageDigest whole = Sha256.digest();
    String[][] table = table(shape, chunks);
    for (int layer = 0; layer < table.length; layer++) {
      for (int index = 0; index < table[layer].length; index++) {
        if (table[layer][index] == null) {
          throw new IllegalArgumentException("no digest of chunk " + index + " of layer " + layer);
        }
        whole.update(HexFormat.of().parseHex(table[layer][index]));
      }
    }
    return HexFormat.of().formatHex(whole.digest());
  }

  private static String[][] table(MeasureShape shape, Collection<ChunkDigest> chunks) {
    String[][] table = new String[shape.layerCount()][];
    for (int layer = 0; layer < table.length; layer++) {
      table[layer] = new String[chunkCount(shape.width(layer))];
    }
    for (ChunkDigest chunk : chunks) {
      String[] layer = table[chunk.id().layer()];
      int index = chunk.id().index();
      if (layer[index] != null && !layer[index].equals(chunk.sha256())) {
        throw new IllegalArgumentException("two different digests of " + chunk.id());
      }
      layer[index] = chunk.sha256();
    }
    return table;
  }

  private static int chunkCount(int width) {
    return (int) (((long) width + CHUNK - 1) / CHUNK);
  }

  /**
   * Digests the chunks inside a run of consecutive blocks. Particles before the first beginning of
   * a chunk and after the last end of one are passed over.
   */
  public static final class Part {
    private static final int STAGING_BYTES = 1 << 16;

    private final MeasureShape shape;
    private final byte[] staging;
    private final MessageDigest digest = Sha256.digest();
    private final List<ChunkDigest> chunks = new ArrayList<>();
    private int layer = -1;
    private int next;
    private boolean open;

    public Part(MeasureShape shape) {
      this.shape = shape;
      int particle = Math.multiplyExact(Double.BYTES, shape.largestSize());
      this.staging = new byte[Math.max(STAGING_BYTES, particle)];
    }

    /**
     * Adds the block that follows those already added.
     *
     * @throws IllegalArgumentException if it does not follow, or is not of the measure's shape
     */
    public void add(ParticleBlock block) {
      requireNext(block);
      int width = shape.width(block.layer());
      int m = 0;
      while (m < block.count()) {
        int position = block.first() + m;
        int index = position / CHUNK;
        int end = (int) Math.min((index + 1L) * CHUNK, width);
        int count = Math.min(end - position, block.count() - m);
        open |= position % CHUNK == 0;
        if (open) {
          update(block, m, m + count);
        }
        if (open && position + count == end) {
          String sha256 = HexFormat.of().formatHex(digest.digest());
          chunks.add(new ChunkDigest(new ChunkId(block.layer(), index), sha256));
          open = false;
        }
        m += count;
      }
      layer = block.layer();
      next = block.first() + block.count();
    }

    private void requireNext(ParticleBlock block) {
      boolean first = layer < 0;
      boolean sameLayer = block.layer() == layer && block.first() == next;
      boolean nextLayer =
          !first && block.layer() == layer + 1 && block.first() == 0 && next == shape.width(layer);
      if (!first && !sameLayer && !nextLayer) {
        throw new IllegalArgumentException(
            "a block at layer %s, particle %s does not follow layer %s, particle %s"
                .formatted(block.layer(), block.first(), layer, next - 1));
      }
      if (block.stateDim() != shape.stateDim()
          || block.layer() >= shape.layerCount()
          || block.size() != shape.layout(block.layer()).size()
          || (long) block.first() + block.count() > shape.width(block.layer())) {
        throw new IllegalArgumentException("the block is not a part of " + shape);
      }
    }

    /** Adds blocks that follow each other. */
    public void addAll(Iterator<ParticleBlock> blocks) {
      blocks.forEachRemaining(this::add);
    }

    /** The digests of the chunks held completely so far, in order. */
    public List<ChunkDigest> chunks() {
      return List.copyOf(chunks);
    }

    private void update(ParticleBlock block, int from, int to) {
      double[] values = block.values();
      int particleSize = block.size();
      int offset = 0;
      for (int m = from; m < to; m++) {
        int base = block.index(m, 0);
        for (int j = 0; j < particleSize; j++) {
          BIG_ENDIAN.set(staging, offset, values[base + j * ParticleBlock.LANES]);
          offset += Double.BYTES;
        }
        if (offset + Double.BYTES * particleSize > staging.length || m == to - 1) {
          digest.update(staging, 0, offset);
          offset = 0;
        }
      }
    }
  }
}
