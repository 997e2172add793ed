package org.cotflow.depth;

import org.cotflow.base.DivergedException;
import org.cotflow.base.DivergedException.Pass;

/** Finds where states, adjoints and gradients are not finite. */
final class FiniteNumbers {
  private FiniteNumbers() {}

  /**
   * Stops a pass that has left the finite numbers.
   *
   * @throws DivergedException naming the pass and the layer
   */
  static void require(double[] numbers, Pass pass, int layer) {
    if (!areFinite(numbers)) {
      throw new DivergedException(pass, layer);
    }
  }

  /** Sums up 0 for each finite number and NaN for any other, in four sums at once. */
  static boolean areFinite(double[] numbers) {
    double z0 = 0;
    double z1 = 0;
    double z2 = 0;
    double z3 = 0;
    int i = 0;
    for (; i + 3 < numbers.length; i += 4) {
      z0 = Math.fma(0.0, numbers[i], z0);
      z1 = Math.fma(0.0, numbers[i + 1], z1);
      z2 = Math.fma(0.0, numbers[i + 2], z2);
      z3 = Math.fma(0.0, numbers[i + 3], z3);
    }
    for (; i < numbers.length; i++) {
      z0 = Math.fma(0.0, numbers[i], z0);
    }
    return !Double.isNaN((z0 + z1) + (z2 + z3));
  }
}
