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
  private static final DoubleVector SHIFT = Lanes.all(SHIFTER);
  private static final DoubleVector ONE = Lanes.all(1.0);
  private static final DoubleVector LOWEST = Lanes.all(SHIFTER + LOWEST_NORMAL_SHIFT);
  private static final LongVector ONE_BITS = Lanes.all(1023L << 52);

  private static final DoubleVector TERM_0 = Lanes.all(EXP_0);
  private static final DoubleVector TERM_1 = Lanes.all(EXP_1);
  private static final DoubleVector TERM_2 = Lanes.all(EXP_2);
  private static final DoubleVector TERM_3 = Lanes.all(EXP_3);
  private static final DoubleVector TERM_4 = Lanes.all(EXP_4);
  private static final DoubleVector TERM_5 = Lanes.all(EXP_5);
  private static final DoubleVector TERM_6 = Lanes.all(EXP_6);
  private static final DoubleVector TERM_7 = Lanes.all(EXP_7);
  private static final DoubleVector TERM_8 = Lanes.all(EXP_8);
  private static final DoubleVector TERM_9 = Lanes.all(EXP_9);
  private static final DoubleVector TERM_10 = Lanes.all(EXP_10);

  private LaneExponential() {}

  /** From {@link Stages#R} and {@link Stages#SHIFTED} to the four parts of e^x. */
  static void expand(double[] stages, int length) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector shifted = DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i);
      DoubleVector normal = shifted.blend(LOWEST, shifted.compare(VectorOperators.LT, LOWEST));
      LongVector normalBits = normal.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      normalBits.add(ONE_BITS).reinterpretAsDoubles().intoArray(stages, Stages.SCALE + i);
      DoubleVector rest = shifted.sub(normal).add(SHIFT);
      LongVector restBits = rest.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
      restBits.add(ONE_BITS).reinterpretAsDoubles().intoArray(stages, Stages.SCALE_REST + i);
      DoubleVector r = DoubleVector.fromArray(SPECIES, stages, Stages.R + i);
      DoubleVector square = r.mul(r);
      DoubleVector even = TERM_10.fma(square, TERM_8);
      DoubleVector odd = TERM_9.fma(square, TERM_7);
      even = even.fma(square, TERM_6);
      odd = odd.fma(square, TERM_5);
      even = even.fma(square, TERM_4);
      odd = odd.fma(square, TERM_3);
      even = even.fma(square, TERM_2);
      odd = odd.fma(square, TERM_1);
      even = even.fma(square, TERM_0);
      DoubleVector tail = odd.fma(r, even).mul(square);
      DoubleVector sum = ONE.add(r);
      DoubleVector low = r.sub(sum.sub(ONE)).add(tail);
      DoubleVector high = sum.add(low);
      high.intoArray(stages, Stages.HIGH + i);
      low.sub(high.sub(sum)).intoArray(stages, Stages.LOW + i);
    }
  }
}
