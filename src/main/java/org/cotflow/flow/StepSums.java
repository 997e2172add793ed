package org.cotflow.flow;

import org.cotflow.depth.SolverReport;

/**
 * The result of a flow step after its moves.
 *
 * @param norms of the gradient at the step's measure
 * @param speed the integral of |mu'|^2 over the step, from the displacements of the particles; 0
 *     where they did not move
 * @param dissipated the integral of the dissipation over the step, by the method's own weights
 * @param report how states and adjoints of all its stages were found
 * @param rejected attempts that were taken back
 */
record StepSums(
    GradientNorms norms, double speed, double dissipated, SolverReport report, int rejected) {}
