package org.cotflow.theory;

import org.cotflow.engine.LayerBlocks;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;
import org.cotflow.kernel.ParticleBlock;

/**
 * One block of particles and the rows of states at which sums over it are taken.
 *
 * @param states rows x d
 * @param kept activations and derivatives; null where they are computed again for every sum
 */
record BlockRows(BlockKernel kernel, ParticleBlock block, double[] states, LayerRows kept) {

  /**
   * Prepares a block.
   *
   * @param keep whether to keep its activations and derivatives
   */
  record View(Activation activation, boolean keep) implements LayerBlocks.View<BlockRows> {
    private static final long serialVersionUID = 1L;

    @Override
    public BlockRows of(ParticleBlock block, double[] states) {
      BlockKernel kernel = BlockKernels.of(block.stateDim(), activation);
      BlockRows bare = new BlockRows(kernel, block, states, null);
      return keep ? new BlockRows(kernel, block, states, bare.features()) : bare;
    }
  }

  /** Numbers that are kept of a layer with so many rows and particles. */
  static long numbersKept(long rows, long width) {
    return 2 * rows * width;
  }

  LayerRows features() {
    return kept != null ? kept : LayerRows.of(kernel, block, states, rows());
  }

  int rows() {
    return states.length / stateDim();
  }

  int stateDim() {
    return kernel.stateDim();
  }
}
