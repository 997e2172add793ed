package org.cotflow.kernel;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the rows of one chunk, for a few neighboring panels:
 *
 * <pre>
 *   gradient[panel, j, lane] += sum_row a[panel, row, lane] x[row, j],   rows in order.
 * </pre>
 *
 * With a = sigma(z) and the adjoints this is the gradient of u, with r = q sigma'(z) and the states
 * that of w. Tiles of 4 columns j by 4 panels keep 16 sums in registers over all rows. The rows are
 * packed first, 4 columns together, so that a tile reads them in order.
 */
final class VectorGradient {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private static final int PACK = 4;

  /** Sixteen registers of 256 bits hold no more than 4 by 2 sums. */
  private static final int TILE_PANELS = Lanes.COUNT == LANES ? 4 : 2;

  private static final double[] ZEROS = new double[LANES];

  private VectorGradient() {}

  /** Numbers that {@link #pack} writes. */
  static int packedLength(int rows, int d) {
    return (d + PACK - 1) / PACK * PACK * rows;
  }

  /** Sets {@code packed[j / 4, row, j % 4]} to x[fromRow + row, j]. */
  static void pack(double[] x, int fromRow, int rows, int d, double[] packed) {
    for (int j = 0; j < d; j += PACK) {
      int width = Math.min(PACK, d - j);
      int to = j * rows;
      for (int row = fromRow; row < fromRow + rows; row++, to += PACK) {
        for (int c = 0; c < width; c++) {
          packed[to + c] = x[row * d + j + c];
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
      int d,
      boolean first,
      double[] gradient,
      int at,
      int panelSize) {
    double[] start = first ? ZEROS : gradient;
    int startStep = first ? 0 : LANES;
    int startGap = first ? 0 : panelSize;
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      for (int panel = 0, width; panel < panels; panel += width) {
        int left = panels - panel;
        width = left >= TILE_PANELS ? TILE_PANELS : left >= 2 ? 2 : 1;
        int f = aAt + slice + panel * gap;
        int g = at + slice + panel * panelSize;
        for (int j = 0, height; j < d; j += height, g += height * LANES) {
          int rest = d - j;
          height = rest >= PACK ? PACK : width == 4 && rest >= 2 ? 2 : 1;
          int x = j / PACK * PACK * rows + j % PACK;
          int s = first ? slice : g;
          tile(
              height, width, a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g,
              panelSize);
        }
      }
    }
  }

  private static void tile(
      int height,
      int width,
      double[] a,
      int f,
      int gap,
      double[] packed,
      int x,
      int rows,
      double[] start,
      int s,
      int startStep,
      int startGap,
      double[] gradient,
      int g,
      int panelSize) {
    switch (height * 8 + width) {
      case 4 * 8 + 4 ->
          columns4panels4(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
      case 2 * 8 + 4 ->
          columns2panels4(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
      case 1 * 8 + 4 ->
          columns1panels4(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
      case 4 * 8 + 2 ->
          columns4panels2(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
      case 1 * 8 + 2 ->
          columns1panels2(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
      case 4 * 8 + 1 ->
          columns4panels1(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
      default ->
          columns1panels1(
              a, f, gap, packed, x, rows, start, s, startStep, startGap, gradient, g, panelSize);
    }
  }

  /** Adds the factors themselves, row by row: the gradient of b. */
  static void accumulateBias(
      double[] a,
      int aAt,
      int gap,
      int panels,
      int rows,
      boolean first,
      double[] gradient,
      int at,
      int panelSize) {
    double[] start = first ? ZEROS : gradient;
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      int panel = 0;
      for (; panel + 4 <= panels; panel += 4) {
        int g = at + slice + panel * panelSize;
        int f = aAt + slice + panel * gap;
        biasPanels4(
            a, f, gap, rows, start, first ? 0 : g, first ? 0 : panelSize, gradient, g, panelSize);
      }
      for (; panel < panels; panel++) {
        int g = at + slice + panel * panelSize;
        int f = aAt + slice + panel * gap;
        DoubleVector sum = fromArray(SPECIES, start, first ? 0 : g);
        for (int row = 0; row < rows; row++) {
          sum = sum.add(fromArray(SPECIES, a, f + row * LANES));
        }
        sum.intoArray(gradient, g);
      }
    }
  }

  private static void biasPanels4(
      double[] a,
      int a0,
      int aGap,
      int rows,
      double[] start,
      int start0,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    int a1 = a0 + aGap;
    int a2 = a1 + aGap;
    int a3 = a2 + aGap;
    DoubleVector s0 = fromArray(SPECIES, start, start0);
    DoubleVector s1 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s2 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s3 = fromArray(SPECIES, start, start0 + 3 * startGap);
    for (int row = 0; row < rows; row++) {
      s0 = s0.add(fromArray(SPECIES, a, a0 + row * LANES));
      s1 = s1.add(fromArray(SPECIES, a, a1 + row * LANES));
      s2 = s2.add(fromArray(SPECIES, a, a2 + row * LANES));
      s3 = s3.add(fromArray(SPECIES, a, a3 + row * LANES));
    }
    s0.intoArray(out, out0);
    s1.intoArray(out, out0 + outGap);
    s2.intoArray(out, out0 + 2 * outGap);
    s3.intoArray(out, out0 + 3 * outGap);
  }

  private static void columns4panels4(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    int a1 = a0 + aGap;
    int a2 = a1 + aGap;
    int a3 = a2 + aGap;
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s02 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s03 = fromArray(SPECIES, start, start0 + 3 * startGap);
    DoubleVector s10 = fromArray(SPECIES, start, start0 + startStep);
    DoubleVector s11 = fromArray(SPECIES, start, start0 + startStep + startGap);
    DoubleVector s12 = fromArray(SPECIES, start, start0 + startStep + 2 * startGap);
    DoubleVector s13 = fromArray(SPECIES, start, start0 + startStep + 3 * startGap);
    DoubleVector s20 = fromArray(SPECIES, start, start0 + 2 * startStep);
    DoubleVector s21 = fromArray(SPECIES, start, start0 + 2 * startStep + startGap);
    DoubleVector s22 = fromArray(SPECIES, start, start0 + 2 * startStep + 2 * startGap);
    DoubleVector s23 = fromArray(SPECIES, start, start0 + 2 * startStep + 3 * startGap);
    DoubleVector s30 = fromArray(SPECIES, start, start0 + 3 * startStep);
    DoubleVector s31 = fromArray(SPECIES, start, start0 + 3 * startStep + startGap);
    DoubleVector s32 = fromArray(SPECIES, start, start0 + 3 * startStep + 2 * startGap);
    DoubleVector s33 = fromArray(SPECIES, start, start0 + 3 * startStep + 3 * startGap);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector ab = fromArray(SPECIES, a, a1 + row * LANES);
      DoubleVector ac = fromArray(SPECIES, a, a2 + row * LANES);
      DoubleVector ad = fromArray(SPECIES, a, a3 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
      s01 = ab.fma(xj, s01);
      s02 = ac.fma(xj, s02);
      s03 = ad.fma(xj, s03);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 1]);
      s10 = aa.fma(xj, s10);
      s11 = ab.fma(xj, s11);
      s12 = ac.fma(xj, s12);
      s13 = ad.fma(xj, s13);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 2]);
      s20 = aa.fma(xj, s20);
      s21 = ab.fma(xj, s21);
      s22 = ac.fma(xj, s22);
      s23 = ad.fma(xj, s23);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 3]);
      s30 = aa.fma(xj, s30);
      s31 = ab.fma(xj, s31);
      s32 = ac.fma(xj, s32);
      s33 = ad.fma(xj, s33);
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

  private static void columns2panels4(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    int a1 = a0 + aGap;
    int a2 = a1 + aGap;
    int a3 = a2 + aGap;
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s02 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s03 = fromArray(SPECIES, start, start0 + 3 * startGap);
    DoubleVector s10 = fromArray(SPECIES, start, start0 + startStep);
    DoubleVector s11 = fromArray(SPECIES, start, start0 + startStep + startGap);
    DoubleVector s12 = fromArray(SPECIES, start, start0 + startStep + 2 * startGap);
    DoubleVector s13 = fromArray(SPECIES, start, start0 + startStep + 3 * startGap);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector ab = fromArray(SPECIES, a, a1 + row * LANES);
      DoubleVector ac = fromArray(SPECIES, a, a2 + row * LANES);
      DoubleVector ad = fromArray(SPECIES, a, a3 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
      s01 = ab.fma(xj, s01);
      s02 = ac.fma(xj, s02);
      s03 = ad.fma(xj, s03);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 1]);
      s10 = aa.fma(xj, s10);
      s11 = ab.fma(xj, s11);
      s12 = ac.fma(xj, s12);
      s13 = ad.fma(xj, s13);
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

  private static void columns1panels4(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    int a1 = a0 + aGap;
    int a2 = a1 + aGap;
    int a3 = a2 + aGap;
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s02 = fromArray(SPECIES, start, start0 + 2 * startGap);
    DoubleVector s03 = fromArray(SPECIES, start, start0 + 3 * startGap);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector ab = fromArray(SPECIES, a, a1 + row * LANES);
      DoubleVector ac = fromArray(SPECIES, a, a2 + row * LANES);
      DoubleVector ad = fromArray(SPECIES, a, a3 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
      s01 = ab.fma(xj, s01);
      s02 = ac.fma(xj, s02);
      s03 = ad.fma(xj, s03);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + outGap);
    s02.intoArray(out, out0 + 2 * outGap);
    s03.intoArray(out, out0 + 3 * outGap);
  }

  private static void columns4panels2(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    int a1 = a0 + aGap;
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    DoubleVector s10 = fromArray(SPECIES, start, start0 + startStep);
    DoubleVector s11 = fromArray(SPECIES, start, start0 + startStep + startGap);
    DoubleVector s20 = fromArray(SPECIES, start, start0 + 2 * startStep);
    DoubleVector s21 = fromArray(SPECIES, start, start0 + 2 * startStep + startGap);
    DoubleVector s30 = fromArray(SPECIES, start, start0 + 3 * startStep);
    DoubleVector s31 = fromArray(SPECIES, start, start0 + 3 * startStep + startGap);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector ab = fromArray(SPECIES, a, a1 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
      s01 = ab.fma(xj, s01);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 1]);
      s10 = aa.fma(xj, s10);
      s11 = ab.fma(xj, s11);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 2]);
      s20 = aa.fma(xj, s20);
      s21 = ab.fma(xj, s21);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 3]);
      s30 = aa.fma(xj, s30);
      s31 = ab.fma(xj, s31);
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

  private static void columns1panels2(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    int a1 = a0 + aGap;
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s01 = fromArray(SPECIES, start, start0 + startGap);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector ab = fromArray(SPECIES, a, a1 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
      s01 = ab.fma(xj, s01);
    }
    s00.intoArray(out, out0);
    s01.intoArray(out, out0 + outGap);
  }

  private static void columns4panels1(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    DoubleVector s10 = fromArray(SPECIES, start, start0 + startStep);
    DoubleVector s20 = fromArray(SPECIES, start, start0 + 2 * startStep);
    DoubleVector s30 = fromArray(SPECIES, start, start0 + 3 * startStep);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 1]);
      s10 = aa.fma(xj, s10);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 2]);
      s20 = aa.fma(xj, s20);
      xj = broadcast(SPECIES, x[x0 + row * PACK + 3]);
      s30 = aa.fma(xj, s30);
    }
    s00.intoArray(out, out0);
    s10.intoArray(out, out0 + LANES);
    s20.intoArray(out, out0 + 2 * LANES);
    s30.intoArray(out, out0 + 3 * LANES);
  }

  private static void columns1panels1(
      double[] a,
      int a0,
      int aGap,
      double[] x,
      int x0,
      int rows,
      double[] start,
      int start0,
      int startStep,
      int startGap,
      double[] out,
      int out0,
      int outGap) {
    DoubleVector s00 = fromArray(SPECIES, start, start0);
    for (int row = 0; row < rows; row++) {
      DoubleVector aa = fromArray(SPECIES, a, a0 + row * LANES);
      DoubleVector xj = broadcast(SPECIES, x[x0 + row * PACK]);
      s00 = aa.fma(xj, s00);
    }
    s00.intoArray(out, out0);
  }
}
