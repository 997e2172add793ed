package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.ParticleBlock;

/**
 * Gradient descent that also reports how far the particles went. Particles and the first sums are
 * those of {@link GradientDescent} to the bit; behind them come, for u, w and b, the sums over
 * particles of the squared displacement, rounded as the particles are, 0 where frozen.
 */
record MeasuredDescent(GradientDescent descent) implements BlockMove {
  private static final long serialVersionUID = 1L;

  static final int WAY = 4;

  @Override
  public int sumCount() {
    return WAY + 3;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    descent.toSlopesInPlace(block, gradient);
    int d = block.stateDim();
    sums[WAY] = way(block, gradient, 0, d, descent.stepU());
    sums[WAY + 1] = way(block, gradient, d, d, descent.stepW());
    sums[WAY + 2] = way(block, gradient, 2 * d, 1, descent.stepB());
    descent.followInPlace(block, gradient, sums);
  }

  private static double way(
      ParticleBlock block, double[] slopes, int firstCoordinate, int coordinates, double step) {
    double[] lanes = new double[ParticleBlock.LANES];
    if (step == 0) {
      return 0;
    }
    int panelSize = ParticleBlock.panelSize(block.stateDim());
    double[] displaced = new double[coordinates * ParticleBlock.LANES];
    double[] values = block.values();
    for (int panel = 0; panel < block.panelCount(); panel++) {
      int from = panel * panelSize + firstCoordinate * ParticleBlock.LANES;
      displace(values, slopes, from, -step, displaced);
      GradientDescent.addSquares(displaced, 0, displaced.length, lanes);
    }
    return ParticleBlock.foldLanes(lanes, 0);
  }

  private static void displace(
      double[] values, double[] slopes, int from, double factor, double[] displaced) {
    for (int i = 0; i < displaced.length; i++) {
      displaced[i] = Math.fma(factor, slopes[from + i], values[from + i]) - values[from + i];
    }
  }
}
