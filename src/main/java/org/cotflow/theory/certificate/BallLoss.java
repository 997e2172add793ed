package org.cotflow.theory.certificate;

/**
 * What the worst measure of a ball may take away from the root of the Polyak-Lojasiewicz bound, in
 * the units of sqrt(lambda_min), and what is left.
 *
 * @param by how the Jacobians were bounded
 * @param radius R
 * @param inputs C_R, the most that (w, b) move on a way of length R; R where nothing better is
 *     known
 * @param panels into which the way was cut
 * @param start G_0, of which the losses are taken
 * @param moves lost by the kernels because w and b move
 * @param states lost by the kernels because the states move
 * @param jacobians lost on the way of the adjoints because the Jacobians grow
 * @param root g(R), what is left of the root, rounded down; may be negative
 * @param reach at most the integral of g from 0 to R: R / panels times the sum of g at the panels'
 *     ends
 */
public record BallLoss(
    By by,
    double radius,
    double inputs,
    int panels,
    double start,
    double moves,
    double states,
    double jacobians,
    double root,
    double reach) {

  /** The ball as a way of one panel. */
  static BallLoss of(
      By by,
      double radius,
      double start,
      double moves,
      double states,
      double jacobians,
      double root) {
    double reach = root > 0 ? radius * root : 0;
    return new BallLoss(by, radius, radius, 1, start, moves, states, jacobians, root, reach);
  }

  /** Where nothing bounds the losses. */
  static BallLoss infinite(By by, double radius, double start) {
    double infinite = Double.POSITIVE_INFINITY;
    return of(by, radius, start, infinite, infinite, infinite, -infinite);
  }

  /** The same at the end of a way. */
  BallLoss atEndOf(int count, double movesOfInputs, double sum) {
    return new BallLoss(
        by, radius, movesOfInputs, count, start, moves, states, jacobians, root, sum);
  }

  /** The estimates, each of which bounds all losses by itself. */
  public enum By {
    /** Jacobians by s U W, states through the kernels. */
    NORMS,
    /** Jacobians by s U W, states through sup|sigma|. */
    SUPREMUM,
    /** Jacobians as they are at mu_0. */
    JACOBIANS,
    /** All layers together, see {@link TangentEstimate}. */
    TANGENT_KERNEL
  }

  public double total() {
    return moves + states + jacobians;
  }
}
