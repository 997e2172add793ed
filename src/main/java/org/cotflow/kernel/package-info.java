/**
 * The arithmetic of particles: activations, block kernels and the fixed tree of sums.
 *
 * <p>A particle omega = (u, w, b) contributes u sigma(&lt;w, x&gt; + b) to the velocity of a state
 * x. {@link org.cotflow.kernel.BlockKernel} has the sums over a block of particles that a training
 * step needs, and the order of operations that fixes their bits. {@link
 * org.cotflow.kernel.BlockKernels} chooses between the scalar reference and its vector twin, which
 * lives in a source folder of its own and is the only user of the incubating vector module.
 *
 * <p>Invariants: only IEEE operations and fma, so the same bits on every machine; activations
 * within 2 ulp; no dependence on the width of the machine's vectors; no allocation per call beyond
 * the caller's scratch.
 */
package org.cotflow.kernel;
