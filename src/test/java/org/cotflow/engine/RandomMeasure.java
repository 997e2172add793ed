package org.cotflow.engine;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.cotflow.kernel.Neuron;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/** Particles drawn one by one from (seed, layer, particle), so that any blocking sees the same. */
public record RandomMeasure(long seed, double size) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  public RandomMeasure(long seed) {
    this(seed, 1.0);
  }

  /** The same with every u and w multiplied. */
  public RandomMeasure scaled(double factor) {
    return new RandomMeasure(seed, size * factor);
  }

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    return shape.blocks(fromBlock, toBlock).stream().map(id -> draw(shape, id)).iterator();
  }

  private ParticleBlock draw(MeasureShape shape, MeasureShape.BlockId id) {
    ParticleBlock block =
        Neuron.zeros(id.layer(), id.firstParticle(), id.particleCount(), shape.stateDim());
    for (int m = 0; m < id.particleCount(); m++) {
      long particle = ((long) id.layer() << 32) + id.firstParticle() + m;
      SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + particle);
      for (int j = 0; j < shape.stateDim(); j++) {
        block.values()[block.index(m, j)] = size * (2 * random.nextDouble() - 1);
        block.values()[Neuron.indexW(block, m, j)] = size * (2 * random.nextDouble() - 1);
      }
      block.values()[Neuron.indexB(block, m)] = random.nextDouble() - 0.5;
    }
    return block;
  }

  /** Rows of states or adjoints. */
  public static double[] rows(int rows, int stateDim, long seed) {
    return new SplittableRandom(seed).doubles((long) rows * stateDim, -1, 1).toArray();
  }
}
