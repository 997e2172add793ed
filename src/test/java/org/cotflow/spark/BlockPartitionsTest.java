package org.cotflow.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cotflow.kernel.Neuron;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;

class BlockPartitionsTest {
  @Test
  void everyBlockIsInOnePartitionAndWorkIsBalanced() {
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      int[] widths = random.ints(random.nextInt(1, 12), 1, 400).toArray();
      MeasureShape shape = new MeasureShape(Neuron.layout(2), widths, random.nextInt(1, 65));
      int wanted = random.nextInt(1, 40);
      BlockPartitions partitions = BlockPartitions.of(shape, wanted);
      String what = "seed " + seed + ", round " + round + ", " + shape + " in " + wanted;
      assertEquals(Math.min(wanted, shape.blockCount()), partitions.count(), what);
      assertEquals(0, partitions.fromBlock(0), what);
      assertEquals(shape.blockCount(), partitions.toBlock(partitions.count() - 1), what);
      double share = (double) shape.particleCount() / partitions.count();
      boolean roomy = share > 2 * shape.blockSize();
      for (int i = 0; i < partitions.count(); i++) {
        assertTrue(partitions.fromBlock(i) < partitions.toBlock(i), what);
        if (roomy) {
          // Either end is off by half a block of layers' ends at most.
          assertEquals(share, particles(shape, partitions, i), 1.5 * shape.blockSize(), what);
        }
      }
      for (int layer = 0; layer < shape.layerCount(); layer++) {
        assertArrayEquals(
            holdingByDefinition(shape, partitions, layer), partitions.holding(shape, layer), what);
      }
    }
  }

  private static long particles(MeasureShape shape, BlockPartitions partitions, int i) {
    return shape.blocks(partitions.fromBlock(i), partitions.toBlock(i)).stream()
        .mapToLong(MeasureShape.BlockId::particleCount)
        .sum();
  }

  private static int[] holdingByDefinition(
      MeasureShape shape, BlockPartitions partitions, int layer) {
    return IntStream.range(0, partitions.count())
        .filter(
            i ->
                shape.blocks(partitions.fromBlock(i), partitions.toBlock(i)).stream()
                    .anyMatch(block -> block.layer() == layer))
        .toArray();
  }

  @Test
  void equalLayersGetWholePartitions() {
    MeasureShape shape = new MeasureShape(Neuron.layout(2), new int[] {64, 64, 64}, 16);
    assertArrayEquals(new int[] {0, 2, 4, 6, 8, 10, 12}, BlockPartitions.of(shape, 6).starts());
  }

  @Test
  void aMeasureOfBillionsOfParticlesIsCutWithoutListingItsBlocks() {
    int[] widths = IntStream.generate(() -> 1_000_000_000).limit(10).toArray();
    MeasureShape shape = new MeasureShape(Neuron.layout(2), widths, 256);
    BlockPartitions partitions = BlockPartitions.of(shape, 5000);
    assertEquals(5000, partitions.count());
    assertEquals(500, partitions.holding(shape, 7).length);
  }

  @Test
  void theCountSuitsCoresAndSize() {
    int[] narrow = {128, 128, 128, 128};
    assertEquals(
        4, BlockPartitions.suitableCount(new MeasureShape(Neuron.layout(2), narrow, 32), 16));
    int[] wide = {1 << 16, 1 << 16};
    assertEquals(
        16, BlockPartitions.suitableCount(new MeasureShape(Neuron.layout(2), wide, 256), 8));
    int[] huge = {1 << 24};
    // 2^24 particles of 5 numbers are ten times 2^23.
    assertEquals(
        10, BlockPartitions.suitableCount(new MeasureShape(Neuron.layout(2), huge, 256), 8));
  }
}
