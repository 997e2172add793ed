package org.cotflow.engine;

import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/** Starts the engine of a run. */
@FunctionalInterface
public interface EngineFactory {
  /**
   * @param maps of the layers
   */
  Engine start(MeasureShape shape, MeasureSource source, LayerCycle<MapSpec> maps);

  /**
   * The threads of this process.
   *
   * @param threads null for all processors
   */
  static EngineFactory inProcess(Integer threads) {
    int count = WorkerTeam.size(threads);
    return (shape, source, maps) ->
        new InProcessEngine(shape, source, maps.map(map -> map.kernel(shape.stateDim())), count);
  }
}
