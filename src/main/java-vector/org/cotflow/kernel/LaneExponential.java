package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The stage of e^x that sigmoid, softplus and gelu share: from r and k to e^r as a sum of two
 * doubles and 2^k as a product of two.
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
}
