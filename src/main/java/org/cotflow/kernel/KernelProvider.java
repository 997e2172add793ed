package org.cotflow.kernel;

/**
 * A family of block kernels; a machine may not support it. The vector family is compiled apart and
 * found by name, so that nothing else links to the incubating module.
 */
interface KernelProvider {
  BlockKernel of(int stateDim, Activation activation);

  DescentKernel descent();

  /** For {@value ParticleBlock#LANES} lanes. */
  LaneMath laneMath();

  /** What runs: one plain sentence without its full stop. */
  String description();

  /** Null if these kernels run on this machine, otherwise the reason why not. */
  String obstacle();
}
