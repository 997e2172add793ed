package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarCosine} for angles below 2^40, in stages over a chunk. Whoever
 * holds larger ones, or infinities, calls the scalar.
 */
final class LaneCosine {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;
  private static final DoubleVector QUARTERS = Lanes.all(TWO_OVER_PI);
  private static final DoubleVector SHIFT = Lanes.all(SHIFTER);
  private static final DoubleVector PI_1 = Lanes.all(HALF_PI);
  private static final DoubleVector PI_2 = Lanes.all(HALF_PI_REST);
  private static final DoubleVector PI_3 = Lanes.all(HALF_PI_LAST);
  private static final DoubleVector HUGE = Lanes.all(HUGE_ANGLE);
  private static final DoubleVector MINUS_HALF = Lanes.all(-0.5);
  private static final DoubleVector HALF = Lanes.all(0.5);
  private static final DoubleVector ONE = Lanes.all(1.0);
  private static final LongVector ONE_BIT = Lanes.all(1L);
  private static final LongVector TWO_BIT = Lanes.all(2L);
  private static final LongVector NO_BIT = Lanes.all(0L);
  private static final LongVector SIGN = Lanes.all(Long.MIN_VALUE);

  private static final DoubleVector S_0 = Lanes.all(SIN_0);
  private static final DoubleVector S_1 = Lanes.all(SIN_1);
  private static final DoubleVector S_2 = Lanes.all(SIN_2);
  private static final DoubleVector S_3 = Lanes.all(SIN_3);
  private static final DoubleVector S_4 = Lanes.all(SIN_4);
  private static final DoubleVector S_5 = Lanes.all(SIN_5);
  private static final DoubleVector C_0 = Lanes.all(COS_0);
  private static final DoubleVector C_1 = Lanes.all(COS_1);
  private static final DoubleVector C_2 = Lanes.all(COS_2);
  private static final DoubleVector C_3 = Lanes.all(COS_3);
  private static final DoubleVector C_4 = Lanes.all(COS_4);
  private static final DoubleVector C_5 = Lanes.all(COS_5);

  private LaneCosine() {}

  static boolean anyHuge(double[] z, int from, int length) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      if (DoubleVector.fromArray(SPECIES, z, from + i)
          .abs()
          .compare(VectorOperators.GE, HUGE)
          .anyTrue()) {
        return true;
      }
    }
    return false;
  }

  /** Sine and cosine of |z| modulo pi/2, for the other stages. */
  static void reduce(double[] z, int from, int length, double[] stages) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      DoubleVector shifted = x.fma(QUARTERS, SHIFT);
      shifted.intoArray(stages, Stages.SHIFTED + i);
      DoubleVector k = shifted.sub(SHIFT);
      DoubleVector first = SHIFT.sub(shifted).fma(PI_1, x);
      DoubleVector product = k.mul(PI_2);
      DoubleVector high = first.sub(product);
      DoubleVector taken = first.sub(high);
      DoubleVector error = first.sub(high.add(taken)).add(taken.sub(product));
      DoubleVector low = error.sub(k.fma(PI_3, k.fma(PI_2, product.neg())));
      high.intoArray(stages, Stages.HIGH + i);
      low.intoArray(stages, Stages.LOW + i);
    }
  }

  /** The second half of the reduction. */
  static void sineAndCosine(double[] stages, int length) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector square = high.mul(high);
      DoubleVector series = S_5.fma(square, S_4).fma(square, S_3).fma(square, S_2);
      series = series.fma(square, S_1).fma(square, S_0);
      DoubleVector scaledRest = square.mul(MINUS_HALF).fma(low, low);
      DoubleVector sine = high.add(high.mul(square).fma(series, scaledRest));
      sine.intoArray(stages, Stages.SINE + i);
      series = C_5.fma(square, C_4).fma(square, C_3).fma(square, C_2);
      series = series.fma(square, C_1).fma(square, C_0);
      DoubleVector half = square.mul(HALF);
      DoubleVector head = ONE.sub(half);
      DoubleVector lost = high.neg().fma(low, ONE.sub(head).sub(half));
      head.add(square.mul(square).fma(series, lost)).intoArray(stages, Stages.COSINE + i);
    }
  }

  /** Sets {@code a[from + i] = cos(z[from + i])}. */
  static void value(int from, int length, double[] stages, double[] a) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      LongVector quadrant =
          DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i)
              .reinterpretAsLongs()
              .add(ONE_BIT);
      LongVector sine =
          DoubleVector.fromArray(SPECIES, stages, Stages.SINE + i).reinterpretAsLongs();
      LongVector cosine =
          DoubleVector.fromArray(SPECIES, stages, Stages.COSINE + i).reinterpretAsLongs();
      LongVector odd = NO_BIT.sub(quadrant.and(ONE_BIT));
      LongVector difference = sine.lanewise(VectorOperators.XOR, cosine).and(odd);
      LongVector sign = quadrant.and(TWO_BIT).lanewise(VectorOperators.LSHL, 62);
      LongVector v =
          sine.lanewise(VectorOperators.XOR, difference).lanewise(VectorOperators.XOR, sign);
      v.reinterpretAsDoubles().intoArray(a, from + i);
    }
  }

  /** Sets {@code slopes[from + i] = -sin(z[from + i])}. */
  static void derivative(double[] z, int from, int length, double[] stages, double[] slopes) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      LongVector quadrant =
          DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i).reinterpretAsLongs();
      LongVector sine =
          DoubleVector.fromArray(SPECIES, stages, Stages.SINE + i).reinterpretAsLongs();
      LongVector cosine =
          DoubleVector.fromArray(SPECIES, stages, Stages.COSINE + i).reinterpretAsLongs();
      LongVector odd = NO_BIT.sub(quadrant.and(ONE_BIT));
      LongVector difference = sine.lanewise(VectorOperators.XOR, cosine).and(odd);
      LongVector sign = quadrant.and(TWO_BIT).lanewise(VectorOperators.LSHL, 62);
      LongVector v =
          sine.lanewise(VectorOperators.XOR, difference).lanewise(VectorOperators.XOR, sign);
      LongVector angle = DoubleVector.fromArray(SPECIES, z, from + i).reinterpretAsLongs();
      LongVector minus = angle.and(SIGN).lanewise(VectorOperators.XOR, SIGN);
      v.lanewise(VectorOperators.XOR, minus).reinterpretAsDoubles().intoArray(slopes, from + i);
    }
  }
}
