package org.cotflow.depth;

import org.cotflow.base.DivergedException.Pass;

/**
 * What a backward pass leaves behind.
 *
 * @param report how states and adjoints were found
 * @param moveSums the sums of the finished move, by layer; null where the move is put off
 */
public record BackwardPass(SolverReport report, double[][] moveSums) {

  /**
   * The sums of the pass's move over the particles of each layer. Finishes the move where it was
   * put off, so it is called once.
   *
   * @throws org.cotflow.base.DivergedException where they are not finite
   */
  public double[][] finishMove(ParticleLayers layers) {
    return moveSums == null ? finished(layers) : moveSums;
  }

  private static double[][] finished(ParticleLayers layers) {
    double[][] sums = layers.finishMove();
    requireFinite(sums);
    return sums;
  }

  static void requireFinite(double[][] sums) {
    for (int k = sums.length - 1; k >= 0; k--) {
      FiniteNumbers.require(sums[k], Pass.GRADIENT, k);
    }
  }
}
