package org.cotflow.engine;

import java.util.Arrays;
import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.KernelScratch;
import org.cotflow.kernel.ParticleBlock;

/**
 * What an engine does with one block of particles, on one thread: the passes of a training step,
 * written once so that every engine runs the same operations in the same order.
 *
 * <p>The gradient over all rows follows the contract of {@link BlockKernel}: rows are cut into
 * chunks of {@link BlockKernel#ROW_CHUNK} counted from row 0; the total starts as the first chunk's
 * sums and takes the others in order.
 *
 * <p>Rows of states and adjoints are row-major, {@code rows x d}; arrays may be longer than the
 * rows in use. Instances hold scratch and are confined to one thread; keep one per thread and
 * kernel.
 */
public final class BlockPasses {
  private static final double[] NONE = new double[0];

  private final BlockKernel kernel;
  private final KernelScratch scratch = new KernelScratch();
  private double[] gradient = NONE;
  private double[] chunk = NONE;
  private double[] velocity = NONE;
  private double[] jacobian = NONE;

  public BlockPasses(BlockKernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Sums of the velocity over the block's particles, not divided by the width.
   *
   * @param sums overwritten, {@code rows x d}
   */
  public void velocity(ParticleBlock block, double[] states, int rows, double[] sums) {
    kernel.velocity(block, states, 0, rows, sums, scratch);
  }

  /**
   * Sums of the velocity and of its Jacobian over the block's particles, not divided by the width.
   *
   * @param sums overwritten: the velocity, {@code rows x d}, and behind it the Jacobian, {@code
   *     rows x d x d}
   */
  public void velocityAndJacobian(ParticleBlock block, double[] states, int rows, double[] sums) {
    int length = rows * block.stateDim();
    velocity = atLeast(length, velocity);
    jacobian = atLeast(length * block.stateDim(), jacobian);
    kernel.velocityAndJacobian(block, states, 0, rows, velocity, jacobian, scratch);
    System.arraycopy(velocity, 0, sums, 0, length);
    System.arraycopy(jacobian, 0, sums, length, length * block.stateDim());
  }

  /**
   * Sums of the pullback over the block's particles, not divided by the width.
   *
   * @param sums overwritten, {@code rows x d}
   */
  public void pullback(
      ParticleBlock block, double[] states, double[] adjoints, int rows, double[] sums) {
    kernel.pullback(block, states, adjoints, 0, rows, sums, scratch);
  }

  /**
   * The gradient sums of the block over all rows, not divided by the number of rows.
   *
   * @param pullbackSums null, or overwritten with the pullback of the same rows
   * @return an array of this object that begins in the block's layout, valid until the next call
   */
  public double[] gradient(
      ParticleBlock block, double[] states, double[] adjoints, int rows, double[] pullbackSums) {
    gradient = atLeast(block.values().length, gradient);
    gradientInPlace(block, states, adjoints, rows, pullbackSums, gradient, false);
    return gradient;
  }

  /**
   * As above, in an array of the caller's.
   *
   * @param total overwritten from its beginning, or added to
   * @param adds whether the chunks of these rows follow those that the total is made of
   */
  void gradientInPlace(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int rows,
      double[] pullbackSums,
      double[] total,
      boolean adds) {
    int length = block.values().length;
    if (rows == 0 && !adds) {
      Arrays.fill(total, 0, length, 0.0);
    }
    for (int from = 0; from < rows; from += BlockKernel.ROW_CHUNK) {
      boolean begins = from == 0 && !adds;
      chunk = begins ? chunk : atLeast(length, chunk);
      double[] target = begins ? total : chunk;
      int to = Math.min(rows - from, BlockKernel.ROW_CHUNK) + from;
      kernel.gradientChunk(block, states, adjoints, from, to, pullbackSums, target, scratch);
      if (!begins) {
        addInPlace(total, chunk, length);
      }
    }
  }

  /**
   * Moves the block by its gradient over all rows.
   *
   * @param pullbackSums null, or overwritten with the pullback at the particles before the move
   * @param registers of the block, at least as many as the move has
   * @param moveSums overwritten, {@link BlockMove#sumCount} numbers
   */
  public void moveInPlace(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int rows,
      double[] pullbackSums,
      BlockMove move,
      double[][] registers,
      double[] moveSums) {
    double[] gradient = gradient(block, states, adjoints, rows, pullbackSums);
    move.applyInPlace(block, registers, gradient, moveSums);
  }

  /** Adds one chunk's sums to the total; chunks come in order. */
  private static void addInPlace(double[] total, double[] chunk, int length) {
    for (int i = 0; i < length; i++) {
      total[i] += chunk[i];
    }
  }

  private static double[] atLeast(int length, double[] held) {
    return held.length >= length ? held : new double[length];
  }
}
