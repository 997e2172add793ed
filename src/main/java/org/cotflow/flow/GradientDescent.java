package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.DescentKernel;
import org.cotflow.kernel.ParticleBlock;

/**
 * One explicit Euler step of the gradient flow, which is gradient descent:
 *
 * <pre>
 *   omega &lt;- omega - tau m_block G,   G = (gradient sums) / N
 * </pre>
 *
 * The sums it reports are |G_u|^2, |G_w|^2 and |G_b|^2 over particles, of all blocks of the
 * parameter whether trained or not, a number that is 0 unless a moved particle is not finite, and
 * the squared displacements of u, w and b, 0 where frozen.
 *
 * @param sampleCount N
 * @param stepU tau m_u; 0 where u is frozen. Likewise w and b
 */
public record GradientDescent(int sampleCount, double stepU, double stepW, double stepB)
    implements BlockMove {
  private static final long serialVersionUID = 1L;

  static final int SUM_U = 0;
  static final int SUM_W = 1;
  static final int SUM_B = 2;
  static final int NOT_FINITE = 3;
  static final int WAY = 4;

  /** Measures the gradient and leaves the particles where they are. */
  public static GradientDescent none(int sampleCount) {
    return new GradientDescent(sampleCount, 0, 0, 0);
  }

  @Override
  public int sumCount() {
    return WAY + 3;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    int d = block.stateDim();
    sums[NOT_FINITE] = 0;
    part(block, gradient, 0, d, stepU, SUM_U, sums);
    part(block, gradient, d, d, stepW, SUM_W, sums);
    part(block, gradient, 2 * d, 1, stepB, SUM_B, sums);
  }

  private void part(
      ParticleBlock block,
      double[] gradient,
      int first,
      int count,
      double step,
      int index,
      double[] sums) {
    double[] own = new double[DescentKernel.SUM_COUNT];
    DescentKernel.fastest().descend(block, first, count, gradient, sampleCount, step, own);
    sums[index] = own[DescentKernel.SQUARES];
    sums[WAY + index] = own[DescentKernel.WAY];
    sums[NOT_FINITE] += own[DescentKernel.NOT_FINITE];
  }
}
