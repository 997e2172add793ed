package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

/**
 * Projections of rows onto particles, for a few neighboring panels and many rows:
 *
 * <pre>
 *   out[panel, row, lane] = start[panel, lane] + sum_j w[panel, j, lane] x[row, j],   j in order.
 * </pre>
 *
 * With w and start = b this is the pre-activation z, with u and start = 0 the back-projection q.
 * Tiles of 4 rows by 4 vectors take 4 loads and 4 broadcasts for 16 multiplications, those of 4 by
 * 2 as many loads as their multiplications leave time for. Where a panel is several vectors, a tile
 * takes those of one panel, otherwise one of each of several panels.
 *
 * <p>With up to {@link MachineShape#SHORT} coordinates a tile of sums ends before it has paid for
 * its start. There the parameters stay in registers while all rows pass.
 */
final class VectorProjection {
  private VectorProjection() {}

  /**
   * Projects the rows [fromRow, toRow) of {@code x} onto {@code panels} panels.
   *
   * @param values parameters; w_j of the first panel starts at {@code at + 8 j}
   * @param start where every sum starts: 8 numbers at {@code startAt}, and {@code startGap} further
   *     for each next panel
   * @param out overwritten: the panel's row at {@code outAt + panel * outGap + (row - fromRow) * 8}
   */
  static void project(
      double[] values,
      int at,
      int panelSize,
      int panels,
      double[] start,
      int startAt,
      int startGap,
      double[] x,
      int fromRow,
      int toRow,
      int d,
      double[] out,
      int outAt,
      int outGap) {
    int wStep = MachineShape.gap(panelSize);
    int startStep = MachineShape.gap(startGap);
    int outStep = MachineShape.gap(outGap);
    for (int panel = 0, across; panel < panels; panel += across) {
      across = MachineShape.panels(panels - panel);
      int width = across * MachineShape.SLICES;
      for (int slice = 0; slice < LANES; slice += MachineShape.SLICES * Lanes.COUNT) {
        int w = at + slice + panel * panelSize;
        int s = startAt + slice + panel * startGap;
        int o = outAt + slice + panel * outGap;
        if (d <= MachineShape.SHORT) {
          int rows = toRow - fromRow;
          ShortProjectionTiles.run(
              d,
              width,
              values,
              w,
              wStep,
              start,
              s,
              startStep,
              x,
              fromRow * d,
              rows,
              out,
              o,
              outStep);
          continue;
        }
        for (int row = fromRow, height; row < toRow; row += height, o += height * LANES) {
          height = MachineShape.projectionRows(toRow - row);
          ProjectionTiles.run(
              height, width, values, w, wStep, start, s, startStep, x, row * d, d, out, o, outStep);
        }
      }
    }
  }
}
