/**
 * The quantities of the convergence theorems, computed for a given network.
 *
 * <p>The problem: convergence of the flow rests on a Polyak-Lojasiewicz inequality norm(grad)^2
 * &gt;= m L, whose constant comes from the kernels of the layers,
 *
 * <pre>
 *   K_k,ij = E[sigma(z_i) sigma(z_j)]                                              N x N
 *   T_k,ij = m_u K_k,ij I + E[sigma'_i sigma'_j u u^T] (m_w &lt;x_i, x_j&gt; + m_b)     blocks d x d
 *   norm(grad)^2 = (1/N^2) (1/K) sum_k sum_ij p_i^T T_k,ij p_j                     all m = 1
 * </pre>
 *
 * with expectations over the particles of layer k. This package computes the constant; {@code
 * theory.certificate} says what the theory guarantees with it.
 *
 * <p>In the order of use:
 *
 * <ul>
 *   <li>{@link org.cotflow.theory.PlDiagnostics}: spectra and constants of one measure. {@link
 *       org.cotflow.theory.KernelTasks} says where the layers are computed, {@link
 *       org.cotflow.theory.KernelSpectra} is the result for one layer.
 *   <li>{@link org.cotflow.theory.KernelProbe}: the cheap part of it, for runs under way; {@link
 *       org.cotflow.theory.GradientProfile}: the gradient norm of each layer, for reports.
 *   <li>{@link org.cotflow.theory.ParticleSums}: the means over particles that all of these need.
 * </ul>
 *
 * <p>States and adjoints come from {@link org.cotflow.depth.ParticleLayers}; apart from the sums,
 * everything works on plain arrays.
 *
 * <table>
 *   <caption>Methods</caption>
 *   <tr><th>quantity</th><th>method, cost a layer</th><th>source</th></tr>
 *   <tr><td>spectrum of K_k</td><td>dense, N^2 M + N^3; Lanczos, N M a step</td>
 *       <td>{@link org.cotflow.theory.spectrum}</td></tr>
 *   <tr><td>lower bound at a measure</td><td>closed form</td><td>docs/math.md section 6</td></tr>
 *   <tr><td>|DF_k|</td><td>M N d^2 + N d^3</td><td>docs/math.md section 6</td></tr>
 * </table>
 *
 * <p>Invariants: sums run in a fixed order, particles block by block through {@link
 * org.cotflow.kernel.TreeSum}, so results have the same bits on every machine; a lower bound is
 * below the exact value, rounding included, or it is 0.
 */
package org.cotflow.theory;
