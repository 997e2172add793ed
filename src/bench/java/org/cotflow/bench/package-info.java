/**
 * Whole training steps of Cotflow against those of PyTorch: the same problem, the same numbers to
 * begin with, turn and turn about in one process.
 *
 * <p>{@link StepBenchmark} reads the options, makes a {@link StepProblem} for each {@link
 * StepShape}, and lets {@link Race} take the times. {@link AutogradSteps} and {@link MatmulSteps}
 * are two ways in which a PyTorch user would write the step; the faster one is the opponent.
 */
package org.cotflow.bench;
