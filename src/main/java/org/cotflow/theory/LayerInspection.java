package org.cotflow.theory;

import org.cotflow.flow.PartMultipliers;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.kernel.Activation;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * Where the layers of a measure are looked at, each at its own states and adjoints; it changes no
 * bit of what is found.
 *
 * <pre>
 *   2 N M_k numbers (activations, derivatives)   at most a process's room    more
 *   the layer                                    is one task                 stays cut in blocks
 * </pre>
 *
 * <p>A narrow layer is a task that reads its particles where it runs: layers go in parallel. Of a
 * wide layer only sums over particles, among them the products of Lanczos's method, run where its
 * blocks are.
 *
 * @param shape in the blocks that sums go over
 * @param tasks runs the narrow layers
 * @param wide the wide ones
 * @param room numbers above which a layer is wide
 */
public record LayerInspection(
    MeasureShape shape,
    MeasureSource source,
    Activation activation,
    OrderedTasks tasks,
    LayerBlocks.Source wide,
    long room) {

  /** With a process's room. */
  public LayerInspection(
      MeasureShape shape,
      MeasureSource source,
      Activation activation,
      OrderedTasks tasks,
      LayerBlocks.Source wide) {
    this(shape, source, activation, tasks, wide, InProcessBlocks.ROOM);
  }

  /** One narrow layer. */
  private record Narrow(
      MeasureShape shape,
      MeasureSource source,
      Activation activation,
      int layer,
      LayerPoint point,
      PartMultipliers multipliers)
      implements OrderedTasks.Task<LayerFindings> {
    private static final long serialVersionUID = 1L;

    @Override
    public LayerFindings call() {
      LayerSums.Source sums =
          BlockLayerSums.source(shape, activation, new InProcessBlocks(shape, source));
      return LayerFindings.of(sums, layer, point, shape.stateDim(), multipliers);
    }
  }

  /** Looks at all layers, in order. */
  List<LayerFindings> findings(LayerPoint[] points, PartMultipliers multipliers) {
    List<Narrow> narrow = new ArrayList<>();
    for (int layer = 0; layer < points.length; layer++) {
      if (isNarrow(layer, points[layer])) {
        narrow.add(new Narrow(shape, source, activation, layer, points[layer], multipliers));
      }
    }
    List<LayerFindings> ofNarrow = tasks.results("kernels of the layers", narrow);
    LayerSums.Source sums = BlockLayerSums.source(shape, activation, wide);
    List<LayerFindings> all = new ArrayList<>();
    int next = 0;
    for (int layer = 0; layer < points.length; layer++) {
      all.add(
          isNarrow(layer, points[layer])
              ? ofNarrow.get(next++)
              : LayerFindings.of(sums, layer, points[layer], shape.stateDim(), multipliers));
    }
    return all;
  }

  private boolean isNarrow(int layer, LayerPoint point) {
    int rows = point.gradientStates().length / shape.stateDim();
    return BlockRows.numbersKept(rows, shape.width(layer)) <= room;
  }
}
