package org.cotflow.theory;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.cotflow.engine.InProcessBlocks;
import org.cotflow.engine.LayerBlocks;
import org.cotflow.engine.OrderedTasks;
import org.cotflow.flow.LayerMultipliers;
import org.cotflow.flow.PartMultipliers;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapSpec;
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
    LayerCycle<MapSpec> maps,
    OrderedTasks tasks,
    LayerBlocks.Source wide,
    long room) {

  /** All layers stay in blocks, wherever these are. */
  public static KernelTasks inBlocks(
      MeasureShape shape, LayerCycle<MapSpec> maps, LayerBlocks.Source blocks) {
    return new KernelTasks(shape, null, maps, null, blocks, -1);
  }

  /** With a process's room. */
  public KernelTasks(
      MeasureShape shape,
      MeasureSource source,
      LayerCycle<MapSpec> maps,
      OrderedTasks tasks,
      LayerBlocks.Source wide) {
    this(shape, source, maps, tasks, wide, InProcessBlocks.ROOM);
  }

  /** What is computed of one layer; runs where the layer is. */
  public interface Work<R extends Serializable> extends Serializable {
    R of(ParticleSums.Source sums, int layer);

    /** Rows of states at most, at which the layer is evaluated. */
    int rows();
  }

  /** One narrow layer. */
  private record Narrow<R extends Serializable>(
      MeasureShape shape, MeasureSource source, LayerCycle<MapSpec> maps, int layer, Work<R> work)
      implements OrderedTasks.Task<R> {
    private static final long serialVersionUID = 1L;

    @Override
    public R call() {
      return work.of(ParticleSums.source(shape, source, maps), layer);
    }
  }

  /** The kernels at a point of each layer, as {@link LayerKernels} has them. */
  private record AtPoint(LayerKernels.Point point, int d, PartMultipliers multipliers)
      implements Work<LayerKernels.Result> {
    private static final long serialVersionUID = 1L;

    @Override
    public LayerKernels.Result of(ParticleSums.Source sums, int layer) {
      return LayerKernels.at(point, layer, sums, d, multipliers);
    }

    @Override
    public int rows() {
      return point.gradientStates().length / d;
    }
  }

  /** The results of all layers, in order. */
  List<LayerKernels.Result> results(LayerKernels.Point[] points, LayerMultipliers multipliers) {
    List<AtPoint> works = new ArrayList<>();
    for (int layer = 0; layer < points.length; layer++) {
      works.add(new AtPoint(points[layer], shape.stateDim(), multipliers.at(layer)));
    }
    return results(works);
  }

  /**
   * The results of all layers, in order.
   *
   * @param works one for each layer
   */
  public <R extends Serializable> List<R> results(List<? extends Work<R>> works) {
    return results(0, works);
  }

  /**
   * The results of some layers, in order.
   *
   * @param first the layer of the first work
   */
  public <R extends Serializable> List<R> results(int first, List<? extends Work<R>> works) {
    List<Narrow<R>> narrow = new ArrayList<>();
    for (int index = 0; index < works.size(); index++) {
      if (isNarrow(first + index, works.get(index))) {
        narrow.add(new Narrow<>(shape, source, maps, first + index, works.get(index)));
      }
    }
    List<R> ofNarrow =
        narrow.isEmpty() ? List.of() : tasks.results("kernels of the layers", narrow);
    ParticleSums.Source sums = ParticleSums.source(shape, maps, wide);
    List<R> all = new ArrayList<>();
    int next = 0;
    for (int index = 0; index < works.size(); index++) {
      Work<R> work = works.get(index);
      int layer = first + index;
      all.add(isNarrow(layer, work) ? ofNarrow.get(next++) : work.of(sums, layer));
    }
    return all;
  }

  private boolean isNarrow(int layer, Work<?> work) {
    return ParticleSums.numbersKept(
            maps.at(layer), shape.stateDim(), work.rows(), shape.width(layer))
        <= room;
  }
}
