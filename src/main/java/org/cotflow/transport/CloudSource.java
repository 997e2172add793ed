package org.cotflow.transport;

import java.util.Iterator;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureShape.BlockId;
import org.cotflow.measure.MeasureSource;

/**
 * Clouds as a measure: how a point of a geodesic or a barycenter is stored, or trained further.
 *
 * @param layouts of the particles of each layer
 * @param layers for each layer its points, count x p, row-major
 */
public record CloudSource(LayerCycle<ParticleLayout> layouts, double[][] layers)
    implements MeasureSource {
  private static final long serialVersionUID = 1L;

  /** Reads all layers of {@code clouds}, whose points are particles of these layouts. */
  public static CloudSource of(LayerCycle<ParticleLayout> layouts, LayerClouds clouds) {
    double[][] layers = new double[clouds.layerCount()][];
    for (int layer = 0; layer < layers.length; layer++) {
      if (clouds.dimension(layer) != layouts.at(layer).size()) {
        throw new IllegalArgumentException(
            "points of dimension %s for %s".formatted(clouds.dimension(layer), layouts.at(layer)));
      }
      layers[layer] = clouds.points(layer);
    }
    return new CloudSource(layouts, layers);
  }

  /** The shape of this measure in blocks of {@code blockSize} particles. */
  public MeasureShape shape(int blockSize) {
    int[] widths = new int[layers.length];
    for (int layer = 0; layer < layers.length; layer++) {
      widths[layer] = layers[layer].length / layouts.at(layer).size();
    }
    return new MeasureShape(layouts, widths, blockSize);
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
    ParticleLayout layout = layouts.at(id.layer());
    ParticleBlock block =
        ParticleBlock.zeros(id.layer(), id.firstParticle(), id.particleCount(), layout);
    int dimension = layout.size();
    for (int particle = 0; particle < id.particleCount(); particle++) {
      int row = (id.firstParticle() + particle) * dimension;
      for (int k = 0; k < dimension; k++) {
        block.values()[block.index(particle, k)] = layers[id.layer()][row + k];
      }
    }
    return block;
  }
}
