package org.cotflow.engine;

import java.io.Serializable;
import java.util.List;
import org.cotflow.depth.ParticleLayers;
import org.cotflow.measure.MeasureShape;
import org.cotflow.measure.MeasureSink;

/**
 * Holds the particles of a measure and runs the kernels over them. A flow drives it; it knows
 * neither the network's ends nor the loss nor the method.
 */
public interface Engine extends ParticleLayers, AutoCloseable {
  MeasureShape shape();

  /**
   * Writes the current particles and returns the receipts of all parts, in block order. Parts cover
   * all blocks; the engine decides how many there are.
   */
  <R extends Serializable> List<R> store(MeasureSink<R> sink);

  /** Says what the next passes are for, such as "step 12"; monitors of the engine show it. */
  default void describe(String text) {}

  /** Passes the costs and results of a recorded step to the monitors of the engine. */
  default void report(StepMetrics step) {}

  /** Jobs and bytes so far; null for an engine that sends nothing to other processes. */
  default EngineCounters counters() {
    return null;
  }

  /**
   * Whether particles that get lost may still be read from the source the engine was started with,
   * so that it has to stay as it is.
   */
  default boolean mayReadSourceAgain() {
    return false;
  }

  @Override
  void close();

  @Override
  default int layerCount() {
    return shape().layerCount();
  }

  @Override
  default int stateDim() {
    return shape().stateDim();
  }
}
