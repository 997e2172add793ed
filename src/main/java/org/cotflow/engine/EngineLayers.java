package org.cotflow.engine;

import org.cotflow.measure.HeldMeasure;
import org.cotflow.measure.MeasureShape;

/**
 * The layers that an engine holds, each of which is copied to this process when it is asked for.
 *
 * @param blockSize of the blocks that sums go over
 */
public record EngineLayers(Engine engine, int blockSize) implements LayerBlocks.Source {
  @Override
  public <T> LayerBlocks<T> of(int layer, double[] states, LayerBlocks.View<T> view) {
    MeasureShape all = engine.shape();
    MeasureShape held = all.alone(layer);
    MeasureShape cut = held.withBlockSize(blockSize);
    return new InProcessBlocks(cut, new HeldMeasure(held, LayerCopies.of(engine, layer)))
        .of(0, states, view);
  }

  @Override
  public long room(int layer) {
    return InProcessBlocks.ROOM;
  }
}
