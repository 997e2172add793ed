package org.cotflow.engine;

/**
 * The costs and results of a recorded step, for monitoring. No computation uses it.
 *
 * @param seconds wall time of the step, without that of storing measures
 * @param jobs Spark jobs in this step
 * @param bytesBroadcast in this step
 * @param bytesReduced in this step
 * @param evaluations passes over all layers, as in {@link org.cotflow.depth.SolverReport}
 * @param residual of the forward equation
 * @param risk of the step's batch
 */
public record StepMetrics(
    int step,
    double seconds,
    long jobs,
    long bytesBroadcast,
    long bytesReduced,
    int evaluations,
    double residual,
    double risk) {}
