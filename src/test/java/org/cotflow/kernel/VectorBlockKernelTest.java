package org.cotflow.kernel;

final class VectorBlockKernelTest extends BlockKernelContract {
  @Override
  BlockKernel kernel(int stateDim, Activation activation) {
    return BlockKernels.choose("vector").of(stateDim, activation);
  }
}
