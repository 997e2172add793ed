package org.cotflow.spark;

import org.cotflow.engine.BlockPasses;
import org.cotflow.kernel.Activation;
import org.cotflow.kernel.BlockKernel;
import org.cotflow.kernel.BlockKernels;

/** The passes of the thread that runs a task; their scratch outlives the task. */
final class TaskPasses {
  private static final ThreadLocal<BlockPasses> HELD = new ThreadLocal<>();

  private TaskPasses() {}

  static BlockPasses of(int stateDim, Activation activation) {
    BlockPasses held = HELD.get();
    if (held == null || !suits(held.kernel(), stateDim, activation)) {
      held = new BlockPasses(BlockKernels.of(stateDim, activation));
      HELD.set(held);
    }
    return held;
  }

  private static boolean suits(BlockKernel kernel, int stateDim, Activation activation) {
    return kernel.stateDim() == stateDim && kernel.activation() == activation;
  }
}
