package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;
import static org.cotflow.kernel.LaneFunctions.constant;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** The parts of e^x that sigmoid, softplus and gelu are made of; see {@link ScalarFunctions}. */
final class LaneExponential {
  private static final long ONE_BITS = 1023L << 52;

  private LaneExponential() {}

  static DoubleVector reducedExponent(DoubleVector y, DoubleVector shifted) {
    DoubleVector minusK = shifted.sub(SHIFTER).neg();
    return minusK.fma(constant(LN2_REST), minusK.fma(constant(LN2), y));
  }

  static DoubleVector expTail(DoubleVector r) {
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

  static DoubleVector expHigh(DoubleVector r, DoubleVector tail) {
    DoubleVector sum = r.add(1.0);
    return sum.add(r.sub(sum.sub(1.0)).add(tail));
  }

  static DoubleVector expLow(DoubleVector r, DoubleVector tail, DoubleVector high) {
    DoubleVector sum = r.add(1.0);
    return r.sub(sum.sub(1.0)).add(tail).sub(high.sub(sum));
  }

  static DoubleVector normalScale(DoubleVector shifted) {
    return powerOfTwo(atLeastLowest(shifted));
  }

  static DoubleVector restOfScale(DoubleVector shifted) {
    return powerOfTwo(shifted.sub(atLeastLowest(shifted)).add(SHIFTER));
  }

  private static DoubleVector atLeastLowest(DoubleVector shifted) {
    DoubleVector lowest = constant(SHIFTER + LOWEST_NORMAL_SHIFT);
    return shifted.blend(lowest, shifted.compare(VectorOperators.LT, lowest));
  }

  static DoubleVector powerOfTwo(DoubleVector shifted) {
    return shifted
        .reinterpretAsLongs()
        .lanewise(VectorOperators.LSHL, 52)
        .add(ONE_BITS)
        .reinterpretAsDoubles();
  }

  static DoubleVector softplusSeries(DoubleVector e) {
    DoubleVector v = e.sub(0.5);
    DoubleVector square = v.mul(v);
    DoubleVector even = constant(SOFTPLUS_20);
    DoubleVector odd = constant(SOFTPLUS_19);
    even = even.fma(square, constant(SOFTPLUS_18));
    odd = odd.fma(square, constant(SOFTPLUS_17));
    even = even.fma(square, constant(SOFTPLUS_16));
    odd = odd.fma(square, constant(SOFTPLUS_15));
    even = even.fma(square, constant(SOFTPLUS_14));
    odd = odd.fma(square, constant(SOFTPLUS_13));
    even = even.fma(square, constant(SOFTPLUS_12));
    odd = odd.fma(square, constant(SOFTPLUS_11));
    even = even.fma(square, constant(SOFTPLUS_10));
    odd = odd.fma(square, constant(SOFTPLUS_9));
    even = even.fma(square, constant(SOFTPLUS_8));
    odd = odd.fma(square, constant(SOFTPLUS_7));
    even = even.fma(square, constant(SOFTPLUS_6));
    odd = odd.fma(square, constant(SOFTPLUS_5));
    even = even.fma(square, constant(SOFTPLUS_4));
    odd = odd.fma(square, constant(SOFTPLUS_3));
    even = even.fma(square, constant(SOFTPLUS_2));
    odd = odd.fma(square, constant(SOFTPLUS_1));
    even = even.fma(square, constant(SOFTPLUS_0));
    return odd.fma(v, even);
  }
}
