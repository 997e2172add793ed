package org.cotflow.kernel;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.cotflow.kernel.ParticleBlock.LANES;

import java.util.Arrays;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarBlockKernel}: the same operations in the same order, with the
 * lanes of a panel side by side in hardware vectors.
 *
 * <p>A call goes through its rows in tiles of at most {@value BlockKernel#ROW_CHUNK}. For a tile,
 * panels are taken a few at a time: projections of all rows ({@link VectorProjection}), activation
 * in the same scratch while it is in cache, gradients ({@link VectorGradient}). When all panels
 * have their factors, the sums over particles follow ({@link VectorLaneSums}). Scratch holds {@code
 * panel x row x 8} numbers.
 */
record VectorBlockKernel(int stateDim, Activation activation) implements BlockKernel {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private static final int Z = 0;
  private static final int A = 1;
  private static final int SLOPE = 2;
  private static final int R = 3;
  private static final int PACKED_STATES = 4;
  private static final int PACKED_ADJOINTS = 5;
  private static final int LANE_SUMS = 6;
  private static final int PRODUCTS = 7;

  private static final double[] ZEROS = new double[LANES];

  @Override
  public void velocity(
      ParticleBlock block,
      double[] states,
      int fromRow,
      int toRow,
      double[] sums,
      KernelScratch scratch) {
    fetch(block, scratch);
    double[] values = block.values();
    int panels = block.panelCount();
    int panelSize = Neuron.panelSize(stateDim);
    int tile = tileRows(panels);
    for (int from = fromRow; from < toRow; from += tile) {
      int rows = Math.min(tile, toRow - from);
      int gap = gap(rows);
      double[] a = scratch.array(A, panels * gap);
      for (int panel = 0; panel < panels; panel += MachineShape.GROUP) {
        int group = Math.min(MachineShape.GROUP, panels - panel);
        int w = panel * panelSize + stateDim * LANES;
        project(values, w, group, true, states, from, from + rows, a, panel * gap, gap);
        // What stands between the rows of two panels is taken along; nobody reads it.
        VectorFunctions.values(activation, a, panel * gap, (group - 1) * gap + rows * LANES, a);
      }
      sumOverParticles(values, 0, panels, a, gap, rows, sums, from * stateDim, scratch);
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
    fetch(block, scratch);
    int tile = tileRows(block.panelCount());
    for (int from = fromRow; from < toRow; from += tile) {
      int rows = Math.min(tile, toRow - from);
      backward(block, states, adjoints, from, rows, sums, null, false, scratch);
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
    fetch(block, scratch);
    int tile = tileRows(block.panelCount());
    for (int from = fromRow; from < toRow; from += tile) {
      int rows = Math.min(tile, toRow - from);
      backward(block, states, adjoints, from, rows, sums, gradient, from == fromRow, scratch);
    }
    if (fromRow == toRow) {
      Arrays.fill(gradient, 0, block.values().length, 0);
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
    fetch(block, scratch);
    double[] values = block.values();
    int panels = block.panelCount();
    int tile = tileRows(panels);
    for (int from = fromRow; from < toRow; from += tile) {
      int rows = Math.min(tile, toRow - from);
      int gap = gap(rows);
      double[] a = scratch.array(A, panels * gap);
      double[] slopes = scratch.array(SLOPE, panels * gap);
      double[] z = scratch.array(Z, panels * gap);
      preactivations(block, states, from, rows, z);
      for (int p = 0; p < panels; p++) {
        VectorFunctions.valuesAndDerivatives(activation, z, p * gap, rows * LANES, a, slopes);
      }
      sumOverParticles(values, 0, panels, a, gap, rows, velocitySums, from * stateDim, scratch);
      jacobian(values, panels, slopes, gap, from, rows, jacobianSums, scratch);
    }
  }

  /** The Jacobian of one tile of rows: its entries are a velocity's with u_a w_c in place of u. */
  private void jacobian(
      double[] values,
      int panels,
      double[] slopes,
      int gap,
      int from,
      int rows,
      double[] jacobianSums,
      KernelScratch scratch) {
    double[] lanes = scratch.array(LANE_SUMS, VectorLaneSums.scratch(panels));
    int entries = stateDim * stateDim;
    int block = MachineShape.COLUMN_BLOCK;
    double[] products = scratch.array(PRODUCTS, panels * block * LANES);
    for (int entry = 0; entry < entries; entry += block) {
      int width = Math.min(block, entries - entry);
      int step = width * LANES;
      for (int panel = 0; panel < panels; panel++) {
        int u = panel * Neuron.panelSize(stateDim);
        products(values, u, entry, width, products, panel * step);
      }
      int at = from * entries + entry;
      VectorLaneSums.sum(
          products, 0, step, panels, slopes, gap, rows, width, lanes, jacobianSums, at, entries);
    }
  }

  /** u_a w_c of one panel, for {@code width} entries a d + c from {@code entry}. */
  private void products(
      double[] values, int u, int entry, int width, double[] products, int productsAt) {
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      for (int k = 0; k < width; k++) {
        int a = u + (entry + k) / stateDim * LANES + slice;
        int c = u + (stateDim + (entry + k) % stateDim) * LANES + slice;
        fromArray(SPECIES, values, a)
            .mul(fromArray(SPECIES, values, c))
            .intoArray(products, productsAt + k * LANES + slice);
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
    int panels = block.panelCount();
    int tile = tileRows(panels);
    for (int from = fromRow; from < toRow; from += tile) {
      int rows = Math.min(tile, toRow - from);
      int gap = gap(rows);
      double[] a = scratch.array(A, panels * gap);
      preactivations(block, states, from, rows, a);
      for (int p = 0; p < panels; p++) {
        VectorFunctions.values(activation, a, p * gap, rows * LANES, a);
      }
      for (int row = 0; row < rows; row++) {
        for (int panel = 0; panel < panels; panel++) {
          int to = ((from + row) * panels + panel) * LANES;
          System.arraycopy(a, panel * gap + row * LANES, out, to, LANES);
        }
      }
    }
    BlockLayout.clearPaddingOfRows(block, fromRow, toRow, out);
  }

  /** A block that does not stay in the cache until it is used would only be read twice. */
  private static void fetch(ParticleBlock block, KernelScratch scratch) {
    if (block.values().length <= MachineShape.SECOND_CACHE) {
      scratch.fetch(block.values());
    }
  }

  /** z of one tile of rows. */
  private void preactivations(
      ParticleBlock block, double[] states, int from, int rows, double[] z) {
    int at = stateDim * LANES;
    project(
        block.values(), at, block.panelCount(), true, states, from, from + rows, z, 0, gap(rows));
  }

  /**
   * Pullback and gradients of one tile of rows; either may be left out.
   *
   * <p>Longer than the compiler inlines (325 bytes), and it has to be: inside a caller that holds a
   * whole pass the compiler runs out of room and leaves some vector operations as calls.
   */
  private void backward(
      ParticleBlock block,
      double[] states,
      double[] adjoints,
      int from,
      int rows,
      double[] sums,
      double[] gradient,
      boolean first,
      KernelScratch scratch) {
    int panels = block.panelCount();
    int panelSize = Neuron.panelSize(stateDim);
    int gap = gap(rows);
    double[] r = scratch.array(R, panels * gap);
    double[] a = scratch.array(A, MachineShape.GROUP * gap);
    double[] packedStates = scratch.array(PACKED_STATES, rows * (stateDim + 1));
    double[] packedAdjoints = scratch.array(PACKED_ADJOINTS, rows * stateDim);
    if (gradient != null) {
      VectorGradient.pack(states, from, rows, stateDim, stateDim + 1, packedStates);
      VectorGradient.pack(adjoints, from, rows, stateDim, stateDim, packedAdjoints);
    }
    for (int panel = 0; panel < panels; panel += MachineShape.GROUP) {
      int group = Math.min(MachineShape.GROUP, panels - panel);
      int u = panel * panelSize;
      int w = u + stateDim * LANES;
      int at = panel * gap;
      factors(block.values(), u, group, states, adjoints, from, rows, a, r, at, scratch);
      if (gradient != null) {
        VectorGradient.accumulate(
            a, 0, gap, group, packedAdjoints, rows, stateDim, first, gradient, u, panelSize);
        VectorGradient.accumulate(
            r, at, gap, group, packedStates, rows, stateDim + 1, first, gradient, w, panelSize);
      }
    }
    if (sums != null) {
      double[] lanes = scratch.array(LANE_SUMS, VectorLaneSums.scratch(panels));
      int w = stateDim * LANES;
      int at = from * stateDim;
      VectorLaneSums.sum(
          block.values(), w, panelSize, panels, r, gap, rows, stateDim, lanes, sums, at, stateDim);
    }
  }

  /**
   * a = sigma(z) at 0 and r = q sigma'(z) at {@code rAt}, for a group of panels, strip by strip.
   */
  private void factors(
      double[] values,
      int u,
      int group,
      double[] states,
      double[] adjoints,
      int from,
      int rows,
      double[] a,
      double[] r,
      int rAt,
      KernelScratch scratch) {
    int gap = gap(rows);
    double[] z = scratch.array(Z, MachineShape.GROUP * gap);
    double[] slopes = scratch.array(SLOPE, MachineShape.GROUP * gap);
    for (int strip = 0; strip < rows; strip += MachineShape.STRIP) {
      int height = Math.min(MachineShape.STRIP, rows - strip);
      int at = strip * LANES;
      int row = from + strip;
      project(values, u + stateDim * LANES, group, true, states, row, row + height, z, at, gap);
      project(values, u, group, false, adjoints, row, row + height, r, rAt + at, gap);
      int joined = height == rows ? group : 1;
      for (int p = 0; p < group; p += joined) {
        int length = (joined - 1) * gap + height * LANES;
        VectorFunctions.valuesAndDerivatives(activation, z, p * gap + at, length, a, slopes);
      }
      for (int p = 0; p < group; p++) {
        int offset = p * gap + at;
        multiply(r, rAt + offset, slopes, offset, height * LANES);
      }
    }
  }

  private void project(
      double[] values,
      int at,
      int group,
      boolean bias,
      double[] x,
      int fromRow,
      int toRow,
      double[] out,
      int outAt,
      int outGap) {
    int panelSize = Neuron.panelSize(stateDim);
    double[] start = bias ? values : ZEROS;
    int startAt = bias ? at + stateDim * LANES : 0;
    int startGap = bias ? panelSize : 0;
    VectorProjection.project(
        values, at, panelSize, group, start, startAt, startGap, x, fromRow, toRow, stateDim, out,
        outAt, outGap);
  }

  private void sumOverParticles(
      double[] values,
      int at,
      int panels,
      double[] factors,
      int gap,
      int rows,
      double[] sums,
      int sumsAt,
      KernelScratch scratch) {
    double[] lanes = scratch.array(LANE_SUMS, VectorLaneSums.scratch(panels));
    int panelSize = Neuron.panelSize(stateDim);
    VectorLaneSums.sum(
        values, at, panelSize, panels, factors, gap, rows, stateDim, lanes, sums, sumsAt, stateDim);
  }

  private static void multiply(double[] r, int at, double[] slopes, int offset, int length) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      fromArray(SPECIES, r, at + i)
          .mul(fromArray(SPECIES, slopes, offset + i))
          .intoArray(r, at + i);
    }
  }

  /**
   * Numbers from the factors of one panel to the next: 8 for each row, and a cache line more where
   * one row's factors of all panels would compete for few places in the cache.
   */
  private static int gap(int rows) {
    return (rows % 8 == 0 ? rows + 1 : rows) * LANES;
  }

  private static int tileRows(int panels) {
    int rows = MachineShape.TILE_FACTORS / (panels * LANES) / 4 * 4;
    return Math.max(4, Math.min(ROW_CHUNK, rows));
  }
}
