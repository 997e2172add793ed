package org.cotflow.kernel;

/**
 * An explicit step of the particles of a block along their gradient, for each part of the parameter
 * with a step size of its own:
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
  /** 0, or NaN where a number that was moved is not finite. */
  int NOT_FINITE = 0;

  /** The sum of G^2 for the first part; those for the others follow. */
  int SQUARES = 1;

  /**
   * Where the sum of (omega' - omega)^2 stands for the first part, as omega' is rounded; those for
   * the others follow. 0 where a step is 0.
   *
   * @param parts how many there are
   */
  static int way(int parts) {
    return SQUARES + parts;
  }

  /** How many sums are reported. */
  static int sumCount(int parts) {
    return SQUARES + 2 * parts;
  }

  /**
   * Moves the block in place.
   *
   * @param gradient begins with the block's gradient sums, in the block's layout
   * @param sampleCount N
   * @param steps of the parts of these particles
   * @param sums overwritten, {@link #sumCount} numbers
   */
  void descend(
      ParticleBlock block, double[] gradient, int sampleCount, PartSteps steps, double[] sums);
}
