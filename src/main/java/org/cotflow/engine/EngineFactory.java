package org.cotflow.engine;

import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSource;

/** Starts the engine of a run. */
@FunctionalInterface
public interface EngineFactory {
  Engine start(MeasureShape shape, MeasureSource source, Activation activation);

  /**
   * The threads of this process.
   *
   * @param threads null for all processors
   */
  static EngineFactory inProcess(Integer threads) {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    return (shape, source, activation) ->
        new InProcessEngine(shape, source, BlockKernels.of(shape.stateDim(), activation), count);
  }
}
