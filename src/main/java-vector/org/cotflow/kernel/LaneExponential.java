package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * e^x, and the stage of it that sigmoid, softplus and gelu share: from r and k to e^r as a sum of
 * two doubles and 2^k as a product of two.
 */
final class LaneExponential {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private LaneExponential() {}

  /** From {@link Stages#R} and {@link Stages#SHIFTED} to the four parts of e^x. */
  static void expand(double[] stages, int length) {
    DoubleVector shifter = DoubleVector.broadcast(SPECIES, SHIFTER);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    DoubleVector lowest = DoubleVector.broadcast(SPECIES, SHIFTER + LOWEST_NORMAL_SHIFT);
    LongVector oneBits = LongVector.broadcast(Lanes.BITS, 1023L << 52);
    DoubleVector c0 = DoubleVector.broadcast(SPECIES, EXP_0);
    DoubleVector c1 = DoubleVector.broadcast(SPECIES, EXP_1);
    DoubleVector c2 = DoubleVector.broadcast(SPECIES, EXP_2);
    DoubleVector c3 = DoubleVector.broadcast(SPECIES, EXP_3);
    DoubleVector c4 = DoubleVector.broadcast(SPECIES, EXP_4);
    DoubleVector c5 = DoubleVector.broadcast(SPECIES, EXP_5);
    DoubleVector c6 = DoubleVector.broadcast(SPECIES, EXP_6);
    DoubleVector c7 = DoubleVector.broadcast(SPECIES, EXP_7);
    DoubleVector c8 = DoubleVector.broadcast(SPECIES, EXP_8);
    DoubleVector c9 = DoubleVector.broadcast(SPECIES, EXP_9);
    DoubleVector c10 = DoubleVector.broadcast(SPECIES, EXP_10);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector shifted = DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i);
      DoubleVector normal = shifted.blend(lowest, shifted.compare(VectorOperators.LT, lowest));
      LongVector normalBits = normal.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      normalBits.add(oneBits).reinterpretAsDoubles().intoArray(stages, Stages.SCALE + i);
      DoubleVector rest = shifted.sub(normal).add(shifter);
      LongVector restBits = rest.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      restBits.add(oneBits).reinterpretAsDoubles().intoArray(stages, Stages.SCALE_REST + i);
      DoubleVector r = DoubleVector.fromArray(SPECIES, stages, Stages.R + i);
      DoubleVector square = r.mul(r);
      DoubleVector even = c10.fma(square, c8);
      DoubleVector odd = c9.fma(square, c7);
      even = even.fma(square, c6);
      odd = odd.fma(square, c5);
      even = even.fma(square, c4);
      odd = odd.fma(square, c3);
      even = even.fma(square, c2);
      odd = odd.fma(square, c1);
      even = even.fma(square, c0);
      DoubleVector tail = odd.fma(r, even).mul(square);
      DoubleVector sum = one.add(r);
      DoubleVector low = r.sub(sum.sub(one)).add(tail);
      DoubleVector high = sum.add(low);
      high.intoArray(stages, Stages.HIGH + i);
      low.sub(high.sub(sum)).intoArray(stages, Stages.LOW + i);
    }
  }

  /** Replaces x by e^x, the vector twin of {@link ScalarFunctions#exp}. */
  static void values(double[] x, int from, int length) {
    DoubleVector overflow = DoubleVector.broadcast(SPECIES, EXP_OVERFLOW);
    DoubleVector underflow = DoubleVector.broadcast(SPECIES, -EXP_UNDERFLOW);
    DoubleVector log2E = DoubleVector.broadcast(SPECIES, LOG2_E);
    DoubleVector shifter = DoubleVector.broadcast(SPECIES, SHIFTER);
    DoubleVector ln2 = DoubleVector.broadcast(SPECIES, LN2);
    DoubleVector ln2Rest = DoubleVector.broadcast(SPECIES, LN2_REST);
    DoubleVector half = DoubleVector.broadcast(SPECIES, 0.5);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    LongVector oneBits = LongVector.broadcast(Lanes.BITS, 1023L << 52);
    for (int i = from; i < from + length; i += Lanes.COUNT) {
      DoubleVector y = DoubleVector.fromArray(SPECIES, x, i);
      y = y.blend(overflow, y.compare(VectorOperators.GT, overflow));
      y = y.blend(underflow, y.compare(VectorOperators.LT, underflow));
      DoubleVector shifted = y.fma(log2E, shifter);
      DoubleVector k = shifted.sub(shifter);
      DoubleVector minusK = shifter.sub(shifted);
      DoubleVector r = minusK.fma(ln2Rest, minusK.fma(ln2, y));
      DoubleVector halved = k.fma(half, shifter);
      DoubleVector other = k.sub(halved.sub(shifter)).add(shifter);
      LongVector bits = halved.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      LongVector otherBits = other.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      one.add(r.add(tail(r)))
          .mul(bits.add(oneBits).reinterpretAsDoubles())
          .mul(otherBits.add(oneBits).reinterpretAsDoubles())
          .intoArray(x, i);
    }
  }

  /** e^r - 1 - r. */
  private static DoubleVector tail(DoubleVector r) {
    DoubleVector square = r.mul(r);
    DoubleVector even = constant(EXP_10).fma(square, constant(EXP_8));
    DoubleVector odd = constant(EXP_9).fma(square, constant(EXP_7));
    even = even.fma(square, constant(EXP_6));
    odd = odd.fma(square, constant(EXP_5));
    even = even.fma(square, constant(EXP_4));
    odd = odd.fma(square, constant(EXP_3));
    even = even.fma(square, constant(EXP_2));
    odd = odd.fma(square, constant(EXP_1));
    even = even.fma(square, constant(EXP_0));
    return odd.fma(r, even).mul(square);
  }

  private static DoubleVector constant(double number) {
    return DoubleVector.broadcast(SPECIES, number);
  }
}
