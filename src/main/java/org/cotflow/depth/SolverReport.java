package org.cotflow.depth;

/**
 * How a depth solver came to its states and adjoints.
 *
 * @param evaluations passes over all K layers, forward and adjoint together, the gradient's own not
 *     counted: for the sweep each stage of the scheme forward and each pullback
 * @param residual K max_k |x_{k+1} - x_k - h F_k(x_k)| at the end; 0 for the sweep, which computes
 *     x_{k+1} from just that
 * @param converged whether the residual is within the tolerance; where it was not, the step was
 *     done by the sweep
 */
public record SolverReport(int evaluations, double residual, boolean converged) {
  /** That of two passes one after the other. */
  public SolverReport and(SolverReport next) {
    return new SolverReport(
        evaluations + next.evaluations,
        Math.max(residual, next.residual),
        converged && next.converged);
  }

  /** The same after further evaluations. */
  SolverReport after(int further) {
    return new SolverReport(evaluations + further, residual, converged);
  }
}
