package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

/**
 * The vector twin of {@link ScalarLaneMath} for {@value ParticleBlock#LANES} lanes.
 *
 * <p>Products are cut into tiles whose sums stay in registers: some rows of a, each a vector of
 * lanes, by some columns of b, each a vector or a number.
 */
final class VectorLaneMath extends LaneMath {
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
    for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
      for (int i = 0, width; i < shape.rows(); i += width) {
        width = MachineShape.width(shape.rows() - i);
        int a0 = (aAt + i * shape.a().line()) * LANES + slice;
        for (int j = 0, height; j < shape.columns(); j += height) {
          height = MachineShape.productColumns(shape.columns() - j);
          int b0 = bAt + j * shape.b().line();
          int c0 = (cAt + i * shape.c().line() + j * shape.c().step()) * LANES + slice;
          if (shape.shared()) {
            SharedProductTiles.run(height, width, shape, a, a0, b, b0, c, c0);
          } else {
            ProductTiles.run(height, width, shape, a, a0, b, b0 * LANES + slice, c, c0);
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
