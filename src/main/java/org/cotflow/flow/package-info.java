/**
 * The flow direction: how the measure moves, step by step, down the gradient of the risk.
 *
 * <p>{@link org.cotflow.flow.TrainingLoop} takes a {@link org.cotflow.flow.TrainingProblem}, an
 * engine and a depth solver, and tells a {@link org.cotflow.flow.FlowObserver} what happens.
 *
 * <p>Invariants: flow time is {@code step * tau}, never accumulated; the order of mini-batches is a
 * function of seed and step; what is recorded does not change what is computed.
 */
package org.cotflow.flow;
