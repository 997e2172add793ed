package org.cotflow.theory;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.Activation;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/**
 * Where the kernels of each layer are computed. The place changes no bit of the result.
 *
 * <pre>
 *   2 N M_k numbers (activations, derivatives)   at most a process's room    more
 *   the layer                                    is one task                 stays cut in blocks
 * </pre>
 *
 * <p>A narrow layer is a task that reads its particles where it runs, and narrow layers run in
 * parallel. For a wide layer only the sums over particles run where its blocks are; the products of
 * Lanczos's method are such sums.
 *
 * @param shape in the blocks that sums go over
 * @param tasks runs the narrow layers
 * @param wide gives the blocks of wide layers
 * @param room numbers above which a layer is wide
 */
public record KernelTasks(
    MeasureShape shape,
    MeasureSource source,
    Activation activation,
    OrderedTasks tasks,
    LayerBlocks.Source wide,
    long room) {

  /** With a process's room. */
  public KernelTasks(
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
      LayerKernels.Point point,
      PartMultipliers multipliers)
      implements OrderedTasks.Task<LayerKernels.Result> {
    private static final long serialVersionUID = 1L;

    @Override
    public LayerKernels.Result call() {
      ParticleSums.Source sums = ParticleSums.source(shape, source, activation);
      return LayerKernels.at(point, layer, sums, shape.stateDim(), multipliers);
    }
  }

  /** The results of all layers, in order. */
  List<LayerKernels.Result> results(LayerKernels.Point[] points, PartMultipliers multipliers) {
    List<Narrow> narrow = new ArrayList<>();
    for (int layer = 0; layer < points.length; layer++) {
      if (isNarrow(layer, points[layer])) {
        narrow.add(new Narrow(shape, source, activation, layer, points[layer], multipliers));
      }
    }
    List<LayerKernels.Result> ofNarrow = tasks.results("kernels of the layers", narrow);
    ParticleSums.Source sums = ParticleSums.source(shape, activation, wide);
    List<LayerKernels.Result> all = new ArrayList<>();
    int next = 0;
    for (int layer = 0; layer < points.length; layer++) {
      all.add(
          isNarrow(layer, points[layer])
              ? ofNarrow.get(next++)
              : LayerKernels.at(points[layer], layer, sums, shape.stateDim(), multipliers));
    }
    return all;
  }

  private boolean isNarrow(int layer, LayerKernels.Point point) {
    int rows = point.gradientStates().length / shape.stateDim();
    return ParticleSums.numbersKept(rows, shape.width(layer)) <= room;
  }
}
