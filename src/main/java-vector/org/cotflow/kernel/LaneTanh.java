package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarFunctions#tanh} and its derivative, in two stages over a chunk:
 * |z| = h + k ln(2) / 2 with (e^(2h) - 1) / 2, then the quotient.
 */
final class LaneTanh {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private LaneTanh() {}

  /**
   * (e^(2h) - 1) / 2, and -c: with it the denominator comes out negative and no operation is spent
   * on signs.
   */
  static void expand(double[] z, int from, int length, double[] stages) {
    DoubleVector end = DoubleVector.broadcast(SPECIES, TANH_END);
    DoubleVector twoLog2E = DoubleVector.broadcast(SPECIES, 2 * LOG2_E);
    DoubleVector shifter = DoubleVector.broadcast(SPECIES, SHIFTER);
    DoubleVector halfLn2 = DoubleVector.broadcast(SPECIES, LN2 / 2);
    DoubleVector halfLn2Rest = DoubleVector.broadcast(SPECIES, LN2_REST / 2);
    LongVector minusOneBits = LongVector.broadcast(Lanes.BITS, 1023L << 52 | Long.MIN_VALUE);
    DoubleVector growth0 = DoubleVector.broadcast(SPECIES, 2 * EXP_0);
    DoubleVector growth1 = DoubleVector.broadcast(SPECIES, 4 * EXP_1);
    DoubleVector growth2 = DoubleVector.broadcast(SPECIES, 8 * EXP_2);
    DoubleVector growth3 = DoubleVector.broadcast(SPECIES, 16 * EXP_3);
    DoubleVector growth4 = DoubleVector.broadcast(SPECIES, 32 * EXP_4);
    DoubleVector growth5 = DoubleVector.broadcast(SPECIES, 64 * EXP_5);
    DoubleVector growth6 = DoubleVector.broadcast(SPECIES, 128 * EXP_6);
    DoubleVector growth7 = DoubleVector.broadcast(SPECIES, 256 * EXP_7);
    DoubleVector growth8 = DoubleVector.broadcast(SPECIES, 512 * EXP_8);
    DoubleVector growth9 = DoubleVector.broadcast(SPECIES, 1024 * EXP_9);
    DoubleVector growth10 = DoubleVector.broadcast(SPECIES, 2048 * EXP_10);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      y = y.blend(end, y.compare(VectorOperators.GT, end));
      DoubleVector shifted = y.fma(twoLog2E, shifter);
      LongVector bits = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      minusOneBits.sub(bits).reinterpretAsDoubles().intoArray(stages, Stages.SCALE + i);
      DoubleVector minusK = shifter.sub(shifted);
      DoubleVector h = minusK.fma(halfLn2Rest, minusK.fma(halfLn2, y));
      DoubleVector square = h.mul(h);
      DoubleVector even = growth10.fma(square, growth8);
      DoubleVector odd = growth9.fma(square, growth7);
      even = even.fma(square, growth6);
      odd = odd.fma(square, growth5);
      even = even.fma(square, growth4);
      odd = odd.fma(square, growth3);
      even = even.fma(square, growth2);
      odd = odd.fma(square, growth1);
      even = even.fma(square, growth0);
      square.fma(odd.fma(h, even), h).intoArray(stages, Stages.Q + i);
    }
  }

  /**
   * Sets {@code a[from + i] = tanh(z[from + i])}.
   *
   * @param slopes null, or {@code slopes[from + i]} is set to 1 - a[from + i]^2 too
   */
  static void value(
      double[] z, int from, int length, double[] stages, double[] a, double[] slopes) {
    DoubleVector half = DoubleVector.broadcast(SPECIES, 0.5);
    DoubleVector minusHalf = DoubleVector.broadcast(SPECIES, -0.5);
    DoubleVector minusOne = DoubleVector.broadcast(SPECIES, -1.0);
    LongVector signBit = LongVector.broadcast(Lanes.BITS, Long.MIN_VALUE);
    if (slopes == null) {
      for (int i = 0; i < length; i += Lanes.COUNT) {
        DoubleVector c = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
        DoubleVector p = DoubleVector.fromArray(SPECIES, stages, Stages.Q + i);
        DoubleVector base = c.fma(half, minusHalf);
        DoubleVector denominator = base.sub(p);
        DoubleVector inverse = minusOne.div(denominator);
        DoubleVector minusRest = base.sub(denominator).sub(p);
        DoubleVector numerator = c.sub(denominator);
        DoubleVector quotient = numerator.mul(inverse);
        DoubleVector remainder = quotient.fma(denominator, numerator).sub(minusRest);
        DoubleVector v = quotient.fma(minusRest, remainder).fma(inverse, quotient);
        DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
        LongVector sign = x.reinterpretAsLongs().and(signBit);
        v.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(a, from + i);
      }
      return;
    }
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector c = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector p = DoubleVector.fromArray(SPECIES, stages, Stages.Q + i);
      DoubleVector base = c.fma(half, minusHalf);
      DoubleVector denominator = base.sub(p);
      DoubleVector inverse = minusOne.div(denominator);
      DoubleVector minusRest = base.sub(denominator).sub(p);
      DoubleVector numerator = c.sub(denominator);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector remainder = quotient.fma(denominator, numerator).sub(minusRest);
      DoubleVector v = quotient.fma(minusRest, remainder).fma(inverse, quotient);
      c.mul(inverse).mul(minusOne.sub(v)).intoArray(slopes, from + i);
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      LongVector sign = x.reinterpretAsLongs().and(signBit);
      v.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(a, from + i);
    }
  }
}
