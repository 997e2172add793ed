package org.cotflow.flow;

/** Whoever keeps the record of a flow. Called on the thread that runs the loop. */
public interface FlowObserver {
  /** A step is about to be evaluated. */
  void begin(int step);

  /** The measure at {@code step} is to be stored; the engine holds it until this returns. */
  void store(int step, double flowTime);

  /** The row of a recorded step. */
  void record(StepRecord row);

  /** Whether the run shall end before the next step: asked once per step. */
  boolean interrupted();

  /** Whether the time allowed is over: asked once per step. */
  boolean timeIsUp();
}
