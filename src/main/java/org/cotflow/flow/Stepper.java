package org.cotflow.flow;

/** Moves the measure by one step of a flow method. */
interface Stepper {
  /**
   * Takes the step. Its last moves may be put off until the next forward pass.
   *
   * @param from the evaluation of the measure that the engine holds
   * @param step tau
   * @return the flow time that was taken: tau, or less where the method says so
   * @throws org.cotflow.base.DivergedException where numbers stop being finite
   */
  double move(Evaluated from, double step);

  /** The results of the step; finishes its moves first if necessary. */
  StepSums end();
}
