package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

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
    double[] start = shape.fresh() ? ZEROS : c;
    int startRow = shape.fresh() ? 0 : shape.cRow() * LANES;
    int startColumn = shape.fresh() ? 0 : shape.cColumn() * LANES;
    int aRow = shape.aRow() * LANES;
    int aStep = shape.aStep() * LANES;
    int unit = shape.shared() ? 1 : LANES;
    int bColumn = shape.bColumn() * unit;
    int bStep = shape.bStep() * unit;
    int cRow = shape.cRow() * LANES;
    int cColumn = shape.cColumn() * LANES;
    int length = shape.length();
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      for (int i = 0, width; i < shape.rows(); i += width) {
        width = MachineShape.width(shape.rows() - i);
        int a0 = aAt * LANES + i * aRow + slice;
        for (int j = 0, height; j < shape.columns(); j += height) {
          height = MachineShape.productColumns(shape.columns() - j);
          int b0 = bAt * unit + j * bColumn;
          int c0 = cAt * LANES + i * cRow + j * cColumn + slice;
          int start0 = shape.fresh() ? slice : c0;
          if (shape.shared()) {
            SharedProductTiles.run(
                height,
                width,
                a,
                a0,
                aRow,
                aStep,
                b,
                b0,
                bColumn,
                bStep,
                length,
                start,
                start0,
                startRow,
                startColumn,
                c,
                c0,
                cRow,
                cColumn);
          } else {
            ProductTiles.run(
                height,
                width,
                a,
                a0,
                aRow,
                aStep,
                b,
                b0 + slice,
                bColumn,
                bStep,
                length,
                start,
                start0,
                startRow,
                startColumn,
                c,
                c0,
                cRow,
                cColumn);
          }
        }
      }
    }
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
