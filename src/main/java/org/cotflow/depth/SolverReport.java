package org.cotflow.depth;

/**
 * How a depth solver came to its states.
 *
 * @param evaluations evaluations of all K layers, each at one set of states (of K layer evaluations
 *     one after the other, for the sweep: the stages of the scheme)
 * @param residual max_k |x_{k+1} - x_k - h F_k(x_k)| K at the end; 0 for the sweep, which computes
 *     x_{k+1} from just that
 * @param converged whether the residual is within the tolerance
 */
public record SolverReport(int evaluations, double residual, boolean converged) {}
