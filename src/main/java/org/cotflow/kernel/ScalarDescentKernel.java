package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

/** The reference: {@link DescentKernel} written down as plain loops. */
final class ScalarDescentKernel implements DescentKernel {
  /** Where the lane sums of ways and of zeros stand, behind those of squares. */
  private static final int WAYS = LANES;

  private static final int ZEROS = 2 * LANES;

  @Override
  public void descend(
      ParticleBlock block, double[] gradient, int sampleCount, PartSteps steps, double[] sums) {
    sums[NOT_FINITE] = 0;
    int first = 0;
    for (int part = 0; part < steps.count(); part++) {
      double[] lanes = new double[3 * LANES];
      int size = steps.sizes()[part];
      descend(block, gradient, sampleCount, first, size, steps.steps()[part], lanes);
      sums[SQUARES + part] = ParticleBlock.foldLanes(lanes, 0);
      sums[DescentKernel.way(steps.count()) + part] = ParticleBlock.foldLanes(lanes, WAYS);
      sums[NOT_FINITE] += ParticleBlock.foldLanes(lanes, ZEROS);
      first += size;
    }
  }

  private static void descend(
      ParticleBlock block,
      double[] gradient,
      int sampleCount,
      int first,
      int size,
      double step,
      double[] lanes) {
    double[] values = block.values();
    for (int panel = 0; panel < block.panelCount(); panel++) {
      int from = panel * block.panelSize() + first * LANES;
      for (int i = from; i < from + size * LANES; i++) {
        int lane = i % LANES;
        double slope = gradient[i] / sampleCount;
        lanes[lane] = Math.fma(slope, slope, lanes[lane]);
        if (step != 0) {
          double moved = Math.fma(-step, slope, values[i]);
          double displacement = moved - values[i];
          values[i] = moved;
          lanes[WAYS + lane] = Math.fma(displacement, displacement, lanes[WAYS + lane]);
          lanes[ZEROS + lane] = Math.fma(0.0, moved, lanes[ZEROS + lane]);
        }
      }
    }
  }
}
