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
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    toSlopesInPlace(block, gradient);
    followInPlace(block, gradient, sums);
  }

  /** Makes gradient sums G. A loop of its own, because the compiler vectorises it. */
  void toSlopesInPlace(ParticleBlock block, double[] gradient) {
    double count = sampleCount;
    for (int i = 0; i < block.values().length; i++) {
      gradient[i] /= count;
    }
  }

  /** Moves the particles along G, and reports the sums of this move. */
  void followInPlace(ParticleBlock block, double[] slopes, double[] sums) {
    int d = block.stateDim();
    double[] notFinite = new double[ParticleBlock.LANES];
    sums[SUM_U] = part(block, slopes, 0, d, stepU, notFinite);
    sums[SUM_W] = part(block, slopes, d, d, stepW, notFinite);
    sums[SUM_B] = part(block, slopes, 2 * d, 1, stepB, notFinite);
    sums[NOT_FINITE] = ParticleBlock.foldLanes(notFinite, 0);
  }

  /** Padding lanes have gradient 0: they add nothing and stay where they are. */
  private static double part(
      ParticleBlock block,
      double[] slopes,
      int firstCoordinate,
      int coordinates,
      double step,
      double[] notFinite) {
    int panelSize = ParticleBlock.panelSize(block.stateDim());
    int first = firstCoordinate * ParticleBlock.LANES;
    int length = coordinates * ParticleBlock.LANES;
    double[] squares = new double[ParticleBlock.LANES];
    for (int panel = 0; panel < block.panelCount(); panel++) {
      int from = panel * panelSize + first;
      addSquares(slopes, from, from + length, squares);
      if (step != 0) {
        descend(block.values(), slopes, from, from + length, -step);
        addZeros(block.values(), from, from + length, notFinite);
      }
    }
    return ParticleBlock.foldLanes(squares, 0);
  }

  private static void descend(double[] values, double[] slopes, int from, int to, double factor) {
    for (int i = from; i < to; i++) {
      values[i] = Math.fma(factor, slopes[i], values[i]);
    }
  }

  /** Takes fma(g, g, lane) lane by lane. */
  static void addSquares(double[] slopes, int from, int to, double[] lanes) {
    double l0 = lanes[0];
    double l1 = lanes[1];
    double l2 = lanes[2];
    double l3 = lanes[3];
    double l4 = lanes[4];
    double l5 = lanes[5];
    double l6 = lanes[6];
    double l7 = lanes[7];
    for (int at = from; at < to; at += ParticleBlock.LANES) {
      l0 = Math.fma(slopes[at], slopes[at], l0);
      l1 = Math.fma(slopes[at + 1], slopes[at + 1], l1);
      l2 = Math.fma(slopes[at + 2], slopes[at + 2], l2);
      l3 = Math.fma(slopes[at + 3], slopes[at + 3], l3);
      l4 = Math.fma(slopes[at + 4], slopes[at + 4], l4);
      l5 = Math.fma(slopes[at + 5], slopes[at + 5], l5);
      l6 = Math.fma(slopes[at + 6], slopes[at + 6], l6);
      l7 = Math.fma(slopes[at + 7], slopes[at + 7], l7);
    }
    lanes[0] = l0;
    lanes[1] = l1;
    lanes[2] = l2;
    lanes[3] = l3;
    lanes[4] = l4;
    lanes[5] = l5;
    lanes[6] = l6;
    lanes[7] = l7;
  }

  /** Adds 0 for each finite number and NaN for any other; four sums hide the latency. */
  static void addZeros(double[] values, int from, int to, double[] lanes) {
    double z0 = lanes[0];
    double z1 = lanes[1];
    double z2 = lanes[2];
    double z3 = lanes[3];
    for (int at = from; at < to; at += 4) {
      z0 = Math.fma(0.0, values[at], z0);
      z1 = Math.fma(0.0, values[at + 1], z1);
      z2 = Math.fma(0.0, values[at + 2], z2);
      z3 = Math.fma(0.0, values[at + 3], z3);
    }
    lanes[0] = z0;
    lanes[1] = z1;
    lanes[2] = z2;
    lanes[3] = z3;
  }
}
