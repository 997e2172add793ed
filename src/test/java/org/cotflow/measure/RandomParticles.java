package org.cotflow.measure;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;

/**
 * Particles of test measures: each number depends on the seed, layer, particle and coordinate
 * alone, so that the measure is the same in blocks of any size.
 */
public record RandomParticles(long seed) implements MeasureSource {
  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    return shape.blocks(fromBlock, toBlock).stream().map(id -> block(shape, id)).iterator();
  }

  private ParticleBlock block(MeasureShape shape, MeasureShape.BlockId id) {
    ParticleBlock block =
        Neuron.zeros(id.layer(), id.firstParticle(), id.particleCount(), shape.stateDim());
    for (int m = 0; m < block.count(); m++) {
      long key = seed * 31 + id.layer() * 1_000_003L + id.firstParticle() + m;
      SplittableRandom random = new SplittableRandom(key);
      for (int j = 0; j <= 2 * shape.stateDim(); j++) {
        block.values()[block.index(m, j)] = random.nextDouble(-1, 1);
      }
    }
    return block;
  }
}
