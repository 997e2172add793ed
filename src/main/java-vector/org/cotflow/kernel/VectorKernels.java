package org.cotflow.kernel;

/** The vector twins of all kernels; found by name from {@link BlockKernels}. */
final class VectorKernels implements KernelProvider {
  @Override
  public BlockKernel of(int stateDim, Activation activation) {
    return new VectorBlockKernel(stateDim, activation);
  }

  @Override
  public DescentKernel descent() {
    return new VectorDescentKernel();
  }

  @Override
  public LaneMath laneMath() {
    return new VectorLaneMath();
  }

  @Override
  public String description() {
    return "vector kernels, "
        + Lanes.SPECIES.vectorBitSize()
        + " bits, "
        + MachineShape.REGISTERS
        + " registers";
  }

  @Override
  public String obstacle() {
    return Lanes.COUNT >= 2 ? null : "this machine has no vectors of two doubles";
  }
}
