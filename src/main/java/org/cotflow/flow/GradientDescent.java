package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.DescentKernel;
import org.cotflow.kernel.ParticleBlock;

/**
 * One explicit Euler step of the gradient flow, which is gradient descent:
 *
 * <pre>
 *   omega &lt;- omega - tau m_part G,   G = (gradient sums) / N
 * </pre>
 *
 * It reports these sums over particles: |G_u|^2, |G_w|^2 and |G_b|^2, also of frozen parts; a
 * number that is 0 unless a moved particle is not finite; the squared displacements of u, w and b,
 * 0 where frozen.
 *
 * @param sampleCount N
 * @param stepU tau m_u; 0 where u is frozen. Likewise w and b
 */
public record GradientDescent(int sampleCount, double stepU, double stepW, double stepB)
    implements BlockMove {
  private static final long serialVersionUID = 1L;

  static final int SUM_U = DescentKernel.SQUARES;
  static final int NOT_FINITE = DescentKernel.NOT_FINITE;
  static final int WAY = DescentKernel.WAY;

  /** Measures the gradient and leaves the particles where they are. */
  public static GradientDescent none(int sampleCount) {
    return new GradientDescent(sampleCount, 0, 0, 0);
  }

  /**
   * The mean of |G|^2 over the particles of a layer, from the sums of a move.
   *
   * @param bias without it b is left out
   */
  public static double squaredNorm(double[] layerSums, int width, boolean bias) {
    return PartMultipliers.plain(bias).weigh(layerSums, SUM_U) / width;
  }

  @Override
  public int sumCount() {
    return DescentKernel.SUM_COUNT;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    double[] steps = {stepU, stepW, stepB};
    BlockKernels.descent().descend(block, gradient, sampleCount, steps, sums);
  }
}
