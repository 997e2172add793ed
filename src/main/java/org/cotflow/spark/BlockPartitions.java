package org.cotflow.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;

/**
 * Which blocks each partition holds: a run of consecutive block numbers of {@link MeasureShape}, so
 * a partition is a slice of layer-time, and a wide layer is spread over several.
 *
 * @param starts partition i holds the blocks [starts[i], starts[i + 1])
 */
record BlockPartitions(int[] starts) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Cuts {@code shape} into {@code count} partitions, at most one a block. */
  static BlockPartitions of(MeasureShape shape, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " partitions");
    }
    int blocks = shape.blockCount();
    int partitions = Math.min(count, blocks);
    int[] starts = new int[partitions + 1];
    starts[partitions] = blocks;
    double share = (double) shape.particleCount() / partitions;
    int layer = 0;
    long before = 0;
    int firstBlock = 0;
    for (int i = 1; i < partitions; i++) {
      long target = Math.round(share * i);
      while (before + shape.width(layer) <= target && layer < shape.layerCount() - 1) {
        before += shape.width(layer);
        firstBlock += shape.blocksIn(layer);
        layer++;
      }
      int nearest = (int) ((target - before + shape.blockSize() / 2) / shape.blockSize());
      int start = firstBlock + Math.min(nearest, shape.blocksIn(layer));
      starts[i] = Math.max(starts[i - 1] + 1, Math.min(start, blocks - (partitions - i)));
    }
    return new BlockPartitions(starts);
  }

  /**
   * How many partitions suit jobs that touch one layer at a time: for each layer one a core, fewer
   * where tasks would be too small, more where partitions would be too large. Does not affect any
   * number.
   */
  static int suitableCount(MeasureShape shape, int cores) {
    double count = 0;
    for (int layer = 0; layer < shape.layerCount(); layer++) {
      count += SparkLayout.partitionsOfLayer(values(shape, layer), shape.blocksIn(layer), cores);
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  /** How many partitions suit jobs that go over all layers at once. */
  static int suitableCountForAll(MeasureShape shape, int cores) {
    double values = 0;
    for (int layer = 0; layer < shape.layerCount(); layer++) {
      values += values(shape, layer);
    }
    double count = SparkLayout.partitionsOfAll(values, shape.blockCount(), cores);
    return (int) Math.min(count, Integer.MAX_VALUE);
  }

  private static double values(MeasureShape shape, int layer) {
    long panels = ParticleBlock.panelCount(shape.width(layer));
    return (double) panels * ParticleBlock.LANES * shape.layout(layer).size();
  }

  int count() {
    return starts.length - 1;
  }

  int fromBlock(int partition) {
    return starts[partition];
  }

  int toBlock(int partition) {
    return starts[partition + 1];
  }

  /** The partitions that hold blocks of {@code layer}, ascending. */
  int[] holding(MeasureShape shape, int layer) {
    return holding(shape, layer, layer + 1);
  }

  /** The partitions that hold blocks of the layers [from, to), ascending. */
  int[] holding(MeasureShape shape, int from, int to) {
    int first = holding(shape.firstBlock(from));
    int last = holding(shape.firstBlock(to) - 1);
    return IntStream.rangeClosed(first, last).toArray();
  }

  private int holding(int block) {
    int at = Arrays.binarySearch(starts, block);
    return at >= 0 ? at : -at - 2;
  }
}
