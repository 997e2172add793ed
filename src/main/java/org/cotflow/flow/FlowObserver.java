package org.cotflow.flow;

import java.util.Map;

/** Whoever keeps the record of a flow. Called on the thread that runs the loop. */
public interface FlowObserver {
  /** A step is about to be evaluated. */
  void begin(int step);

  /**
   * The measure at {@code step} is to be stored; the engine holds it until this returns.
   *
   * @param memory what {@link TrainingLoop#remember} needs to go on from it, by name
   */
  void store(int step, double flowTime, Map<String, double[]> memory);

  /** The engine holds the measure of a step that is going to be recorded until this returns. */
  default void hold(int step, double flowTime) {}

  /** The row of a recorded step. */
  void record(StepRecord row);

  /** Whether the run shall end before the next step: asked once per step. */
  boolean interrupted();

  /** Whether the time allowed is over: asked once per step. */
  boolean timeIsUp();
}
