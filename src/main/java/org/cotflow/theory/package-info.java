/**
 * What the theorems speak of, measured on an actual network.
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
 * with expectations over the particles of layer k. How large is the constant here, and what does
 * the theory guarantee?
 *
 * <p>Place in the data flow: states and adjoints come from {@link
 * org.cotflow.depth.ParticleLayers}, sums over particles through {@link
 * org.cotflow.theory.LayerSums}, which is all that touches particles; everything else works on
 * plain arrays. {@link org.cotflow.theory.PlDiagnostics} is the way in, {@link
 * org.cotflow.theory.KernelProbe} its part for runs under way; {@link
 * org.cotflow.theory.LayerInspection} says where layers are looked at, {@link
 * org.cotflow.theory.spectrum.Spectrum} chooses between the dense solver and Lanczos. {@link
 * org.cotflow.theory.Certificate} says whether the inequality holds on a ball that the flow cannot
 * leave, from what {@link org.cotflow.theory.StartingPoint} measures at its center.
 *
 * <p>Invariants: sums run in a fixed order, particles block by block through {@link
 * org.cotflow.kernel.TreeSum}, so results have the same bits on every machine; a lower bound is
 * below the exact value, rounding included, or it is 0.
 */
package org.cotflow.theory;
