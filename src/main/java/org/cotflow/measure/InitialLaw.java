package org.cotflow.measure;

import java.util.Iterator;
import org.cotflow.base.RandomStream;
import org.cotflow.base.RandomStream.Purpose;
import org.cotflow.kernel.ParticleBlock;

/**
 * The measure at flow time 0: particles drawn independently,
 *
 * <pre>
 *   u_{k,m} ~ N(0, uStd^2 I_d),   w_{k,m} ~ N(0, wStd^2 I_d),   b_{k,m} ~ N(0, bStd^2)
 * </pre>
 *
 * for layer k and particle m; with {@code tied} every layer has the draws of layer 0. Each number
 * is addressed by (seed, block of the parameter, layer, particle, coordinate), so that the
 * particles do not depend on how the measure is cut, a wider layer begins with the particles of the
 * narrower one, and a larger state dimension extends the coordinates of the smaller one.
 *
 * @param bias false: b = 0
 */
public record InitialLaw(InitSpec spec, boolean bias) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    return shape.blocks(fromBlock, toBlock).stream()
        .map(id -> draw(id.layer(), id.firstParticle(), id.particleCount(), shape.stateDim()))
        .iterator();
  }

  private ParticleBlock draw(int layer, int first, int count, int stateDim) {
    ParticleBlock block = ParticleBlock.zeros(layer, first, count, stateDim);
    int sourceLayer = spec.tied() ? 0 : layer;
    fill(block, sourceLayer, Purpose.PARTICLE_U, spec.uStd(), 0, stateDim);
    fill(block, sourceLayer, Purpose.PARTICLE_W, spec.wStd(), stateDim, stateDim);
    if (bias) {
      fill(block, sourceLayer, Purpose.PARTICLE_B, spec.bStd(), 2 * stateDim, 1);
    }
    return block;
  }

  private void fill(
      ParticleBlock block, int sourceLayer, Purpose purpose, double std, int offset, int size) {
    if (std == 0.0) {
      return;
    }
    RandomStream stream = new RandomStream(spec.seed(), purpose);
    double[] normals = new double[size];
    for (int m = 0; m < block.count(); m++) {
      stream.normals(sourceLayer, block.first() + m, normals);
      for (int j = 0; j < size; j++) {
        block.values()[block.indexU(m, offset + j)] = std * normals[j];
      }
    }
  }
}
