package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.Arrays;

/**
 * The reference kernel: {@link BlockKernel}'s order of operations written down as plain loops, row
 * by row, panel by panel, lane by lane.
 */
record ScalarBlockKernel(int stateDim, Activation activation) implements BlockKernel {
  /** Slots of the scratch: z, q, a and r of one panel; lane sums of one row. */
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
    int panelSize = Neuron.panelSize(stateDim);
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
    int panelSize = Neuron.panelSize(stateDim);
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
    BlockLayout.checkChunk(fromRow, toRow);
    double[] panel = scratch.array(PANEL, 4 * LANES);
    double[] laneSums = scratch.array(LANE_SUMS, stateDim * LANES);
    int panelSize = Neuron.panelSize(stateDim);
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
    BlockLayout.clearPadding(block, gradient);
  }

  @Override
  public void velocityAndJacobian(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] velocitySums,
      double[] jacobianSums,
      KernelScratch scratch) {
    double[] values = block.values();
    double[] panel = scratch.array(PANEL, 4 * LANES);
    int entries = stateDim * stateDim;
    double[] laneSums = scratch.array(LANE_SUMS, entries * LANES);
    int panelSize = Neuron.panelSize(stateDim);
    velocity(block, states, fromRow, toRow, velocitySums, scratch);
    for (int row = fromRow; row < toRow; row++) {
      Arrays.fill(laneSums, 0, entries * LANES, 0);
      for (int u = 0; u < values.length; u += panelSize) {
        preactivation(values, u, states, row, panel);
        for (int lane = 0; lane < LANES; lane++) {
          panel[R + lane] = activation.derivative(panel[Z + lane], panel[A + lane]);
        }
        addJacobian(values, u, panel, laneSums);
      }
      for (int entry = 0; entry < entries; entry++) {
        jacobianSums[row * entries + entry] = ParticleBlock.foldLanes(laneSums, entry * LANES);
      }
    }
  }

  @Override
  public void activations(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] out,
      KernelScratch scratch) {
    double[] panel = scratch.array(PANEL, 4 * LANES);
    int panelSize = Neuron.panelSize(stateDim);
    int padded = block.panelCount() * LANES;
    for (int row = fromRow; row < toRow; row++) {
      int at = row * padded;
      for (int u = 0; u < block.values().length; u += panelSize, at += LANES) {
        preactivation(block.values(), u, states, row, panel);
        System.arraycopy(panel, A, out, at, LANES);
      }
    }
    BlockLayout.clearPaddingOfRows(block, fromRow, toRow, out);
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
    double s0 = panel[at];
    double s1 = panel[at + 1];
    double s2 = panel[at + 2];
    double s3 = panel[at + 3];
    double s4 = panel[at + 4];
    double s5 = panel[at + 5];
    double s6 = panel[at + 6];
    double s7 = panel[at + 7];
    for (int j = 0; j < stateDim; j++) {
      double x = rows[row * stateDim + j];
      int k = from + j * LANES;
      s0 = Math.fma(vectors[k], x, s0);
      s1 = Math.fma(vectors[k + 1], x, s1);
      s2 = Math.fma(vectors[k + 2], x, s2);
      s3 = Math.fma(vectors[k + 3], x, s3);
      s4 = Math.fma(vectors[k + 4], x, s4);
      s5 = Math.fma(vectors[k + 5], x, s5);
      s6 = Math.fma(vectors[k + 6], x, s6);
      s7 = Math.fma(vectors[k + 7], x, s7);
    }
    panel[at] = s0;
    panel[at + 1] = s1;
    panel[at + 2] = s2;
    panel[at + 3] = s3;
    panel[at + 4] = s4;
    panel[at + 5] = s5;
    panel[at + 6] = s6;
    panel[at + 7] = s7;
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

  /** laneSums[a, c, lane] += u[a, lane] w[c, lane] sigma'[lane]. */
  private void addJacobian(double[] values, int u, double[] panel, double[] laneSums) {
    int w = u + stateDim * LANES;
    for (int a = 0; a < stateDim; a++) {
      for (int c = 0; c < stateDim; c++) {
        for (int lane = 0; lane < LANES; lane++) {
          int k = (a * stateDim + c) * LANES + lane;
          double product = values[u + a * LANES + lane] * values[w + c * LANES + lane];
          laneSums[k] = Math.fma(product, panel[R + lane], laneSums[k]);
        }
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
      sums[row * stateDim + j] = ParticleBlock.foldLanes(laneSums, j * LANES);
    }
  }
}
