/**
 * Forecasts of a run before it starts: seconds, jobs, bytes and memory of a flow step.
 *
 * <p>{@link org.cotflow.run.cost.ProblemSize} holds the sizes of an experiment, {@link
 * org.cotflow.run.cost.ScalingModel} the formulas, {@link org.cotflow.run.cost.KernelRates} the
 * speed of the kernels: nominal or measured by {@link org.cotflow.run.cost.Calibration}. {@link
 * org.cotflow.run.cost.Forecast} puts them together for the command {@code plan}; {@link
 * org.cotflow.run.cost.PropagationChoice} resolves {@code engine.propagation = auto}.
 *
 * <p>Invariant: a choice that changes the numbers of a run uses the problem and nominal rates
 * alone, never a measurement.
 */
package org.cotflow.run.cost;
