package org.cotflow.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;

/**
 * Copies particles from an engine to this process: the receipt of a part is a copy of its blocks.
 *
 * @param fromLayer the first layer wanted
 * @param toLayer the first layer not wanted any more
 */
public record LayerCopies(int fromLayer, int toLayer) implements MeasureSink<LayerCopies.Part> {
  private static final long serialVersionUID = 1L;

  /** Blocks of a part, in order. */
  public record Part(ArrayList<ParticleBlock> blocks) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Copies of all blocks that the engine holds, in order. */
  public static List<ParticleBlock> all(Engine engine) {
    return new LayerCopies(0, engine.shape().layerCount()).from(engine);
  }

  /** Copies of one layer's blocks, in order. */
  public static List<ParticleBlock> of(Engine engine, int layer) {
    return new LayerCopies(layer, layer + 1).from(engine);
  }

  /** Copies of the blocks of these layers that the engine holds, in order. */
  public List<ParticleBlock> from(Engine engine) {
    List<ParticleBlock> blocks = new ArrayList<>();
    for (Part part : engine.store(this)) {
      blocks.addAll(part.blocks());
    }
    return blocks;
  }

  @Override
  public Part write(
      MeasureShape shape, int fromBlock, int toBlock, Iterator<ParticleBlock> blocks) {
    ArrayList<ParticleBlock> copies = new ArrayList<>();
    while (blocks.hasNext()) {
      ParticleBlock block = blocks.next();
      if (block.layer() >= fromLayer && block.layer() < toLayer) {
        copies.add(block.copy());
      }
    }
    return new Part(copies);
  }
}
