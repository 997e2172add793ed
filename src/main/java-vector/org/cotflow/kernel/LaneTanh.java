package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link ScalarFunctions#tanh} and its derivative. */
final class LaneTanh {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;
  private static final DoubleVector END = Lanes.all(TANH_END);
  private static final DoubleVector TWO_LOG2_E = Lanes.all(2 * LOG2_E);
  private static final DoubleVector SHIFT = Lanes.all(SHIFTER);
  private static final DoubleVector HALF = Lanes.all(0.5);
  private static final DoubleVector MINUS_HALF = Lanes.all(-0.5);
  private static final DoubleVector MINUS_ONE = Lanes.all(-1.0);
  private static final DoubleVector HALF_LN2 = Lanes.all(LN2 / 2);
  private static final DoubleVector HALF_LN2_REST = Lanes.all(LN2_REST / 2);
  private static final LongVector SIGN = Lanes.all(Long.MIN_VALUE);
  private static final LongVector MINUS_ONE_BITS = Lanes.all(1023L << 52 | Long.MIN_VALUE);

  // Of (e^(2h) - 1) / 2.
  private static final DoubleVector GROWTH_0 = Lanes.all(2 * EXP_0);
  private static final DoubleVector GROWTH_1 = Lanes.all(4 * EXP_1);
  private static final DoubleVector GROWTH_2 = Lanes.all(8 * EXP_2);
  private static final DoubleVector GROWTH_3 = Lanes.all(16 * EXP_3);
  private static final DoubleVector GROWTH_4 = Lanes.all(32 * EXP_4);
  private static final DoubleVector GROWTH_5 = Lanes.all(64 * EXP_5);
  private static final DoubleVector GROWTH_6 = Lanes.all(128 * EXP_6);
  private static final DoubleVector GROWTH_7 = Lanes.all(256 * EXP_7);
  private static final DoubleVector GROWTH_8 = Lanes.all(512 * EXP_8);
  private static final DoubleVector GROWTH_9 = Lanes.all(1024 * EXP_9);
  private static final DoubleVector GROWTH_10 = Lanes.all(2048 * EXP_10);

  private LaneTanh() {}

  /** Sets {@code a[i] = tanh(z[i])}. */
  static void values(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, i);
      LongVector sign = x.reinterpretAsLongs().and(SIGN);
      DoubleVector y = x.abs();
      y = y.blend(END, y.compare(VectorOperators.GT, END));
      DoubleVector shifted = y.fma(TWO_LOG2_E, SHIFT);
      LongVector bits = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      // -c: with it the denominator comes out negative and no operation is spent on signs.
      DoubleVector c = MINUS_ONE_BITS.sub(bits).reinterpretAsDoubles();
      DoubleVector minusK = SHIFT.sub(shifted);
      DoubleVector h = minusK.fma(HALF_LN2_REST, minusK.fma(HALF_LN2, y));
      DoubleVector square = h.mul(h);
      DoubleVector even = GROWTH_10.fma(square, GROWTH_8);
      DoubleVector odd = GROWTH_9.fma(square, GROWTH_7);
      even = even.fma(square, GROWTH_6);
      odd = odd.fma(square, GROWTH_5);
      even = even.fma(square, GROWTH_4);
      odd = odd.fma(square, GROWTH_3);
      even = even.fma(square, GROWTH_2);
      odd = odd.fma(square, GROWTH_1);
      even = even.fma(square, GROWTH_0);
      DoubleVector p = square.fma(odd.fma(h, even), h);
      DoubleVector base = c.fma(HALF, MINUS_HALF);
      DoubleVector denominator = base.sub(p);
      DoubleVector inverse = MINUS_ONE.div(denominator);
      DoubleVector minusRest = base.sub(denominator).sub(p);
      DoubleVector numerator = c.sub(denominator);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector remainder = quotient.fma(denominator, numerator).sub(minusRest);
      DoubleVector v = quotient.fma(minusRest, remainder).fma(inverse, quotient);
      v.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(a, i);
    }
  }

  /** Sets {@code a[i] = tanh(z[i])} and {@code slopes[i] = 1 - a[i]^2}. */
  static void valuesAndDerivatives(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, i);
      LongVector sign = x.reinterpretAsLongs().and(SIGN);
      DoubleVector y = x.abs();
      y = y.blend(END, y.compare(VectorOperators.GT, END));
      DoubleVector shifted = y.fma(TWO_LOG2_E, SHIFT);
      LongVector bits = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      // -c: with it the denominator comes out negative and no operation is spent on signs.
      DoubleVector c = MINUS_ONE_BITS.sub(bits).reinterpretAsDoubles();
      DoubleVector minusK = SHIFT.sub(shifted);
      DoubleVector h = minusK.fma(HALF_LN2_REST, minusK.fma(HALF_LN2, y));
      DoubleVector square = h.mul(h);
      DoubleVector even = GROWTH_10.fma(square, GROWTH_8);
      DoubleVector odd = GROWTH_9.fma(square, GROWTH_7);
      even = even.fma(square, GROWTH_6);
      odd = odd.fma(square, GROWTH_5);
      even = even.fma(square, GROWTH_4);
      odd = odd.fma(square, GROWTH_3);
      even = even.fma(square, GROWTH_2);
      odd = odd.fma(square, GROWTH_1);
      even = even.fma(square, GROWTH_0);
      DoubleVector p = square.fma(odd.fma(h, even), h);
      DoubleVector base = c.fma(HALF, MINUS_HALF);
      DoubleVector denominator = base.sub(p);
      DoubleVector inverse = MINUS_ONE.div(denominator);
      DoubleVector minusRest = base.sub(denominator).sub(p);
      DoubleVector numerator = c.sub(denominator);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector remainder = quotient.fma(denominator, numerator).sub(minusRest);
      DoubleVector v = quotient.fma(minusRest, remainder).fma(inverse, quotient);
      c.mul(inverse).mul(MINUS_ONE.sub(v)).intoArray(slopes, i);
      v.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(a, i);
    }
  }
}
