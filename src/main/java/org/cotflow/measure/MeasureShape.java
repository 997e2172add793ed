package org.cotflow.measure;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleLayout;

/**
 * How many particles each layer has, and how they are cut into blocks.
 *
 * <p>Blocks are numbered through all layers: first those of layer 0 in order, then those of layer
 * 1, and so on. A block never spans two layers; all blocks of a layer but the last have {@code
 * blockSize} particles.
 */
public final class MeasureShape implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LayerCycle<ParticleLayout> layouts;
  private final int[] widths;
  private final int blockSize;

  /** The number of each layer's first block, and behind them the number of blocks. */
  private final int[] firstBlocks;

  /** Of a measure whose layers all have particles of the same layout. */
  public MeasureShape(ParticleLayout layout, int[] widths, int blockSize) {
    this(LayerCycle.everywhere(layout), widths, blockSize);
  }

  /**
   * @param layouts of the particles of each layer, for states of the same dimension
   * @param widths M_k for each layer k
   * @param blockSize particles per block ({@code engine.block})
   */
  public MeasureShape(LayerCycle<ParticleLayout> layouts, int[] widths, int blockSize) {
    if (widths.length < 1 || blockSize < 1) {
      throw new IllegalArgumentException("a measure needs a layer and a block size");
    }
    this.layouts = new LayerCycle<>(layouts.values().stream().limit(widths.length).toList());
    this.widths = widths.clone();
    this.blockSize = blockSize;
    this.firstBlocks = new int[widths.length + 1];
    for (int layer = 0; layer < widths.length; layer++) {
      if (widths[layer] < 1) {
        throw new IllegalArgumentException("width " + widths[layer]);
      }
      firstBlocks[layer + 1] = Math.addExact(firstBlocks[layer], blocksIn(layer));
    }
  }

  /** The same measure in blocks of another size. */
  public MeasureShape withBlockSize(int size) {
    return new MeasureShape(layouts, widths, size);
  }

  /** Layer {@code layer} alone, as a measure of one layer. */
  public MeasureShape alone(int layer) {
    return new MeasureShape(layout(layer), new int[] {widths[layer]}, blockSize);
  }

  /** Of the particles of each layer. */
  public LayerCycle<ParticleLayout> layouts() {
    return layouts;
  }

  /** Of the particles of a layer. */
  public ParticleLayout layout(int layer) {
    return layouts.at(layer);
  }

  /** Numbers in the largest particle of any layer. */
  public int largestSize() {
    return layouts.values().stream().mapToInt(ParticleLayout::size).max().orElseThrow();
  }

  /** Whether each layer has particles of the same layout as that of another measure. */
  public boolean hasLayouts(LayerCycle<ParticleLayout> others) {
    return IntStream.range(0, widths.length)
        .allMatch(layer -> layout(layer).equals(others.at(layer)));
  }

  /** d. */
  public int stateDim() {
    return layouts.first().stateDim();
  }

  /** M_k for each layer k; not to be changed. */
  public int[] widths() {
    return widths;
  }

  /** Particles in all blocks of a layer but the last. */
  public int blockSize() {
    return blockSize;
  }

  public int layerCount() {
    return widths.length;
  }

  public int width(int layer) {
    return widths[layer];
  }

  public int blocksIn(int layer) {
    return (int) (((long) widths[layer] + blockSize - 1) / blockSize);
  }

  /** Number of particles in block {@code index} of {@code layer}. */
  public int particlesIn(int layer, int index) {
    return Math.min(blockSize, widths[layer] - index * blockSize);
  }

  /**
   * The number of the first block of {@code layer}; for {@code layerCount} the number of blocks.
   */
  public int firstBlock(int layer) {
    return firstBlocks[layer];
  }

  public int blockCount() {
    return firstBlock(layerCount());
  }

  /** Numbers in all particles. */
  public long numberCount() {
    return IntStream.range(0, widths.length)
        .mapToLong(layer -> (long) widths[layer] * layout(layer).size())
        .sum();
  }

  public long particleCount() {
    long sum = 0;
    for (int width : widths) {
      sum += width;
    }
    return sum;
  }

  /** All blocks in order, from block number {@code from} up to but not including {@code to}. */
  public java.util.List<BlockId> blocks(int from, int to) {
    java.util.List<BlockId> ids = new java.util.ArrayList<>(to - from);
    int found = Arrays.binarySearch(firstBlocks, from);
    int layer = found >= 0 ? found : -found - 2;
    for (int number = from; number < to; number++) {
      while (number >= firstBlocks[layer + 1]) {
        layer++;
      }
      int index = number - firstBlocks[layer];
      ids.add(new BlockId(layer, index, index * blockSize, particlesIn(layer, index)));
    }
    return ids;
  }

  /**
   * One block's place.
   *
   * @param layer its layer
   * @param index its index among the blocks of the layer
   * @param firstParticle the index in the layer of its first particle
   * @param particleCount its number of particles
   */
  public record BlockId(int layer, int index, int firstParticle, int particleCount) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof MeasureShape that
        && blockSize == that.blockSize
        && Arrays.equals(widths, that.widths)
        && hasLayouts(that.layouts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * layout(0).hashCode() + blockSize) + Arrays.hashCode(widths);
  }

  @Override
  public String toString() {
    return "MeasureShape[%s, widths=%s, block=%s]"
        .formatted(layouts, Arrays.toString(widths), blockSize);
  }
}
