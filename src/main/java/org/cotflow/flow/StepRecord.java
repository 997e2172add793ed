package org.cotflow.flow;

import org.cotflow.depth.SolverReport;

/**
 * The numbers of the measure at one flow step, before its move. Null where it does not apply.
 *
 * @param risk of the step's batch
 * @param fullRisk of all training samples, with mini-batches
 * @param gradNormSquared (1/K) sum_k (1/M_k) sum_m |G_{k,m}|^2 of the step's batch
 * @param dissipation the same sum with each part weighted by its step multiplier, 0 if frozen
 * @param balance up to this step; null with mini-batches
 * @param best among the recorded steps up to this; null without a validation part
 * @param rejected attempts at the step from here that were taken back; null where there are none to
 *     take back, and 0 at the last step, which does not move
 */
public record StepRecord(
    int step,
    double flowTime,
    double risk,
    Double fullRisk,
    double gradNormSquared,
    double dissipation,
    Double trainAccuracy,
    Double validationRisk,
    Double validationAccuracy,
    Double validationR2,
    Double testRisk,
    Double testAccuracy,
    Double trainR2,
    Double testR2,
    SolverReport solver,
    Balance balance,
    BestStep best,
    Integer rejected) {}
