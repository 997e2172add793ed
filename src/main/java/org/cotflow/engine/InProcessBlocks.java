package org.cotflow.engine;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.TreeSum;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * The layers of a measure in this process, on the calling thread. A layer is read when it is asked
 * for.
 *
 * @param shape in the blocks that sums go over
 */
public record InProcessBlocks(MeasureShape shape, MeasureSource source)
    implements LayerBlocks.Source {
  /** A quarter of a gigabyte. */
  public static final long ROOM = 1L << 25;

  @Override
  public long room(int layer) {
    return ROOM;
  }

  @Override
  public <T> LayerBlocks<T> of(int layer, double[] states, LayerBlocks.View<T> view) {
    List<ParticleBlock> blocks = new ArrayList<>(shape.blocksIn(layer));
    source
        .blocks(shape, shape.firstBlock(layer), shape.firstBlock(layer + 1))
        .forEachRemaining(blocks::add);
    return held(blocks, states, view);
  }

  /**
   * Of blocks in memory.
   *
   * @param blocks all of one layer, in order
   */
  public static <T> LayerBlocks<T> held(
      List<ParticleBlock> blocks, double[] states, LayerBlocks.View<T> view) {
    List<T> views = new ArrayList<>(blocks.size());
    blocks.forEach(block -> views.add(view.of(block, states)));
    return new Held<>(views);
  }

  private record Held<T>(List<T> views) implements LayerBlocks<T> {
    @Override
    public double[] sum(Term<T> term, double[] argument, int length) {
      TreeSum tree = new TreeSum();
      for (int index = 0; index < views.size(); index++) {
        tree.add(index, term.of(views.get(index), argument));
      }
      return tree.total();
    }

    @Override
    public void close() {
      views.clear();
    }
  }
}
