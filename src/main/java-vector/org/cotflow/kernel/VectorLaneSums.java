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
 * in the first-level cache while all rows pass.
 */
final class VectorLaneSums {
  /** Where a row of a tile's sums follows the one before, whatever the tile's width. */
  private static final int SUMS_STEP = 4 * LANES;

  /** Lane sums of one tile. */
  static final int SCRATCH = MachineShape.LANE_SUM_ROWS * SUMS_STEP;

  private VectorLaneSums() {}

  /**
   * Sets {@code sums[sumsAt + row * sumsStep + j]} for {@code rows} rows and {@code columns} j.
   *
   * @param u parameters; u_j of the first panel starts at {@code at + 8 j}
   * @param a factors: {@code rows x 8} numbers for each panel, {@code gap} from one to the next
   * @param lanes scratch of {@link #SCRATCH} numbers
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
    for (int block = 0; block < columns; block += MachineShape.COLUMN_BLOCK) {
      int end = Math.min(columns, block + MachineShape.COLUMN_BLOCK);
      for (int row = 0, height; row < rows; row += height) {
        height = MachineShape.piece(rows - row, MachineShape.LANE_SUM_ROWS);
        for (int j = block, width; j < end; j += width) {
          width = end - j >= MachineShape.WIDTH ? MachineShape.WIDTH : end - j >= 2 ? 2 : 1;
          for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
            int u0 = at + j * LANES + slice;
            int a0 = row * LANES + slice;
            LaneSumTiles.run(height, width, u, u0, panelSize, a, a0, gap, panels, lanes, slice);
          }
          fold(lanes, height, width, sums, sumsAt + row * sumsStep + j, sumsStep);
        }
      }
    }
  }

  /** Folds a tile's lane sums; row r, column c of the tile stands at 32 r + 8 c. */
  private static void fold(double[] lanes, int rows, int columns, double[] sums, int at, int step) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        sums[at + r * step + c] = ParticleBlock.foldLanes(lanes, r * SUMS_STEP + c * LANES);
      }
    }
  }
}
