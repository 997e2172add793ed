package org.cotflow.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.junit.jupiter.api.Test;

class MeasureCloudsTest {
  @Test
  void particlesAndPointsAreTheSameNumbers() {
    SplittableRandom random = new SplittableRandom(1);
    LayerClouds clouds = CotDistanceTest.random(random, 7, 21, 5, 16);
    CloudSource source = CloudSource.of(LayerCycle.everywhere(Neuron.layout(3)), clouds);
    for (int blockSize : new int[] {1, 8, 10, 256}) {
      MeasureShape shape = source.shape(blockSize);
      LayerClouds read = new MeasureClouds(shape, source);
      assertEquals(7, read.dimension(0));
      assertEquals(3, read.layerCount());
      for (int layer = 0; layer < 3; layer++) {
        assertEquals(clouds.count(layer), read.count(layer));
        assertArrayEquals(clouds.points(layer), read.points(layer));
      }
    }
  }

  @Test
  void blocksHoldTheParametersOfTheirParticles() {
    LayerClouds clouds = HeldClouds.of(3, new double[] {1, 2, 3}, new double[] {4, 5, 6, 7, 8, 9});
    CloudSource source = CloudSource.of(LayerCycle.everywhere(Neuron.layout(1)), clouds);
    Iterator<ParticleBlock> blocks = source.blocks(source.shape(4), 1, 2);
    ParticleBlock block = blocks.next();
    assertEquals(1, block.layer());
    assertEquals(2, block.count());
    assertEquals(7, block.values()[block.index(1, 0)]);
    assertEquals(8, block.values()[Neuron.indexW(block, 1, 0)]);
    assertEquals(9, block.values()[Neuron.indexB(block, 1)]);
    assertEquals(false, blocks.hasNext());
    LayerClouds even = HeldClouds.of(2, new double[2]);
    assertThrows(
        IllegalArgumentException.class,
        () -> CloudSource.of(LayerCycle.everywhere(Neuron.layout(1)), even));
  }
}
