package org.cotflow.kernel;

import static org.cotflow.kernel.ParticleBlock.LANES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarDescentKernel}: gradient and particles come through the cache
 * once.
 */
final class VectorDescentKernel implements DescentKernel {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;
  private static final int WAYS = LANES;
  private static final int ZEROS = 2 * LANES;

  @Override
  public void descend(
      ParticleBlock block,
      int first,
      int count,
      double[] gradient,
      int sampleCount,
      double step,
      double[] sums) {
    double[] lanes = new double[3 * LANES];
    int panelSize = ParticleBlock.panelSize(block.stateDim());
    for (int panel = 0; panel < block.panelCount(); panel++) {
      int from = panel * panelSize + first * LANES;
      int end = from + count * LANES;
      for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
        if (step == 0) {
          addSquares(gradient, from + slice, end, sampleCount, lanes, slice);
        } else {
          move(block.values(), gradient, from + slice, end, sampleCount, -step, lanes, slice);
        }
      }
    }
    sums[SQUARES] = ParticleBlock.foldLanes(lanes, 0);
    sums[WAY] = ParticleBlock.foldLanes(lanes, WAYS);
    sums[NOT_FINITE] = ParticleBlock.foldLanes(lanes, ZEROS);
  }

  private static void addSquares(
      double[] gradient, int from, int end, double sampleCount, double[] lanes, int slice) {
    DoubleVector samples = DoubleVector.broadcast(SPECIES, sampleCount);
    DoubleVector squares = DoubleVector.fromArray(SPECIES, lanes, slice);
    for (int i = from; i < end; i += LANES) {
      DoubleVector slope = DoubleVector.fromArray(SPECIES, gradient, i).div(samples);
      squares = slope.fma(slope, squares);
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
    DoubleVector samples = DoubleVector.broadcast(SPECIES, sampleCount);
    DoubleVector factor = DoubleVector.broadcast(SPECIES, minusStep);
    DoubleVector zero = DoubleVector.broadcast(SPECIES, 0.0);
    DoubleVector squares = DoubleVector.fromArray(SPECIES, lanes, slice);
    DoubleVector ways = DoubleVector.fromArray(SPECIES, lanes, WAYS + slice);
    DoubleVector zeros = DoubleVector.fromArray(SPECIES, lanes, ZEROS + slice);
    for (int i = from; i < end; i += LANES) {
      DoubleVector slope = DoubleVector.fromArray(SPECIES, gradient, i).div(samples);
      squares = slope.fma(slope, squares);
      DoubleVector value = DoubleVector.fromArray(SPECIES, values, i);
      DoubleVector moved = factor.fma(slope, value);
      moved.intoArray(values, i);
      DoubleVector displacement = moved.sub(value);
      ways = displacement.fma(displacement, ways);
      zeros = zero.fma(moved, zeros);
    }
    squares.intoArray(lanes, slice);
    ways.intoArray(lanes, WAYS + slice);
    zeros.intoArray(lanes, ZEROS + slice);
  }
}
