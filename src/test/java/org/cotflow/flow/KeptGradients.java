package org.cotflow.flow;

import java.util.List;
import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.ParticleBlock;

/** Overwrites blocks with the gradients and moves nothing. */
public record KeptGradients(List<ParticleBlock> gradients, int sampleCount) implements BlockMove {
  private static final long serialVersionUID = 1L;

  @Override
  public int sumCount() {
    return 0;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    for (ParticleBlock kept : gradients) {
      if (kept.layer() == block.layer() && kept.first() == block.first()) {
        for (int i = 0; i < block.values().length; i++) {
          kept.values()[i] = gradient[i] / sampleCount;
        }
      }
    }
  }
}
