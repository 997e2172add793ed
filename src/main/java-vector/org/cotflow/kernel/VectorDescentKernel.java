package org.cotflow.kernel;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarDescentKernel}: gradient and particles come through the cache
 * once.
 *
 * <p>The loops take several coordinates at a time, which also makes their methods too long to be
 * inlined. Inside a caller that holds a whole pass the compiler runs out of room, leaves some
 * vector operations as calls, and the step takes several times as long.
 */
final class VectorDescentKernel implements DescentKernel {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  /** Where the lane sums of ways and of zeros stand, behind those of squares. */
  private static final int WAYS = LANES;

  private static final int ZEROS = 2 * LANES;

  @Override
  public void descend(
      ParticleBlock block, double[] gradient, int sampleCount, double[] steps, double[] sums) {
    int d = block.stateDim();
    int panelSize = ParticleBlock.panelSize(d);
    sums[NOT_FINITE] = 0;
    for (int part = 0; part < steps.length; part++) {
      double[] lanes = new double[3 * LANES];
      for (int panel = 0; panel < block.panelCount(); panel++) {
        int from = panel * panelSize + DescentKernel.firstCoordinate(part, d) * LANES;
        int end = from + DescentKernel.coordinates(part, d) * LANES;
        for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
          if (steps[part] == 0) {
            addSquares(gradient, from + slice, end, sampleCount, lanes, slice);
          } else {
            move(
                block.values(),
                gradient,
                from + slice,
                end,
                sampleCount,
                -steps[part],
                lanes,
                slice);
          }
        }
      }
      sums[SQUARES + part] = ParticleBlock.foldLanes(lanes, 0);
      sums[WAY + part] = ParticleBlock.foldLanes(lanes, WAYS);
      sums[NOT_FINITE] += ParticleBlock.foldLanes(lanes, ZEROS);
    }
  }

  private static void addSquares(
      double[] gradient, int from, int end, double sampleCount, double[] lanes, int slice) {
    DoubleVector samples = broadcast(SPECIES, sampleCount);
    DoubleVector squares = fromArray(SPECIES, lanes, slice);
    int i = from;
    for (; i + 7 * LANES < end; i += 8 * LANES) {
      DoubleVector g0 = fromArray(SPECIES, gradient, i).div(samples);
      DoubleVector g1 = fromArray(SPECIES, gradient, i + LANES).div(samples);
      DoubleVector g2 = fromArray(SPECIES, gradient, i + 2 * LANES).div(samples);
      DoubleVector g3 = fromArray(SPECIES, gradient, i + 3 * LANES).div(samples);
      DoubleVector g4 = fromArray(SPECIES, gradient, i + 4 * LANES).div(samples);
      DoubleVector g5 = fromArray(SPECIES, gradient, i + 5 * LANES).div(samples);
      DoubleVector g6 = fromArray(SPECIES, gradient, i + 6 * LANES).div(samples);
      DoubleVector g7 = fromArray(SPECIES, gradient, i + 7 * LANES).div(samples);
      squares = g0.fma(g0, squares);
      squares = g1.fma(g1, squares);
      squares = g2.fma(g2, squares);
      squares = g3.fma(g3, squares);
      squares = g4.fma(g4, squares);
      squares = g5.fma(g5, squares);
      squares = g6.fma(g6, squares);
      squares = g7.fma(g7, squares);
    }
    for (; i + 3 * LANES < end; i += 4 * LANES) {
      DoubleVector g0 = fromArray(SPECIES, gradient, i).div(samples);
      DoubleVector g1 = fromArray(SPECIES, gradient, i + LANES).div(samples);
      DoubleVector g2 = fromArray(SPECIES, gradient, i + 2 * LANES).div(samples);
      DoubleVector g3 = fromArray(SPECIES, gradient, i + 3 * LANES).div(samples);
      squares = g0.fma(g0, squares);
      squares = g1.fma(g1, squares);
      squares = g2.fma(g2, squares);
      squares = g3.fma(g3, squares);
    }
    for (; i < end; i += LANES) {
      DoubleVector g0 = fromArray(SPECIES, gradient, i).div(samples);
      squares = g0.fma(g0, squares);
    }
    squares.intoArray(lanes, slice);
  }

  private static void move(
      double[] values,
      double[] gradient,
      int from,
      int end,
      double sampleCount,
      double minusStep,
      double[] lanes,
      int slice) {
    DoubleVector samples = broadcast(SPECIES, sampleCount);
    DoubleVector factor = broadcast(SPECIES, minusStep);
    DoubleVector zero = broadcast(SPECIES, 0.0);
    DoubleVector squares = fromArray(SPECIES, lanes, slice);
    DoubleVector ways = fromArray(SPECIES, lanes, WAYS + slice);
    DoubleVector zeros = fromArray(SPECIES, lanes, ZEROS + slice);
    int i = from;
    for (; i + 3 * LANES < end; i += 4 * LANES) {
      DoubleVector g0 = fromArray(SPECIES, gradient, i).div(samples);
      DoubleVector g1 = fromArray(SPECIES, gradient, i + LANES).div(samples);
      DoubleVector g2 = fromArray(SPECIES, gradient, i + 2 * LANES).div(samples);
      DoubleVector g3 = fromArray(SPECIES, gradient, i + 3 * LANES).div(samples);
      DoubleVector v0 = fromArray(SPECIES, values, i);
      DoubleVector v1 = fromArray(SPECIES, values, i + LANES);
      DoubleVector v2 = fromArray(SPECIES, values, i + 2 * LANES);
      DoubleVector v3 = fromArray(SPECIES, values, i + 3 * LANES);
      squares = g0.fma(g0, squares);
      squares = g1.fma(g1, squares);
      squares = g2.fma(g2, squares);
      squares = g3.fma(g3, squares);
      g0 = factor.fma(g0, v0);
      g1 = factor.fma(g1, v1);
      g2 = factor.fma(g2, v2);
      g3 = factor.fma(g3, v3);
      g0.intoArray(values, i);
      g1.intoArray(values, i + LANES);
      g2.intoArray(values, i + 2 * LANES);
      g3.intoArray(values, i + 3 * LANES);
      v0 = g0.sub(v0);
      v1 = g1.sub(v1);
      v2 = g2.sub(v2);
      v3 = g3.sub(v3);
      ways = v0.fma(v0, ways);
      ways = v1.fma(v1, ways);
      ways = v2.fma(v2, ways);
      ways = v3.fma(v3, ways);
      zeros = zero.fma(g0, zeros);
      zeros = zero.fma(g1, zeros);
      zeros = zero.fma(g2, zeros);
      zeros = zero.fma(g3, zeros);
    }
    for (; i < end; i += LANES) {
      DoubleVector g0 = fromArray(SPECIES, gradient, i).div(samples);
      DoubleVector v0 = fromArray(SPECIES, values, i);
      squares = g0.fma(g0, squares);
      g0 = factor.fma(g0, v0);
      g0.intoArray(values, i);
      v0 = g0.sub(v0);
      ways = v0.fma(v0, ways);
      zeros = zero.fma(g0, zeros);
    }
    squares.intoArray(lanes, slice);
    ways.intoArray(lanes, WAYS + slice);
    zeros.intoArray(lanes, ZEROS + slice);
  }
}
