package org.cotflow.transport;

import java.util.Iterator;
import java.util.stream.Collectors;
import org.cotflow.base.ArraySize;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * The particles of a measure as points of R^p, read from their source when a layer is asked for.
 *
 * @param shape of the measure
 * @param source of its blocks
 */
public record MeasureClouds(MeasureShape shape, MeasureSource source) implements LayerClouds {
  private static final long serialVersionUID = 1L;

  @Override
  public int layerCount() {
    return shape.layerCount();
  }

  @Override
  public int dimension(int layer) {
    return shape.layout(layer).size();
  }

  @Override
  public String parts(int layer) {
    return shape.layout(layer).parts().stream()
        .map(part -> part.name() + "[" + part.size() + "]")
        .collect(Collectors.joining(" "));
  }

  @Override
  public int count(int layer) {
    return shape.width(layer);
  }

  @Override
  public LayerClouds only(int layer) {
    return source.isHeld() ? new TravelingLayer(this, layer) : this;
  }

  @Override
  public double[] points(int layer) {
    int dimension = dimension(layer);
    double[] points = new double[ArraySize.of("the particles of a layer", count(layer), dimension)];
    Iterator<ParticleBlock> blocks =
        source.blocks(shape, shape.firstBlock(layer), shape.firstBlock(layer + 1));
    int row = 0;
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      for (int particle = 0; particle < block.count(); particle++) {
        block.copyParticle(particle, points, row * dimension);
        row++;
      }
    }
    if (row != count(layer)) {
      throw new IllegalStateException(row + " particles in layer " + layer);
    }
    return points;
  }
}
