package org.cotflow.theory.certificate;

/**
 * What the worst measure of a ball may take away from the root of the Polyak-Lojasiewicz bound, in
 * the units of sqrt(lambda_min), and what is left.
 *
 * @param radius R
 * @param moves lost by the kernels because w and b move
 * @param states lost by the kernels because the states move
 * @param jacobians lost on the way of the adjoints because the Jacobians grow
 * @param root what is left of the root, rounded down; may be negative
 */
public record BallLoss(double radius, double moves, double states, double jacobians, double root) {

  public double total() {
    return moves + states + jacobians;
  }

  /** R times what is left: the ball holds the flow if this is at least 2 sqrt(L(0) / factor). */
  double reach() {
    return root > 0 ? radius * root : 0;
  }
}
