package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;

/**
 * Projections of rows onto particles, for a few neighboring panels and many rows:
 *
 * <pre>
 *   out[panel, row, lane] = start[panel, lane] + sum_j w[panel, j, lane] x[row, j],   j in order.
 * </pre>
 *
 * With w and start = b this is the pre-activation z, with u and start = 0 the back-projection q.
 * Tiles of 4 rows by 4 panels keep 16 sums in registers; a tile takes 4 vector loads and 4
 * broadcasts for 16 multiplications.
 */
final class VectorProjection {
  private static final int TILE = 4;

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
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      int panel = 0;
      for (; panel + TILE <= panels; panel += TILE) {
        int w = at + slice + panel * panelSize;
        int s = startAt + slice + panel * startGap;
        int o = outAt + slice + panel * outGap;
        int row = fromRow;
        for (; row + TILE <= toRow; row += TILE, o += TILE * LANES) {
          rows4panels4(values, w, panelSize, start, s, startGap, x, row * d, d, out, o, outGap);
        }
        if (row + 2 <= toRow) {
          rows2panels4(values, w, panelSize, start, s, startGap, x, row * d, d, out, o, outGap);
          row += 2;
          o += 2 * LANES;
        }
        if (row < toRow) {
          rows1panels4(values, w, panelSize, start, s, startGap, x, row * d, d, out, o, outGap);
        }
      }
      for (; panel < panels; panel++) {
        int w = at + slice + panel * panelSize;
        int s = startAt + slice + panel * startGap;
        int o = outAt + slice + panel * outGap;
        int row = fromRow;
        for (; row + TILE <= toRow; row += TILE, o += TILE * LANES) {
          rows4panels1(values, w, panelSize, start, s, startGap, x, row * d, d, out, o, outGap);
        }
        for (; row < toRow; row++, o += LANES) {
          rows1panels1(values, w, panelSize, start, s, startGap, x, row * d, d, out, o, outGap);
        }
      }
    }
  }

  private static void rows4panels4(
      double[] values,
      int w0,
      int panelSize,
      double[] start,
      int start0,
      int startGap,
      double[] x,
      int x0,
      int d,
      double[] out,
      int out0,
      int outGap) {
    int w1 = w0 + panelSize;
    int w2 = w1 + panelSize;
    int w3 = w2 + panelSize;
    int x1 = x0 + d;
    int x2 = x1 + d;
    int x3 = x2 + d;
    DoubleVector s00 = load(start, start0);
    DoubleVector s01 = load(start, start0 + startGap);
    DoubleVector s02 = load(start, start0 + 2 * startGap);
    DoubleVector s03 = load(start, start0 + 3 * startGap);
    DoubleVector s10 = s00;
    DoubleVector s11 = s01;
    DoubleVector s12 = s02;
    DoubleVector s13 = s03;
    DoubleVector s20 = s00;
    DoubleVector s21 = s01;
    DoubleVector s22 = s02;
    DoubleVector s23 = s03;
    DoubleVector s30 = s00;
    DoubleVector s31 = s01;
    DoubleVector s32 = s02;
    DoubleVector s33 = s03;
    for (int j = 0; j < d; j++) {
      DoubleVector wa = load(values, w0 + j * LANES);
      DoubleVector wb = load(values, w1 + j * LANES);
      DoubleVector wc = load(values, w2 + j * LANES);
      DoubleVector wd = load(values, w3 + j * LANES);
      DoubleVector xj = broadcast(x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
      s02 = wc.fma(xj, s02);
      s03 = wd.fma(xj, s03);
      xj = broadcast(x[x1 + j]);
      s10 = wa.fma(xj, s10);
      s11 = wb.fma(xj, s11);
      s12 = wc.fma(xj, s12);
      s13 = wd.fma(xj, s13);
      xj = broadcast(x[x2 + j]);
      s20 = wa.fma(xj, s20);
      s21 = wb.fma(xj, s21);
      s22 = wc.fma(xj, s22);
      s23 = wd.fma(xj, s23);
      xj = broadcast(x[x3 + j]);
      s30 = wa.fma(xj, s30);
      s31 = wb.fma(xj, s31);
      s32 = wc.fma(xj, s32);
      s33 = wd.fma(xj, s33);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + LANES);
    s20.intoArray(out, out0 + 2 * LANES);
    s30.intoArray(out, out0 + 3 * LANES);
    s01.intoArray(out, out0 + outGap);
    s11.intoArray(out, out0 + outGap + LANES);
    s21.intoArray(out, out0 + outGap + 2 * LANES);
    s31.intoArray(out, out0 + outGap + 3 * LANES);
    s02.intoArray(out, out0 + 2 * outGap);
    s12.intoArray(out, out0 + 2 * outGap + LANES);
    s22.intoArray(out, out0 + 2 * outGap + 2 * LANES);
    s32.intoArray(out, out0 + 2 * outGap + 3 * LANES);
    s03.intoArray(out, out0 + 3 * outGap);
    s13.intoArray(out, out0 + 3 * outGap + LANES);
    s23.intoArray(out, out0 + 3 * outGap + 2 * LANES);
    s33.intoArray(out, out0 + 3 * outGap + 3 * LANES);
  }

  private static void rows2panels4(
      double[] values,
      int w0,
      int panelSize,
      double[] start,
      int start0,
      int startGap,
      double[] x,
      int x0,
      int d,
      double[] out,
      int out0,
      int outGap) {
    int w1 = w0 + panelSize;
    int w2 = w1 + panelSize;
    int w3 = w2 + panelSize;
    int x1 = x0 + d;
    DoubleVector s00 = load(start, start0);
    DoubleVector s01 = load(start, start0 + startGap);
    DoubleVector s02 = load(start, start0 + 2 * startGap);
    DoubleVector s03 = load(start, start0 + 3 * startGap);
    DoubleVector s10 = s00;
    DoubleVector s11 = s01;
    DoubleVector s12 = s02;
    DoubleVector s13 = s03;
    for (int j = 0; j < d; j++) {
      DoubleVector wa = load(values, w0 + j * LANES);
      DoubleVector wb = load(values, w1 + j * LANES);
      DoubleVector wc = load(values, w2 + j * LANES);
      DoubleVector wd = load(values, w3 + j * LANES);
      DoubleVector xj = broadcast(x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
      s02 = wc.fma(xj, s02);
      s03 = wd.fma(xj, s03);
      xj = broadcast(x[x1 + j]);
      s10 = wa.fma(xj, s10);
      s11 = wb.fma(xj, s11);
      s12 = wc.fma(xj, s12);
      s13 = wd.fma(xj, s13);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + LANES);
    s01.intoArray(out, out0 + outGap);
    s11.intoArray(out, out0 + outGap + LANES);
    s02.intoArray(out, out0 + 2 * outGap);
    s12.intoArray(out, out0 + 2 * outGap + LANES);
    s03.intoArray(out, out0 + 3 * outGap);
    s13.intoArray(out, out0 + 3 * outGap + LANES);
  }

  private static void rows1panels4(
      double[] values,
      int w0,
      int panelSize,
      double[] start,
      int start0,
      int startGap,
      double[] x,
      int x0,
      int d,
      double[] out,
      int out0,
      int outGap) {
    int w1 = w0 + panelSize;
    int w2 = w1 + panelSize;
    int w3 = w2 + panelSize;
    DoubleVector s00 = load(start, start0);
    DoubleVector s01 = load(start, start0 + startGap);
    DoubleVector s02 = load(start, start0 + 2 * startGap);
    DoubleVector s03 = load(start, start0 + 3 * startGap);
    for (int j = 0; j < d; j++) {
      DoubleVector wa = load(values, w0 + j * LANES);
      DoubleVector wb = load(values, w1 + j * LANES);
      DoubleVector wc = load(values, w2 + j * LANES);
      DoubleVector wd = load(values, w3 + j * LANES);
      DoubleVector xj = broadcast(x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
      s02 = wc.fma(xj, s02);
      s03 = wd.fma(xj, s03);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + outGap);
    s02.intoArray(out, out0 + 2 * outGap);
    s03.intoArray(out, out0 + 3 * outGap);
  }

  private static void rows4panels1(
      double[] values,
      int w0,
      int panelSize,
      double[] start,
      int start0,
      int startGap,
      double[] x,
      int x0,
      int d,
      double[] out,
      int out0,
      int outGap) {
    int x1 = x0 + d;
    int x2 = x1 + d;
    int x3 = x2 + d;
    DoubleVector s00 = load(start, start0);
    DoubleVector s10 = s00;
    DoubleVector s20 = s00;
    DoubleVector s30 = s00;
    for (int j = 0; j < d; j++) {
      DoubleVector wa = load(values, w0 + j * LANES);
      DoubleVector xj = broadcast(x[x0 + j]);
      s00 = wa.fma(xj, s00);
      xj = broadcast(x[x1 + j]);
      s10 = wa.fma(xj, s10);
      xj = broadcast(x[x2 + j]);
      s20 = wa.fma(xj, s20);
      xj = broadcast(x[x3 + j]);
      s30 = wa.fma(xj, s30);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + LANES);
    s20.intoArray(out, out0 + 2 * LANES);
    s30.intoArray(out, out0 + 3 * LANES);
  }

  private static void rows1panels1(
      double[] values,
      int w0,
      int panelSize,
      double[] start,
      int start0,
      int startGap,
      double[] x,
      int x0,
      int d,
      double[] out,
      int out0,
      int outGap) {
    DoubleVector s00 = load(start, start0);
    for (int j = 0; j < d; j++) {
      DoubleVector wa = load(values, w0 + j * LANES);
      DoubleVector xj = broadcast(x[x0 + j]);
      s00 = wa.fma(xj, s00);
    }
    s00.intoArray(out, out0);
  }

  private static DoubleVector load(double[] array, int at) {
    return DoubleVector.fromArray(Lanes.SPECIES, array, at);
  }

  private static DoubleVector broadcast(double number) {
    return DoubleVector.broadcast(Lanes.SPECIES, number);
  }
}
