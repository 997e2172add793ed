package org.cotflow.kernel;

/**
 * A family of block kernels that this machine may or may not support. The vector family is compiled
 * apart and found by name, so that nothing else links to the incubating module.
 */
interface KernelProvider {
  BlockKernel of(int stateDim, Activation activation);

  DescentKernel descent();

  /** One plain sentence without its full stop: what runs. */
  String description();

  /** Null where these kernels serve this machine, otherwise the reason why not. */
  String obstacle();
}
