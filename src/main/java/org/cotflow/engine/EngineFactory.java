package org.cotflow.engine;

import org.cotflow.kernel.map.MapSpec;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/** Starts the engine of a run. */
@FunctionalInterface
public interface EngineFactory {
  Engine start(MeasureShape shape, MeasureSource source, MapSpec map);

  /**
   * The threads of this process.
   *
   * @param threads null for all processors
   */
  static EngineFactory inProcess(Integer threads) {
    int count = WorkerTeam.size(threads);
    return (shape, source, map) ->
        new InProcessEngine(shape, source, map.kernel(shape.stateDim()), count);
  }
}
