/**
 * Everything a training step computes with particles, over fixed-size blocks of them.
 *
 * <p>A layer's velocity field, its transpose and its gradient are sums over particles and rows of
 * small products around an activation:
 *
 * <pre>
 *   V_i = sum_m u_m sigma(z_im),   P_i = sum_m w_m r_im,   z_im = &lt;w_m, x_i&gt; + b_m,
 *   Gu_m = sum_i p_i sigma(z_im),  Gw_m = sum_i x_i r_im,  r_im = &lt;u_m, p_i&gt; sigma'(z_im).
 * </pre>
 *
 * <p>In the order a caller meets them: {@link org.cotflow.kernel.ParticleBlock} holds particles,
 * {@link org.cotflow.kernel.BlockKernels} finds the {@link org.cotflow.kernel.BlockKernel} for an
 * {@link org.cotflow.kernel.Activation}, {@link org.cotflow.kernel.TreeSum} adds up the sums of a
 * layer's blocks. States come from the depth direction, sums go back there and to the engines.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The order of every sum is fixed by the block layout, never by the hardware, the rows of a
 *       call or the number of threads; the reference and its vector twin give the same bits.
 *   <li>No result depends on a platform's mathematical functions: activations are made of IEEE
 *       operations.
 *   <li>Padding lanes are zero in blocks and in gradients.
 *   <li>Nothing outside this package uses jdk.incubator.vector; nothing here links to it but the
 *       sources compiled apart.
 * </ul>
 */
package org.cotflow.kernel;
