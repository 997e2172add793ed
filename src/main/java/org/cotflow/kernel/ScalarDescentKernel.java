package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

/** The reference: {@link DescentKernel} written down as plain loops. */
final class ScalarDescentKernel implements DescentKernel {
  @Override
  public void descend(
      ParticleBlock block, double[] gradient, int sampleCount, double[] steps, double[] sums) {
    sums[NOT_FINITE] = 0;
    for (int part = 0; part < steps.length; part++) {
      descend(block, gradient, sampleCount, part, steps[part], sums);
    }
  }

  private static void descend(
      ParticleBlock block,
      double[] gradient,
      int sampleCount,
      int part,
      double step,
      double[] sums) {
    double[] values = block.values();
    double[] squares = new double[LANES];
    double[] way = new double[LANES];
    double[] notFinite = new double[LANES];
    int d = block.stateDim();
    for (int panel = 0; panel < block.panelCount(); panel++) {
      int first = DescentKernel.firstCoordinate(part, d);
      int from = panel * ParticleBlock.panelSize(d) + first * LANES;
      for (int i = from; i < from + DescentKernel.coordinates(part, d) * LANES; i++) {
        int lane = i % LANES;
        double slope = gradient[i] / sampleCount;
        squares[lane] = Math.fma(slope, slope, squares[lane]);
        if (step != 0) {
          double moved = Math.fma(-step, slope, values[i]);
          double displacement = moved - values[i];
          values[i] = moved;
          way[lane] = Math.fma(displacement, displacement, way[lane]);
          notFinite[lane] = Math.fma(0.0, moved, notFinite[lane]);
        }
      }
    }
    sums[SQUARES + part] = ParticleBlock.foldLanes(squares, 0);
    sums[WAY + part] = ParticleBlock.foldLanes(way, 0);
    sums[NOT_FINITE] += ParticleBlock.foldLanes(notFinite, 0);
  }
}
