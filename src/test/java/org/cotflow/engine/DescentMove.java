package org.cotflow.engine;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.ParticleBlock;

/** Gradient descent with the sum of squared gradients and the number of particles as its report. */
public record DescentMove(double step, int samples) implements BlockMove {
  private static final long serialVersionUID = 1L;

  @Override
  public int sumCount() {
    return 2;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    double squares = 0;
    for (int i = 0; i < block.values().length; i++) {
      double slope = gradient[i] / samples;
      block.values()[i] -= step * slope;
      squares += slope * slope;
    }
    sums[0] = squares;
    sums[1] = block.count();
  }
}
