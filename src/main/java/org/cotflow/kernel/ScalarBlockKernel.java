package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.Arrays;

/**
 * The reference kernel: {@link BlockKernel}'s order of operations written down as plain loops, row
 * by row, panel by panel, lane by lane.
 */
record ScalarBlockKernel(int stateDim, Activation activation) implements BlockKernel {
  /** Slots of the scratch: z, q, a and sigma' of one panel, and the lane sums of one row. */
  private static final int PANEL = 0;

  private static final int LANE_SUMS = 1;

  private static final int Z = 0;
  private static final int Q = LANES;
  private static final int A = 2 * LANES;
  private static final int R = 3 * LANES;

  @Override
  public void velocity(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    double[] panel = scratch.array(PANEL, 4 * LANES);
    double[] laneSums = scratch.array(LANE_SUMS, stateDim * LANES);
    int panelSize = ParticleBlock.panelSize(stateDim);
    for (int row = fromRow; row < toRow; row++) {
      Arrays.fill(laneSums, 0, stateDim * LANES, 0);
      for (int u = 0; u < block.values().length; u += panelSize) {
        preactivation(block.values(), u, states, row, panel);
        addOuter(block.values(), u, panel, A, laneSums);
      }
      fold(laneSums, sums, row);
    }
  }

  @Override
  public void pullback(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    double[] panel = scratch.array(PANEL, 4 * LANES);
    double[] laneSums = scratch.array(LANE_SUMS, stateDim * LANES);
    int panelSize = ParticleBlock.panelSize(stateDim);
    for (int row = fromRow; row < toRow; row++) {
      Arrays.fill(laneSums, 0, stateDim * LANES, 0);
      for (int u = 0; u < block.values().length; u += panelSize) {
        preactivation(block.values(), u, states, row, panel);
        backProjection(block.values(), u, adjoints, row, panel);
        addOuter(block.values(), u + stateDim * LANES, panel, R, laneSums);
      }
      fold(laneSums, sums, row);
    }
  }

  @Override
  public void gradientChunk(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int fromRow,
      int toRow,
      double[] sums,
      double[] gradient,
      KernelScratch scratch) {
    BlockKernels.checkChunk(fromRow, toRow);
    double[] panel = scratch.array(PANEL, 4 * LANES);
    double[] laneSums = scratch.array(LANE_SUMS, stateDim * LANES);
    int panelSize = ParticleBlock.panelSize(stateDim);
    int length = block.values().length;
    Arrays.fill(gradient, 0, length, 0);
    for (int row = fromRow; row < toRow; row++) {
      Arrays.fill(laneSums, 0, stateDim * LANES, 0);
      for (int u = 0; u < length; u += panelSize) {
        int w = u + stateDim * LANES;
        preactivation(block.values(), u, states, row, panel);
        backProjection(block.values(), u, adjoints, row, panel);
        addOuter(block.values(), w, panel, R, laneSums);
        addProducts(panel, A, adjoints, row, gradient, u);
        addProducts(panel, R, states, row, gradient, w);
        for (int lane = 0; lane < LANES; lane++) {
          gradient[w + stateDim * LANES + lane] += panel[R + lane];
        }
      }
      if (sums != null) {
        fold(laneSums, sums, row);
      }
    }
    BlockKernels.clearPadding(block.count(), stateDim, gradient);
  }

  /** z = &lt;w, x&gt; + b and a = sigma(z) of the panel that starts at {@code u}. */
  private void preactivation(double[] values, int u, double[] states, int row, double[] panel) {
    int w = u + stateDim * LANES;
    System.arraycopy(values, w + stateDim * LANES, panel, Z, LANES);
    addProjection(values, w, states, row, panel, Z);
    for (int lane = 0; lane < LANES; lane++) {
      panel[A + lane] = activation.value(panel[Z + lane]);
    }
  }

  /** q = &lt;u, p&gt; and r = q sigma'(z). */
  private void backProjection(double[] values, int u, double[] adjoints, int row, double[] panel) {
    Arrays.fill(panel, Q, Q + LANES, 0);
    addProjection(values, u, adjoints, row, panel, Q);
    for (int lane = 0; lane < LANES; lane++) {
      panel[R + lane] = panel[Q + lane] * activation.derivative(panel[Z + lane], panel[A + lane]);
    }
  }

  /** panel[at + lane] += sum_j vectors[from + j, lane] rows[row, j]. */
  private void addProjection(
      double[] vectors, int from, double[] rows, int row, double[] panel, int at) {
    for (int j = 0; j < stateDim; j++) {
      double x = rows[row * stateDim + j];
      for (int lane = 0; lane < LANES; lane++) {
        panel[at + lane] = Math.fma(vectors[from + j * LANES + lane], x, panel[at + lane]);
      }
    }
  }

  /** laneSums[j, lane] += vectors[from + j, lane] panel[at + lane]. */
  private void addOuter(double[] vectors, int from, double[] panel, int at, double[] laneSums) {
    for (int j = 0; j < stateDim; j++) {
      for (int lane = 0; lane < LANES; lane++) {
        int k = j * LANES + lane;
        laneSums[k] = Math.fma(vectors[from + k], panel[at + lane], laneSums[k]);
      }
    }
  }

  /** gradient[from + j, lane] += panel[at + lane] rows[row, j]. */
  private void addProducts(
      double[] panel, int at, double[] rows, int row, double[] gradient, int from) {
    for (int j = 0; j < stateDim; j++) {
      double x = rows[row * stateDim + j];
      for (int lane = 0; lane < LANES; lane++) {
        int k = from + j * LANES + lane;
        gradient[k] = Math.fma(panel[at + lane], x, gradient[k]);
      }
    }
  }

  private void fold(double[] laneSums, double[] sums, int row) {
    for (int j = 0; j < stateDim; j++) {
      sums[row * stateDim + j] = BlockKernels.fold(laneSums, j * LANES);
    }
  }
}
