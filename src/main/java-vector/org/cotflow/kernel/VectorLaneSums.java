package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;

/**
 * Sums over the particles of a block, for many rows:
 *
 * <pre>
 *   lanes[row, j, lane] = sum_panel u[panel, j, lane] a[panel, row, lane],   panels in order,
 *   sums[row, j]        = ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7)).
 * </pre>
 *
 * With u and a = sigma(z) this is the velocity, with w and r = q sigma'(z) the pullback. Tiles of 4
 * rows by 4 columns j keep 16 lane sums in registers over all panels; columns are taken in blocks
 * whose parameters stay in the first-level cache while all rows pass.
 */
final class VectorLaneSums {
  private static final int TILE = 4;

  /** Columns whose parameters are kept in cache: 16 columns of 32 panels are 32 KB. */
  private static final int COLUMN_BLOCK = 16;

  /** Lane sums of one tile. */
  static final int SCRATCH = TILE * TILE * LANES;

  private VectorLaneSums() {}

  /**
   * Sets {@code sums[sumsAt + row * d + j]} for {@code rows} rows.
   *
   * @param u parameters; u_j of the first panel starts at {@code at + 8 j}
   * @param a factors, {@code panels x rows x 8}
   * @param lanes scratch of {@link #SCRATCH} numbers
   */
  static void sum(
      double[] u,
      int at,
      int panelSize,
      int panels,
      double[] a,
      int rows,
      int d,
      double[] lanes,
      double[] sums,
      int sumsAt) {
    for (int block = 0; block < d; block += COLUMN_BLOCK) {
      int end = Math.min(d, block + COLUMN_BLOCK);
      int row = 0;
      for (; row + TILE <= rows; row += TILE) {
        int j = block;
        for (; j + TILE <= end; j += TILE) {
          for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
            rows4columns4(
                u,
                at + j * LANES + slice,
                panelSize,
                a,
                row * LANES + slice,
                rows * LANES,
                panels,
                lanes,
                slice);
          }
          fold(lanes, TILE, TILE, sums, sumsAt + row * d + j, d);
        }
        for (int width; j < end; j += width) {
          width = j + 2 <= end ? 2 : 1;
          rows4(u, at + j * LANES, panelSize, a, row * LANES, rows * LANES, panels, lanes, width);
          fold(lanes, TILE, width, sums, sumsAt + row * d + j, d);
        }
      }
      for (; row < rows; row++) {
        for (int j = block, width; j < end; j += width) {
          width = j + TILE <= end ? TILE : j + 2 <= end ? 2 : 1;
          rows1(u, at + j * LANES, panelSize, a, row * LANES, rows * LANES, panels, lanes, width);
          fold(lanes, 1, width, sums, sumsAt + row * d + j, d);
        }
      }
    }
  }

  private static void rows4(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] lanes,
      int width) {
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      if (width == 2) {
        rows4columns2(u, u0 + slice, uStep, a, a0 + slice, aStep, panels, lanes, slice);
      } else {
        rows4columns1(u, u0 + slice, uStep, a, a0 + slice, aStep, panels, lanes, slice);
      }
    }
  }

  private static void rows1(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] lanes,
      int width) {
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      switch (width) {
        case TILE ->
            rows1columns4(u, u0 + slice, uStep, a, a0 + slice, aStep, panels, lanes, slice);
        case 2 -> rows1columns2(u, u0 + slice, uStep, a, a0 + slice, aStep, panels, lanes, slice);
        default -> rows1columns1(u, u0 + slice, uStep, a, a0 + slice, aStep, panels, lanes, slice);
      }
    }
  }

  /** Folds a tile's lane sums; row r, column c of the tile stands at (4 r + c) 8. */
  private static void fold(double[] lanes, int rows, int columns, double[] sums, int at, int d) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        sums[at + r * d + c] = BlockKernels.fold(lanes, (r * TILE + c) * LANES);
      }
    }
  }

  private static void rows4columns4(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s01 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s02 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s03 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s10 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s11 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s12 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s13 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s20 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s21 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s22 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s23 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s30 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s31 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s32 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s33 = DoubleVector.zero(Lanes.SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = load(u, ui);
      DoubleVector ub = load(u, ui + LANES);
      DoubleVector uc = load(u, ui + 2 * LANES);
      DoubleVector ud = load(u, ui + 3 * LANES);
      DoubleVector ar = load(a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      s02 = uc.fma(ar, s02);
      s03 = ud.fma(ar, s03);
      ar = load(a, ai + LANES);
      s10 = ua.fma(ar, s10);
      s11 = ub.fma(ar, s11);
      s12 = uc.fma(ar, s12);
      s13 = ud.fma(ar, s13);
      ar = load(a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      s21 = ub.fma(ar, s21);
      s22 = uc.fma(ar, s22);
      s23 = ud.fma(ar, s23);
      ar = load(a, ai + 3 * LANES);
      s30 = ua.fma(ar, s30);
      s31 = ub.fma(ar, s31);
      s32 = uc.fma(ar, s32);
      s33 = ud.fma(ar, s33);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + LANES);
    s02.intoArray(out, out0 + 2 * LANES);
    s03.intoArray(out, out0 + 3 * LANES);
    s10.intoArray(out, out0 + 4 * LANES);
    s11.intoArray(out, out0 + 5 * LANES);
    s12.intoArray(out, out0 + 6 * LANES);
    s13.intoArray(out, out0 + 7 * LANES);
    s20.intoArray(out, out0 + 8 * LANES);
    s21.intoArray(out, out0 + 9 * LANES);
    s22.intoArray(out, out0 + 10 * LANES);
    s23.intoArray(out, out0 + 11 * LANES);
    s30.intoArray(out, out0 + 12 * LANES);
    s31.intoArray(out, out0 + 13 * LANES);
    s32.intoArray(out, out0 + 14 * LANES);
    s33.intoArray(out, out0 + 15 * LANES);
  }

  private static void rows4columns2(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s01 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s10 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s11 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s20 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s21 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s30 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s31 = DoubleVector.zero(Lanes.SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = load(u, ui);
      DoubleVector ub = load(u, ui + LANES);
      DoubleVector ar = load(a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      ar = load(a, ai + LANES);
      s10 = ua.fma(ar, s10);
      s11 = ub.fma(ar, s11);
      ar = load(a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      s21 = ub.fma(ar, s21);
      ar = load(a, ai + 3 * LANES);
      s30 = ua.fma(ar, s30);
      s31 = ub.fma(ar, s31);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + LANES);
    s10.intoArray(out, out0 + 4 * LANES);
    s11.intoArray(out, out0 + 5 * LANES);
    s20.intoArray(out, out0 + 8 * LANES);
    s21.intoArray(out, out0 + 9 * LANES);
    s30.intoArray(out, out0 + 12 * LANES);
    s31.intoArray(out, out0 + 13 * LANES);
  }

  private static void rows4columns1(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s10 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s20 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s30 = DoubleVector.zero(Lanes.SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = load(u, ui);
      DoubleVector ar = load(a, ai);
      s00 = ua.fma(ar, s00);
      ar = load(a, ai + LANES);
      s10 = ua.fma(ar, s10);
      ar = load(a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      ar = load(a, ai + 3 * LANES);
      s30 = ua.fma(ar, s30);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + 4 * LANES);
    s20.intoArray(out, out0 + 8 * LANES);
    s30.intoArray(out, out0 + 12 * LANES);
  }

  private static void rows1columns4(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s01 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s02 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s03 = DoubleVector.zero(Lanes.SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = load(u, ui);
      DoubleVector ub = load(u, ui + LANES);
      DoubleVector uc = load(u, ui + 2 * LANES);
      DoubleVector ud = load(u, ui + 3 * LANES);
      DoubleVector ar = load(a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      s02 = uc.fma(ar, s02);
      s03 = ud.fma(ar, s03);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + LANES);
    s02.intoArray(out, out0 + 2 * LANES);
    s03.intoArray(out, out0 + 3 * LANES);
  }

  private static void rows1columns2(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(Lanes.SPECIES);
    DoubleVector s01 = DoubleVector.zero(Lanes.SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = load(u, ui);
      DoubleVector ub = load(u, ui + LANES);
      DoubleVector ar = load(a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + LANES);
  }

  private static void rows1columns1(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(Lanes.SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = load(u, ui);
      DoubleVector ar = load(a, ai);
      s00 = ua.fma(ar, s00);
    }
    s00.intoArray(out, out0);
  }

  private static DoubleVector load(double[] array, int at) {
    return DoubleVector.fromArray(Lanes.SPECIES, array, at);
  }
}
