package org.cotflow.kernel;

/**
 * An explicit step of the particles of a block along their gradient, for a run of coordinates of
 * each particle:
 *
 * <pre>
 *   G = (gradient sums) / N,     omega' = omega - tau G
 * </pre>
 *
 * with one rounding for the quotient and one for the step. Sums over particles are taken lane by
 * lane, panels and coordinates in order, and then folded by {@link ParticleBlock#foldLanes}.
 * Padding lanes have gradient 0: they add nothing and stay where they are.
 */
public interface DescentKernel {
  /** The sum of G^2. */
  int SQUARES = 0;

  /** The sum of (omega' - omega)^2, as omega' is rounded. */
  int WAY = 1;

  /** 0, or NaN where a number that was moved is not finite. */
  int NOT_FINITE = 2;

  int SUM_COUNT = 3;

  /** The fastest one here: the vector twin or the reference, with the same bits. */
  static DescentKernel fastest() {
    return BlockKernels.descent();
  }

  /**
   * Moves the coordinates [first, first + count) of all particles, where u_j is coordinate j, w_j
   * is d + j and b is 2 d.
   *
   * @param gradient gradient sums in the block's layout
   * @param step tau; with 0 the particles stay, and {@link #WAY} and {@link #NOT_FINITE} are 0
   * @param sums overwritten, {@link #SUM_COUNT} numbers
   */
  void descend(
      ParticleBlock block,
      int first,
      int count,
      double[] gradient,
      int sampleCount,
      double step,
      double[] sums);
}
