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
 * <p>One loop goes over a part's coordinates in all panels, since sums that are handed from panel
 * to panel through memory, or from an inner loop to an outer one, take longer than the work.
 * Several vectors a turn also make the methods too long to be inlined (325 bytes): inside a caller
 * that holds a whole pass the compiler runs out of room, leaves some vector operations as calls,
 * and the step takes several times as long.
 */
final class VectorDescentKernel implements DescentKernel {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  /** Where the lane sums of ways and of zeros stand, behind those of squares. */
  private static final int WAYS = LANES;

  private static final int ZEROS = 2 * LANES;

  @Override
  public void descend(
      ParticleBlock block, double[] gradient, int sampleCount, PartSteps steps, double[] sums) {
    int first = 0;
    sums[NOT_FINITE] = 0;
    for (int part = 0; part < steps.count(); part++) {
      double[] lanes = new double[3 * LANES];
      int coordinates = steps.sizes()[part];
      int count = block.panelCount() * coordinates;
      int skip = block.panelSize() - (coordinates - 1) * LANES;
      double step = steps.steps()[part];
      for (int slice = 0; slice < LANES; slice += Lanes.COUNT) {
        int from = first + slice;
        if (step == 0) {
          addSquares(gradient, from, count, coordinates, skip, sampleCount, lanes, slice);
        } else {
          double[] values = block.values();
          move(values, gradient, from, count, coordinates, skip, sampleCount, -step, lanes, slice);
        }
      }
      sums[SQUARES + part] = ParticleBlock.foldLanes(lanes, 0);
      sums[DescentKernel.way(steps.count()) + part] = ParticleBlock.foldLanes(lanes, WAYS);
      sums[NOT_FINITE] += ParticleBlock.foldLanes(lanes, ZEROS);
      first += coordinates * LANES;
    }
  }

  /**
   * Goes over the same numbers as {@link #move} and moves nothing.
   *
   * @param count coordinates of all panels
   * @param skip from the last coordinate of one panel to the first of the next
   */
  private static void addSquares(
      double[] gradient,
      int from,
      int count,
      int coordinates,
      int skip,
      double sampleCount,
      double[] lanes,
      int slice) {
    DoubleVector samples = broadcast(SPECIES, sampleCount);
    DoubleVector squares = fromArray(SPECIES, lanes, slice);
    int at = from;
    int left = coordinates;
    int n = 0;
    for (; n + 3 < count; n += 4) {
      left = left > 1 ? left - 1 : coordinates;
      int at1 = at + (left == coordinates ? skip : LANES);
      left = left > 1 ? left - 1 : coordinates;
      int at2 = at1 + (left == coordinates ? skip : LANES);
      left = left > 1 ? left - 1 : coordinates;
      int at3 = at2 + (left == coordinates ? skip : LANES);
      DoubleVector g0 = fromArray(SPECIES, gradient, at).div(samples);
      DoubleVector g1 = fromArray(SPECIES, gradient, at1).div(samples);
      DoubleVector g2 = fromArray(SPECIES, gradient, at2).div(samples);
      DoubleVector g3 = fromArray(SPECIES, gradient, at3).div(samples);
      squares = g0.fma(g0, squares);
      squares = g1.fma(g1, squares);
      squares = g2.fma(g2, squares);
      squares = g3.fma(g3, squares);
      left = left > 1 ? left - 1 : coordinates;
      at = at3 + (left == coordinates ? skip : LANES);
    }
    for (; n < count; n++) {
      DoubleVector g = fromArray(SPECIES, gradient, at).div(samples);
      squares = g.fma(g, squares);
      left = left > 1 ? left - 1 : coordinates;
      at += left == coordinates ? skip : LANES;
    }
    squares.intoArray(lanes, slice);
  }

  private static void move(
      double[] values,
      double[] gradient,
      int from,
      int count,
      int coordinates,
      int skip,
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
    int at = from;
    int left = coordinates;
    int n = 0;
    for (; n + 1 < count; n += 2) {
      left = left > 1 ? left - 1 : coordinates;
      int next = at + (left == coordinates ? skip : LANES);
      DoubleVector g0 = fromArray(SPECIES, gradient, at).div(samples);
      DoubleVector g1 = fromArray(SPECIES, gradient, next).div(samples);
      DoubleVector v0 = fromArray(SPECIES, values, at);
      DoubleVector v1 = fromArray(SPECIES, values, next);
      squares = g0.fma(g0, squares);
      squares = g1.fma(g1, squares);
      g0 = factor.fma(g0, v0);
      g1 = factor.fma(g1, v1);
      g0.intoArray(values, at);
      g1.intoArray(values, next);
      v0 = g0.sub(v0);
      v1 = g1.sub(v1);
      ways = v0.fma(v0, ways);
      ways = v1.fma(v1, ways);
      zeros = zero.fma(g0, zeros);
      zeros = zero.fma(g1, zeros);
      left = left > 1 ? left - 1 : coordinates;
      at = next + (left == coordinates ? skip : LANES);
    }
    if (n < count) {
      DoubleVector g = fromArray(SPECIES, gradient, at).div(samples);
      DoubleVector v = fromArray(SPECIES, values, at);
      squares = g.fma(g, squares);
      g = factor.fma(g, v);
      g.intoArray(values, at);
      v = g.sub(v);
      ways = v.fma(v, ways);
      zeros = zero.fma(g, zeros);
    }
    squares.intoArray(lanes, slice);
    ways.intoArray(lanes, WAYS + slice);
    zeros.intoArray(lanes, ZEROS + slice);
  }
}
