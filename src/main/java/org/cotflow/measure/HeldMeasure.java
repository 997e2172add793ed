package org.cotflow.measure;

import java.util.Iterator;
import java.util.List;
import org.cotflow.kernel.ParticleBlock;

/**
 * A measure held in memory, for use as a value in code.
 *
 * @param shape how the blocks are cut; {@link #blocks} serves this block size only
 * @param blocks all blocks in order
 */
public record HeldMeasure(MeasureShape shape, List<ParticleBlock> blocks) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  public HeldMeasure {
    blocks = List.copyOf(blocks);
    if (blocks.size() != shape.blockCount()) {
      throw new IllegalArgumentException(blocks.size() + " blocks for " + shape);
    }
  }

  /** Draws or reads all of {@code source}. */
  public static HeldMeasure of(MeasureShape shape, MeasureSource source) {
    List<ParticleBlock> blocks = new java.util.ArrayList<>();
    source.blocks(shape, 0, shape.blockCount()).forEachRemaining(blocks::add);
    return new HeldMeasure(shape, blocks);
  }

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape wanted, int fromBlock, int toBlock) {
    if (!shape.equals(wanted)) {
      throw new IllegalArgumentException("held as " + shape + ", wanted as " + wanted);
    }
    return blocks.subList(fromBlock, toBlock).stream().map(ParticleBlock::copy).iterator();
  }

  @Override
  public boolean isHeld() {
    return true;
  }
}
