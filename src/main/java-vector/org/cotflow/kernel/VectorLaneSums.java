package org.cotflow.kernel;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the particles of a block, for many rows:
 *
 * <pre>
 *   lanes[row, j, lane] = sum_panel u[panel, j, lane] a[panel, row, lane],   panels in order,
 *   sums[row, j]        = ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7)).
 * </pre>
 *
 * With u and a = sigma(z) this is the velocity, with w and r = q sigma'(z) the pullback. Tiles of 5
 * rows by 4 columns j keep 20 lane sums in registers over all panels: 9 loads for 20
 * multiplications, where 4 by 4 would be bound by its loads (a vector in a Java array is seldom
 * aligned); with 24 sums the compiler runs out of registers in one run of two. Columns are taken in
 * blocks whose parameters stay in the first-level cache while all rows pass.
 */
final class VectorLaneSums {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  /** Sixteen registers of 256 bits hold no more than 4 by 2 sums. */
  private static final boolean WIDE = Lanes.COUNT == LANES;

  private static final int TILE_ROWS = WIDE ? 5 : 4;
  private static final int TILE_COLUMNS = WIDE ? 4 : 2;

  /** Where a row of a tile's sums follows the one before, whatever the tile's width. */
  private static final int SUMS_STEP = 4 * LANES;

  /** Columns whose parameters are kept in cache: 16 columns of 32 panels are 32 KB. */
  static final int COLUMN_BLOCK = 16;

  /** Lane sums of one tile. */
  static final int SCRATCH = 5 * SUMS_STEP;

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
    for (int block = 0; block < columns; block += COLUMN_BLOCK) {
      int end = Math.min(columns, block + COLUMN_BLOCK);
      for (int row = 0, height; row < rows; row += height) {
        height = tileHeight(rows - row);
        for (int j = block, width; j < end; j += width) {
          width = end - j >= TILE_COLUMNS ? TILE_COLUMNS : end - j >= 2 ? 2 : 1;
          for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
            int u0 = at + j * LANES + slice;
            int a0 = row * LANES + slice;
            tile(height, width, u, u0, panelSize, a, a0, gap, panels, lanes, slice);
          }
          fold(lanes, height, width, sums, sumsAt + row * sumsStep + j, sumsStep);
        }
      }
    }
  }

  /** Tiles of 4 come before those of 5 where they leave no single rows. */
  private static int tileHeight(int left) {
    int fours = (TILE_ROWS - left % TILE_ROWS) % TILE_ROWS;
    boolean four = left >= 4 && (left < TILE_ROWS || (fours > 0 && left >= 4 * fours));
    return four ? 4 : left >= TILE_ROWS ? TILE_ROWS : 1;
  }

  private static void tile(
      int height,
      int width,
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] lanes,
      int out0) {
    switch (height * 8 + width) {
      case 5 * 8 + 4 -> rows5columns4(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 5 * 8 + 2 -> rows5columns2(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 5 * 8 + 1 -> rows5columns1(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 4 * 8 + 4 -> rows4columns4(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 4 * 8 + 2 -> rows4columns2(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 4 * 8 + 1 -> rows4columns1(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 8 + 4 -> rows1columns4(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      case 8 + 2 -> rows1columns2(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
      default -> rows1columns1(u, u0, uStep, a, a0, aStep, panels, lanes, out0);
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

  private static void rows5columns4(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s02 = DoubleVector.zero(SPECIES);
    DoubleVector s03 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s12 = DoubleVector.zero(SPECIES);
    DoubleVector s13 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s22 = DoubleVector.zero(SPECIES);
    DoubleVector s23 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    DoubleVector s32 = DoubleVector.zero(SPECIES);
    DoubleVector s33 = DoubleVector.zero(SPECIES);
    DoubleVector s40 = DoubleVector.zero(SPECIES);
    DoubleVector s41 = DoubleVector.zero(SPECIES);
    DoubleVector s42 = DoubleVector.zero(SPECIES);
    DoubleVector s43 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ub = fromArray(SPECIES, u, ui + LANES);
      DoubleVector uc = fromArray(SPECIES, u, ui + 2 * LANES);
      DoubleVector ud = fromArray(SPECIES, u, ui + 3 * LANES);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      s02 = uc.fma(ar, s02);
      s03 = ud.fma(ar, s03);
      ar = fromArray(SPECIES, a, ai + LANES);
      s10 = ua.fma(ar, s10);
      s11 = ub.fma(ar, s11);
      s12 = uc.fma(ar, s12);
      s13 = ud.fma(ar, s13);
      ar = fromArray(SPECIES, a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      s21 = ub.fma(ar, s21);
      s22 = uc.fma(ar, s22);
      s23 = ud.fma(ar, s23);
      ar = fromArray(SPECIES, a, ai + 3 * LANES);
      s30 = ua.fma(ar, s30);
      s31 = ub.fma(ar, s31);
      s32 = uc.fma(ar, s32);
      s33 = ud.fma(ar, s33);
      ar = fromArray(SPECIES, a, ai + 4 * LANES);
      s40 = ua.fma(ar, s40);
      s41 = ub.fma(ar, s41);
      s42 = uc.fma(ar, s42);
      s43 = ud.fma(ar, s43);
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
    s40.intoArray(out, out0 + 16 * LANES);
    s41.intoArray(out, out0 + 17 * LANES);
    s42.intoArray(out, out0 + 18 * LANES);
    s43.intoArray(out, out0 + 19 * LANES);
  }

  private static void rows5columns2(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    DoubleVector s40 = DoubleVector.zero(SPECIES);
    DoubleVector s41 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ub = fromArray(SPECIES, u, ui + LANES);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      ar = fromArray(SPECIES, a, ai + LANES);
      s10 = ua.fma(ar, s10);
      s11 = ub.fma(ar, s11);
      ar = fromArray(SPECIES, a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      s21 = ub.fma(ar, s21);
      ar = fromArray(SPECIES, a, ai + 3 * LANES);
      s30 = ua.fma(ar, s30);
      s31 = ub.fma(ar, s31);
      ar = fromArray(SPECIES, a, ai + 4 * LANES);
      s40 = ua.fma(ar, s40);
      s41 = ub.fma(ar, s41);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + LANES);
    s10.intoArray(out, out0 + 4 * LANES);
    s11.intoArray(out, out0 + 5 * LANES);
    s20.intoArray(out, out0 + 8 * LANES);
    s21.intoArray(out, out0 + 9 * LANES);
    s30.intoArray(out, out0 + 12 * LANES);
    s31.intoArray(out, out0 + 13 * LANES);
    s40.intoArray(out, out0 + 16 * LANES);
    s41.intoArray(out, out0 + 17 * LANES);
  }

  private static void rows5columns1(
      double[] u,
      int u0,
      int uStep,
      double[] a,
      int a0,
      int aStep,
      int panels,
      double[] out,
      int out0) {
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s40 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
      ar = fromArray(SPECIES, a, ai + LANES);
      s10 = ua.fma(ar, s10);
      ar = fromArray(SPECIES, a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      ar = fromArray(SPECIES, a, ai + 3 * LANES);
      s30 = ua.fma(ar, s30);
      ar = fromArray(SPECIES, a, ai + 4 * LANES);
      s40 = ua.fma(ar, s40);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + 4 * LANES);
    s20.intoArray(out, out0 + 8 * LANES);
    s30.intoArray(out, out0 + 12 * LANES);
    s40.intoArray(out, out0 + 16 * LANES);
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
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s02 = DoubleVector.zero(SPECIES);
    DoubleVector s03 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s12 = DoubleVector.zero(SPECIES);
    DoubleVector s13 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s22 = DoubleVector.zero(SPECIES);
    DoubleVector s23 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    DoubleVector s32 = DoubleVector.zero(SPECIES);
    DoubleVector s33 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ub = fromArray(SPECIES, u, ui + LANES);
      DoubleVector uc = fromArray(SPECIES, u, ui + 2 * LANES);
      DoubleVector ud = fromArray(SPECIES, u, ui + 3 * LANES);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      s02 = uc.fma(ar, s02);
      s03 = ud.fma(ar, s03);
      ar = fromArray(SPECIES, a, ai + LANES);
      s10 = ua.fma(ar, s10);
      s11 = ub.fma(ar, s11);
      s12 = uc.fma(ar, s12);
      s13 = ud.fma(ar, s13);
      ar = fromArray(SPECIES, a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      s21 = ub.fma(ar, s21);
      s22 = uc.fma(ar, s22);
      s23 = ud.fma(ar, s23);
      ar = fromArray(SPECIES, a, ai + 3 * LANES);
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
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ub = fromArray(SPECIES, u, ui + LANES);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
      s01 = ub.fma(ar, s01);
      ar = fromArray(SPECIES, a, ai + LANES);
      s10 = ua.fma(ar, s10);
      s11 = ub.fma(ar, s11);
      ar = fromArray(SPECIES, a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      s21 = ub.fma(ar, s21);
      ar = fromArray(SPECIES, a, ai + 3 * LANES);
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
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
      ar = fromArray(SPECIES, a, ai + LANES);
      s10 = ua.fma(ar, s10);
      ar = fromArray(SPECIES, a, ai + 2 * LANES);
      s20 = ua.fma(ar, s20);
      ar = fromArray(SPECIES, a, ai + 3 * LANES);
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
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s02 = DoubleVector.zero(SPECIES);
    DoubleVector s03 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ub = fromArray(SPECIES, u, ui + LANES);
      DoubleVector uc = fromArray(SPECIES, u, ui + 2 * LANES);
      DoubleVector ud = fromArray(SPECIES, u, ui + 3 * LANES);
      DoubleVector ar = fromArray(SPECIES, a, ai);
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
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ub = fromArray(SPECIES, u, ui + LANES);
      DoubleVector ar = fromArray(SPECIES, a, ai);
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
    DoubleVector s00 = DoubleVector.zero(SPECIES);
    for (int panel = 0; panel < panels; panel++) {
      int ui = u0 + panel * uStep;
      int ai = a0 + panel * aStep;
      DoubleVector ua = fromArray(SPECIES, u, ui);
      DoubleVector ar = fromArray(SPECIES, a, ai);
      s00 = ua.fma(ar, s00);
    }
    s00.intoArray(out, out0);
  }
}
