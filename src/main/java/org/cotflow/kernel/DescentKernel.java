package org.cotflow.kernel;

/**
 * An explicit step of the particles of a block along their gradient, for each of the parts u, w and
 * b of the parameter with a step size of its own:
 *
 * <pre>
 *   G = (gradient sums) / N,     omega' = omega - tau_part G
 * </pre>
 *
 * with one rounding for the quotient and one for the step. Sums over particles are taken lane by
 * lane, panels and coordinates in order, and then folded by {@link ParticleBlock#foldLanes}.
 * Padding lanes have gradient 0: they add nothing and stay where they are.
 */
public interface DescentKernel {
  /** The sum of G^2 for u; those for w and b follow. */
  int SQUARES = 0;

  /** 0, or NaN where a number that was moved is not finite. */
  int NOT_FINITE = 3;

  /**
   * The sum of (omega' - omega)^2 for u, as omega' is rounded; those for w and b follow. 0 where a
   * step is 0.
   */
  int WAY = 4;

  int SUM_COUNT = 7;

  /**
   * Moves the block in place.
   *
   * @param gradient begins with the block's gradient sums, in the block's layout
   * @param sampleCount N
   * @param steps tau of u, w and b; parts with 0 stay
   * @param sums overwritten, {@link #SUM_COUNT} numbers
   */
  void descend(
      ParticleBlock block, double[] gradient, int sampleCount, double[] steps, double[] sums);

  /** The first coordinate of a part, where u_j is coordinate j, w_j is d + j and b is 2 d. */
  static int firstCoordinate(int part, int stateDim) {
    return part * stateDim;
  }

  /** How many coordinates u, w and b have. */
  static int coordinates(int part, int stateDim) {
    return part < 2 ? stateDim : 1;
  }
}
