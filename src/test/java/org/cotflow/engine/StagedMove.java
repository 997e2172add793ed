package org.cotflow.engine;

import org.cotflow.depth.BlockMove;
import org.cotflow.kernel.ParticleBlock;

/**
 * A move in stages: the first keeps the base and its slope and goes half a step, the second goes
 * the mean of both slopes from the base, the third goes back to the base.
 */
public record StagedMove(int stage, double step) implements BlockMove {
  private static final long serialVersionUID = 1L;

  @Override
  public int sumCount() {
    return 1;
  }

  @Override
  public int registerCount() {
    return 2;
  }

  @Override
  public boolean overwrites(int register) {
    return stage == 0;
  }

  @Override
  public boolean keepsRegisters() {
    return stage < 2;
  }

  @Override
  public void applyInPlace(
      ParticleBlock block, double[][] registers, double[] gradient, double[] sums) {
    double[] values = block.values();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (stage == 0) {
        registers[0][i] = values[i];
        registers[1][i] = gradient[i];
        values[i] -= 0.5 * step * gradient[i];
      } else if (stage == 1) {
        values[i] = registers[0][i] - 0.5 * step * (registers[1][i] + gradient[i]);
      } else {
        values[i] = registers[0][i];
      }
      sum += values[i] * gradient[i];
    }
    sums[0] = sum;
  }
}
