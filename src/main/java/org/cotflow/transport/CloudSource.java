package org.cotflow.transport;

import java.util.Iterator;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureShape.BlockId;
import org.cotflow.measure.MeasureSource;

/**
 * Clouds as a measure: how a point of a geodesic or a barycenter is stored, or trained further.
 *
 * @param stateDim d
 * @param layers for each layer its points (u, w, b), count x (2d+1), row-major
 */
public record CloudSource(int stateDim, double[][] layers) implements MeasureSource {
  private static final long serialVersionUID = 1L;

  /** Reads all layers of {@code clouds}, whose dimension is 2d+1. */
  public static CloudSource of(LayerClouds clouds) {
    if (clouds.dimension() % 2 == 0) {
      throw new IllegalArgumentException("dimension " + clouds.dimension() + " is not 2d+1");
    }
    double[][] layers = new double[clouds.layerCount()][];
    for (int layer = 0; layer < layers.length; layer++) {
      layers[layer] = clouds.points(layer);
    }
    return new CloudSource((clouds.dimension() - 1) / 2, layers);
  }

  /** The shape of this measure in blocks of {@code blockSize} particles. */
  public MeasureShape shape(int blockSize) {
    int[] widths = new int[layers.length];
    for (int layer = 0; layer < layers.length; layer++) {
      widths[layer] = layers[layer].length / (2 * stateDim + 1);
    }
    return new MeasureShape(stateDim, widths, blockSize);
  }

  @Override
  public Iterator<ParticleBlock> blocks(MeasureShape shape, int fromBlock, int toBlock) {
    return shape.blocks(fromBlock, toBlock).stream().map(this::block).iterator();
  }

  @Override
  public boolean isHeld() {
    return true;
  }

  private ParticleBlock block(BlockId id) {
    ParticleBlock block =
        ParticleBlock.zeros(id.layer(), id.firstParticle(), id.particleCount(), stateDim);
    int dimension = 2 * stateDim + 1;
    for (int particle = 0; particle < id.particleCount(); particle++) {
      int row = (id.firstParticle() + particle) * dimension;
      for (int k = 0; k < dimension; k++) {
        block.values()[block.indexU(particle, k)] = layers[id.layer()][row + k];
      }
    }
    return block;
  }
}
