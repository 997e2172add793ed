package org.cotflow.flow;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.DescentKernel;
import org.cotflow.kernel.LayerCycle;
import org.cotflow.kernel.PartSteps;
import org.cotflow.kernel.ParticleBlock;
import org.cotflow.kernel.ParticleLayout;

/**
 * One explicit Euler step of the gradient flow, which is gradient descent:
 *
 * <pre>
 *   omega &lt;- omega - tau m_part G,   G = (gradient sums) / N
 * </pre>
 *
 * It reports the sums of {@link DescentKernel} over particles: a number that is 0 unless a moved
 * particle is not finite; |G_part|^2, also of frozen parts; the squared displacements of the parts,
 * 0 where frozen.
 *
 * @param sampleCount N
 * @param steps of each layer: tau m_part; 0 where a part is frozen
 */
public record GradientDescent(int sampleCount, LayerCycle<PartSteps> steps) implements BlockMove {
  private static final long serialVersionUID = 1L;

  /** The same steps in all layers. */
  public GradientDescent(int sampleCount, PartSteps steps) {
    this(sampleCount, LayerCycle.everywhere(steps));
  }

  static final int SQUARES = DescentKernel.SQUARES;
  static final int NOT_FINITE = DescentKernel.NOT_FINITE;

  /** Where the squared displacements stand among the sums. */
  static int way(int parts) {
    return DescentKernel.way(parts);
  }

  /** Measures the gradient and leaves the particles where they are. */
  public static GradientDescent none(int sampleCount, LayerCycle<ParticleLayout> layouts) {
    return new GradientDescent(sampleCount, LayerMultipliers.plain(layouts, true).steps(0));
  }

  /**
   * The mean of |G|^2 over the particles of a layer, from the sums of a move.
   *
   * @param bias without it biases are left out
   */
  public static double squaredNorm(
      double[] layerSums, int width, ParticleLayout layout, boolean bias) {
    return PartMultipliers.plain(layout, bias).weigh(layerSums, SQUARES) / width;
  }

  @Override
  public int sumCount() {
    return DescentKernel.sumCount(steps.first().count());
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    PartSteps own = steps.at(block.layer());
    BlockKernels.descent().descend(block, gradient, sampleCount, own, sums);
  }
}
