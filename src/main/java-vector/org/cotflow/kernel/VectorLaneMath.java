package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import org.cotflow.kernel.LaneProduct.Strides;

/**
 * The vector twin of {@link ScalarLaneMath} for {@value ParticleBlock#LANES} lanes.
 *
 * <p>Products are cut into tiles whose sums stay in registers: some rows of a, each a vector of
 * lanes, by some columns of b, each a vector or a number.
 */
final class VectorLaneMath extends LaneMath {
  /** Where fresh sums start. */
  private static final double[] ZEROS = new double[LANES];

  private static final ThreadLocal<double[]> ARGUMENTS =
      ThreadLocal.withInitial(() -> new double[Stages.CHUNK]);
  private static final ThreadLocal<double[]> SLOPES =
      ThreadLocal.withInitial(() -> new double[Stages.CHUNK]);

  VectorLaneMath() {
    super(LANES);
  }

  @Override
  public void multiply(
      LaneProduct shape, double[] a, int aAt, double[] b, int bAt, double[] c, int cAt) {
    int unit = shape.shared() ? 1 : LANES;
    Strides ofA = inNumbers(shape.a(), LANES);
    Strides ofB = inNumbers(shape.b(), unit);
    Strides ofC = inNumbers(shape.c(), LANES);
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      for (int i = 0, width; i < shape.rows(); i += width) {
        width = MachineShape.width(shape.rows() - i);
        int a0 = aAt * LANES + i * ofA.line() + slice;
        for (int j = 0, height; j < shape.columns(); j += height) {
          height = MachineShape.productColumns(shape.columns() - j);
          int b0 = bAt * unit + j * ofB.line() + (shape.shared() ? 0 : slice);
          int c0 = cAt * LANES + i * ofC.line() + j * ofC.step() + slice;
          multiply(shape, height, width, a, a0, ofA, b, b0, ofB, c, c0, ofC);
        }
      }
    }
  }

  /** One tile; places and strides are those of numbers. */
  private static void multiply(
      LaneProduct shape,
      int height,
      int width,
      double[] a,
      int a0,
      Strides ofA,
      double[] b,
      int b0,
      Strides ofB,
      double[] c,
      int c0,
      Strides ofC) {
    boolean fresh = shape.fresh();
    double[] start = fresh ? ZEROS : c;
    int start0 = fresh ? 0 : c0;
    int startRow = fresh ? 0 : ofC.line();
    int startColumn = fresh ? 0 : ofC.step();
    if (shape.shared()) {
      SharedProductTiles.run(
          height,
          width,
          a,
          a0,
          ofA.line(),
          ofA.step(),
          ofA.turn(),
          b,
          b0,
          ofB.line(),
          ofB.step(),
          ofB.turn(),
          shape.length(),
          shape.turns(),
          start,
          start0,
          startRow,
          startColumn,
          c,
          c0,
          ofC.line(),
          ofC.step());
    } else {
      ProductTiles.run(
          height,
          width,
          a,
          a0,
          ofA.line(),
          ofA.step(),
          ofA.turn(),
          b,
          b0,
          ofB.line(),
          ofB.step(),
          ofB.turn(),
          shape.length(),
          shape.turns(),
          start,
          start0,
          startRow,
          startColumn,
          c,
          c0,
          ofC.line(),
          ofC.step());
    }
  }

  private static Strides inNumbers(Strides groups, int unit) {
    return new Strides(groups.line() * unit, groups.step() * unit, groups.turn() * unit);
  }

  @Override
  public void activate(
      Activation activation,
      double[] z,
      int zAt,
      int groups,
      double[] values,
      int valuesAt,
      double[] slopes,
      int slopesAt) {
    double[] chunk = ARGUMENTS.get();
    double[] chunkSlopes = slopes == null ? null : SLOPES.get();
    for (int from = 0; from < groups * LANES; from += Stages.CHUNK) {
      int count = Math.min(Stages.CHUNK, groups * LANES - from);
      System.arraycopy(z, zAt * LANES + from, chunk, 0, count);
      if (slopes == null) {
        VectorFunctions.values(activation, chunk, 0, count, chunk);
      } else {
        VectorFunctions.valuesAndDerivatives(activation, chunk, 0, count, chunk, chunkSlopes);
        System.arraycopy(chunkSlopes, 0, slopes, slopesAt * LANES + from, count);
      }
      System.arraycopy(chunk, 0, values, valuesAt * LANES + from, count);
    }
  }

  @Override
  void exponentials(double[] x, int from, int length) {
    LaneExponential.values(x, from, length);
  }
}
