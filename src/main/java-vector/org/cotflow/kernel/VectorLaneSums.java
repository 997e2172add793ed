package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

/**
 * Sums over the particles of a block, for many rows:
 *
 * <pre>
 *   lanes[row, j, lane] = sum_panel u[panel, j, lane] a[panel, row, lane],   panels in order,
 *   sums[row, j]        = ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7)).
 * </pre>
 *
 * With u and a = sigma(z) this is the velocity, with w and r = q sigma'(z) the pullback. Tiles keep
 * their lane sums in registers over all panels. Columns are taken in blocks whose parameters stay
 * in the first-level cache while all rows pass. Where many rows pass, a block's parameters are
 * copied side by side first: in the measure they are a panel apart, which for d = 32 or 128 leaves
 * them a part of the cache only.
 */
final class VectorLaneSums {
  /** Lane sums of a row of tiles, where one row follows the other. */
  private static final int SUMS_STEP = MachineShape.COLUMN_BLOCK * LANES;

  /** Behind the lane sums of a row of tiles stand copied parameters. */
  private static final int COPY = MachineShape.LANE_SUM_ROWS * SUMS_STEP;

  /** Rows from which on a copy of the parameters costs little beside the sums. */
  private static final int COPY_ROWS = 32;

  private VectorLaneSums() {}

  /** Numbers of scratch for so many panels. */
  static int scratch(int panels) {
    return COPY + panels * SUMS_STEP;
  }

  /**
   * Sets {@code sums[sumsAt + row * sumsStep + j]} for {@code rows} rows and {@code columns} j.
   *
   * @param u parameters; u_j of the first panel starts at {@code at + 8 j}
   * @param a factors: {@code rows x 8} numbers for each panel, {@code gap} from one to the next
   * @param lanes scratch of {@link #scratch} numbers
   */
  static void sum(
      double[] u,
      int at,
      int panelSize,
      int panels,
      double[] a,
      int gap,
      int rows,
      int columns,
      double[] lanes,
      double[] sums,
      int sumsAt,
      int sumsStep) {
    for (int from = 0; from < columns; from += MachineShape.COLUMN_BLOCK) {
      int width = Math.min(MachineShape.COLUMN_BLOCK, columns - from);
      double[] source = u;
      int first = at + from * LANES;
      int step = panelSize;
      if (rows >= COPY_ROWS) {
        step = width * LANES;
        for (int panel = 0; panel < panels; panel++) {
          System.arraycopy(u, first + panel * panelSize, lanes, COPY + panel * step, step);
        }
        source = lanes;
        first = COPY;
      }
      block(source, first, step, panels, a, gap, rows, width, lanes, sums, sumsAt + from, sumsStep);
    }
  }

  /** The sums of one block of columns. */
  private static void block(
      double[] u,
      int at,
      int uStep,
      int panels,
      double[] a,
      int gap,
      int rows,
      int columns,
      double[] lanes,
      double[] sums,
      int sumsAt,
      int sumsStep) {
    for (int row = 0, height; row < rows; row += height) {
      height = MachineShape.piece(rows - row, MachineShape.LANE_SUM_ROWS);
      for (int j = 0, width; j < columns; j += width) {
        width = MachineShape.width(columns - j);
        for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
          int u0 = at + j * LANES + slice;
          int a0 = row * LANES + slice;
          int out = j * LANES + slice;
          LaneSumTiles.run(height, width, u, u0, uStep, a, a0, gap, panels, lanes, out);
        }
      }
      fold(lanes, height, columns, sums, sumsAt + row * sumsStep, sumsStep);
    }
  }

  /** Folds the lane sums of a row of tiles. */
  private static void fold(double[] lanes, int rows, int columns, double[] sums, int at, int step) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        sums[at + r * step + c] = ParticleBlock.foldLanes(lanes, r * SUMS_STEP + c * LANES);
      }
    }
  }
}
