package org.cotflow.kernel;

/**
 * The sums over the particles of one block, for rows of states: everything that a training step
 * computes with particles. Two implementations, the scalar reference and its vector twin, give the
 * same bits because both follow the order written here.
 *
 * <p>With z = &lt;w_m, x_i&gt; + b_m, q = &lt;u_m, p_i&gt;, a = sigma(z), r = q sigma'(z):
 *
 * <pre>
 *   velocity     V_i  = sum_m u_m a_{i,m}             (F_k before the division by M_k)
 *   pullback     P_i  = sum_m w_m r_{i,m}             (DF_k(x_i)^T p_i before the division by M_k)
 *   gradient     Gu_m = sum_i p_i a_{i,m},  Gw_m = sum_i x_i r_{i,m},  Gb_m = sum_i r_{i,m}
 * </pre>
 *
 * <p>Order of operations, part of the numbers' contract (fma is the IEEE fused multiply-add):
 *
 * <ul>
 *   <li>z starts at b and takes fma(w_j, x_j, z) for j = 0 .. d-1; q starts at 0 likewise.
 *   <li>A sum over particles keeps {@value ParticleBlock#LANES} lane sums, each starting at 0 and
 *       taking fma(u, a, sum) panel by panel; then ((l0+l4)+(l2+l6)) + ((l1+l5)+(l3+l7)).
 *   <li>A sum over rows is cut into chunks of {@value #ROW_CHUNK} rows counted from row 0; within a
 *       chunk it starts at 0 and takes fma(a, p_j, sum) or fma(r, x_j, sum) or sum + r row by row;
 *       chunk sums are added in order, the total starting as the first chunk's sum.
 * </ul>
 *
 * <p>Rows of states and adjoints are row-major, {@code row * d + j}. Implementations are immutable
 * and thread-safe; scratch is the caller's, one per thread.
 */
public interface BlockKernel {
  /** Rows in a chunk of a sum over rows. */
  int ROW_CHUNK = 128;

  /** Sets {@code sums[row * d + j]} for rows in [fromRow, toRow) to V. */
  void velocity(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch);

  /** Sets {@code sums[row * d + j]} for rows in [fromRow, toRow) to P. */
  void pullback(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch);

  /**
   * The gradient sums of one chunk of rows, in the block's panel layout, and with them, when {@code
   * sums} is not null, the pullback of the same rows.
   *
   * @param fromRow a multiple of {@link #ROW_CHUNK}
   * @param toRow at most {@code fromRow + ROW_CHUNK}
   * @param gradient overwritten with the chunk's sums; zero in padding lanes
   */
  void gradientChunk(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int fromRow,
      int toRow,
      double[] sums,
      double[] gradient,
      KernelScratch scratch);

  /**
   * As {@link #velocity}, and with it the Jacobian of V at each row,
   *
   * <pre>
   *   J_{a,c} = sum_m u_{m,a} sigma'(z_m) w_{m,c}       (DF_k(x_i) before the division by M_k),
   * </pre>
   *
   * a sum over particles that takes fma(u_a w_c, sigma', sum).
   *
   * @param jacobianSums overwritten at {@code row * d * d + a * d + c} for rows in [fromRow, toRow)
   */
  void velocityAndJacobian(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] velocitySums,
      double[] jacobianSums,
      KernelScratch scratch);

  /**
   * Sets {@code out[row * 8 * panelCount + m]} to a_{row,m} for rows in [fromRow, toRow); zero in
   * padding lanes.
   */
  void activations(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] out,
      KernelScratch scratch);

  /** d. */
  int stateDim();

  Activation activation();
}
