package org.cotflow.kernel;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

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
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private static final int TILE_ROWS = 4;

  /** Sixteen registers of 256 bits hold no more than 4 by 2 sums. */
  private static final int TILE_PANELS = Lanes.COUNT == LANES ? 4 : 2;

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
      for (int panel = 0, width; panel < panels; panel += width) {
        int left = panels - panel;
        width = left >= TILE_PANELS ? TILE_PANELS : left >= 2 ? 2 : 1;
        int w = at + slice + panel * panelSize;
        int s = startAt + slice + panel * startGap;
        int o = outAt + slice + panel * outGap;
        for (int row = fromRow, height; row < toRow; row += height, o += height * LANES) {
          int rest = toRow - row;
          height = rest >= TILE_ROWS ? TILE_ROWS : width == 4 && rest >= 2 ? 2 : 1;
          int x0 = row * d;
          tile(height, width, values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
        }
      }
    }
  }

  private static void tile(
      int height,
      int width,
      double[] values,
      int w,
      int panelSize,
      double[] start,
      int s,
      int startGap,
      double[] x,
      int x0,
      int d,
      double[] out,
      int o,
      int outGap) {
    switch (height * 8 + width) {
      case 4 * 8 + 4 ->
          rows4panels4(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
      case 2 * 8 + 4 ->
          rows2panels4(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
      case 1 * 8 + 4 ->
          rows1panels4(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
      case 4 * 8 + 2 ->
          rows4panels2(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
      case 1 * 8 + 2 ->
          rows1panels2(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
      case 4 * 8 + 1 ->
          rows4panels1(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
      default -> rows1panels1(values, w, panelSize, start, s, startGap, x, x0, d, out, o, outGap);
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
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s02 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s03 = fromArray(SPECIES, start, start0 + 3 * startGap);
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
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector wb = fromArray(SPECIES, values, w1 + j * LANES);
      DoubleVector wc = fromArray(SPECIES, values, w2 + j * LANES);
      DoubleVector wd = fromArray(SPECIES, values, w3 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
      s02 = wc.fma(xj, s02);
      s03 = wd.fma(xj, s03);
      xj = broadcast(SPECIES, x[x1 + j]);
      s10 = wa.fma(xj, s10);
      s11 = wb.fma(xj, s11);
      s12 = wc.fma(xj, s12);
      s13 = wd.fma(xj, s13);
      xj = broadcast(SPECIES, x[x2 + j]);
      s20 = wa.fma(xj, s20);
      s21 = wb.fma(xj, s21);
      s22 = wc.fma(xj, s22);
      s23 = wd.fma(xj, s23);
      xj = broadcast(SPECIES, x[x3 + j]);
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
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s02 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s03 = fromArray(SPECIES, start, start0 + 3 * startGap);
    DoubleVector s10 = s00;
    DoubleVector s11 = s01;
    DoubleVector s12 = s02;
    DoubleVector s13 = s03;
    for (int j = 0; j < d; j++) {
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector wb = fromArray(SPECIES, values, w1 + j * LANES);
      DoubleVector wc = fromArray(SPECIES, values, w2 + j * LANES);
      DoubleVector wd = fromArray(SPECIES, values, w3 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
      s02 = wc.fma(xj, s02);
      s03 = wd.fma(xj, s03);
      xj = broadcast(SPECIES, x[x1 + j]);
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
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s02 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s03 = fromArray(SPECIES, start, start0 + 3 * startGap);
    for (int j = 0; j < d; j++) {
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector wb = fromArray(SPECIES, values, w1 + j * LANES);
      DoubleVector wc = fromArray(SPECIES, values, w2 + j * LANES);
      DoubleVector wd = fromArray(SPECIES, values, w3 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
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

  private static void rows4panels2(
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
    int x1 = x0 + d;
    int x2 = x1 + d;
    int x3 = x2 + d;
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s10 = s00;
    DoubleVector s11 = s01;
    DoubleVector s20 = s00;
    DoubleVector s21 = s01;
    DoubleVector s30 = s00;
    DoubleVector s31 = s01;
    for (int j = 0; j < d; j++) {
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector wb = fromArray(SPECIES, values, w1 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
      xj = broadcast(SPECIES, x[x1 + j]);
      s10 = wa.fma(xj, s10);
      s11 = wb.fma(xj, s11);
      xj = broadcast(SPECIES, x[x2 + j]);
      s20 = wa.fma(xj, s20);
      s21 = wb.fma(xj, s21);
      xj = broadcast(SPECIES, x[x3 + j]);
      s30 = wa.fma(xj, s30);
      s31 = wb.fma(xj, s31);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + LANES);
    s20.intoArray(out, out0 + 2 * LANES);
    s30.intoArray(out, out0 + 3 * LANES);
    s01.intoArray(out, out0 + outGap);
    s11.intoArray(out, out0 + outGap + LANES);
    s21.intoArray(out, out0 + outGap + 2 * LANES);
    s31.intoArray(out, out0 + outGap + 3 * LANES);
  }

  private static void rows1panels2(
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
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    for (int j = 0; j < d; j++) {
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector wb = fromArray(SPECIES, values, w1 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
      s00 = wa.fma(xj, s00);
      s01 = wb.fma(xj, s01);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + outGap);
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
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s10 = s00;
    DoubleVector s20 = s00;
    DoubleVector s30 = s00;
    for (int j = 0; j < d; j++) {
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
      s00 = wa.fma(xj, s00);
      xj = broadcast(SPECIES, x[x1 + j]);
      s10 = wa.fma(xj, s10);
      xj = broadcast(SPECIES, x[x2 + j]);
      s20 = wa.fma(xj, s20);
      xj = broadcast(SPECIES, x[x3 + j]);
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
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    for (int j = 0; j < d; j++) {
      DoubleVector wa = fromArray(SPECIES, values, w0 + j * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + j]);
      s00 = wa.fma(xj, s00);
    }
    s00.intoArray(out, out0);
  }
}
