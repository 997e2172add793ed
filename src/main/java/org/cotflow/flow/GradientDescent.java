package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.ParticleBlock;

/**
 * One explicit Euler step of the gradient flow, which is gradient descent:
 *
 * <pre>
 *   omega &lt;- omega - tau m_block G,   G = (gradient sums) / N
 * </pre>
 *
 * The sums it reports are |G_u|^2, |G_w|^2 and |G_b|^2 over particles, of all blocks of the
 * parameter whether trained or not, and a number that is 0 unless a moved particle is not finite.
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

  /** Measures the gradient and leaves the particles where they are. */
  public static GradientDescent none(int sampleCount) {
    return new GradientDescent(sampleCount, 0, 0, 0);
  }

  @Override
  public int sumCount() {
    return 4;
  }

  @Override
  public void applyInPlace(ParticleBlock block, double[] gradient, double[] sums) {
    int d = block.stateDim();
    double[] lanes = new double[ParticleBlock.LANES];
    double[] notFinite = new double[ParticleBlock.LANES];
    sums[SUM_U] = part(block, gradient, 0, d, stepU, lanes, notFinite);
    sums[SUM_W] = part(block, gradient, d, d, stepW, lanes, notFinite);
    sums[SUM_B] = part(block, gradient, 2 * d, 1, stepB, lanes, notFinite);
    sums[NOT_FINITE] = ParticleBlock.foldLanes(notFinite, 0);
  }

  private double part(
      ParticleBlock block,
      double[] gradient,
      int firstCoordinate,
      int coordinates,
      double step,
      double[] lanes,
      double[] notFinite) {
    int panelSize = ParticleBlock.panelSize(block.stateDim());
    int from = firstCoordinate * ParticleBlock.LANES;
    int to = from + coordinates * ParticleBlock.LANES;
    java.util.Arrays.fill(lanes, 0.0);
    for (int panel = 0; panel < block.panelCount(); panel++) {
      int lanesInUse = Math.min(ParticleBlock.LANES, block.count() - panel * ParticleBlock.LANES);
      for (int at = panel * panelSize + from; at < panel * panelSize + to; at += 8) {
        moveLanes(block.values(), gradient, at, lanesInUse, step, lanes, notFinite);
      }
    }
    return ParticleBlock.foldLanes(lanes, 0);
  }

  private void moveLanes(
      double[] values,
      double[] gradient,
      int at,
      int lanesInUse,
      double step,
      double[] lanes,
      double[] notFinite) {
    for (int lane = 0; lane < lanesInUse; lane++) {
      double slope = gradient[at + lane] / sampleCount;
      lanes[lane] = Math.fma(slope, slope, lanes[lane]);
      if (step != 0) {
        double moved = Math.fma(-step, slope, values[at + lane]);
        values[at + lane] = moved;
        notFinite[lane] += moved - moved;
      }
    }
  }
}
