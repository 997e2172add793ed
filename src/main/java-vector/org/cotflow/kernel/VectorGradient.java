package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

/**
 * Sums over the rows of one chunk, for a few neighboring panels:
 *
 * <pre>
 *   gradient[panel, j, lane] += sum_row a[panel, row, lane] x[row, j],   rows in order.
 * </pre>
 *
 * With a = sigma(z) and the adjoints this is the gradient of u, with r = q sigma'(z) and the states
 * that of w; a column of ones behind the states gives that of b. Tiles keep their sums in registers
 * over all rows. The rows are packed first, the columns of a tile together, so that a tile reads
 * them in order.
 */
final class VectorGradient {
  private static final double[] ZEROS = new double[LANES];

  private VectorGradient() {}

  /**
   * Sets {@code packed[j0 * rows + row * h + j - j0]} to x[fromRow + row, j], for tiles of the
   * columns j0 .. j0 + h - 1.
   *
   * @param columns d, or one more for a last column of ones
   */
  static void pack(double[] x, int fromRow, int rows, int d, int columns, double[] packed) {
    for (int j = 0, height; j < columns; j += height) {
      height = MachineShape.rows(columns - j);
      int to = j * rows;
      for (int row = fromRow; row < fromRow + rows; row++, to += height) {
        for (int c = 0; c < height; c++) {
          packed[to + c] = j + c < d ? x[row * d + j + c] : 1;
        }
      }
    }
  }

  /**
   * Adds the sums over {@code rows} rows, for {@code panels} panels.
   *
   * @param a factors: {@code rows x 8} numbers at {@code aAt}, and {@code gap} further for each
   *     next panel
   * @param packed the rows as {@link #pack} lays them out
   * @param columns of the packed rows
   * @param first true where the sums start at 0, whatever {@code gradient} holds
   * @param gradient sum j of the first panel stands at {@code at + 8 j}
   */
  static void accumulate(
      double[] a,
      int aAt,
      int gap,
      int panels,
      double[] packed,
      int rows,
      int columns,
      boolean first,
      double[] gradient,
      int at,
      int panelSize) {
    double[] start = first ? ZEROS : gradient;
    int aStep = MachineShape.gap(gap);
    int outStep = MachineShape.gap(panelSize);
    int startRow = first ? 0 : LANES;
    int startStep = first ? 0 : outStep;
    for (int panel = 0, across; panel < panels; panel += across) {
      across = MachineShape.panels(panels - panel);
      int width = across * MachineShape.SLICES;
      for (int slice = 0; slice < LANES; slice += MachineShape.SLICES * Lanes.COUNT) {
        int f = aAt + slice + panel * gap;
        int g = at + slice + panel * panelSize;
        for (int j = 0, height; j < columns; j += height, g += height * LANES) {
          height = MachineShape.rows(columns - j);
          GradientTiles.run(
              height,
              width,
              a,
              f,
              aStep,
              packed,
              j * rows,
              rows,
              start,
              first ? 0 : g,
              startRow,
              startStep,
              gradient,
              g,
              outStep);
        }
      }
    }
  }
}
