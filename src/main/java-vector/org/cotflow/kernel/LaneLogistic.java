package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarFunctions#sigmoid}, its derivative, and {@link
 * ScalarFunctions#softplus}, in stages over a chunk.
 */
final class LaneLogistic {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private LaneLogistic() {}

  /** The exponential of -|z|, for the other stages. */
  static void exponential(double[] z, int from, int length, double[] stages) {
    DoubleVector end = DoubleVector.broadcast(SPECIES, EXP_UNDERFLOW);
    DoubleVector log2E = DoubleVector.broadcast(SPECIES, LOG2_E);
    DoubleVector shifter = DoubleVector.broadcast(SPECIES, SHIFTER);
    DoubleVector ln2 = DoubleVector.broadcast(SPECIES, LN2);
    DoubleVector ln2Rest = DoubleVector.broadcast(SPECIES, LN2_REST);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector magnitude = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      DoubleVector y = magnitude.blend(end, magnitude.compare(VectorOperators.GT, end)).neg();
      DoubleVector shifted = y.fma(log2E, shifter);
      DoubleVector minusK = shifter.sub(shifted);
      minusK.fma(ln2Rest, minusK.fma(ln2, y)).intoArray(stages, Stages.R + i);
      shifted.intoArray(stages, Stages.SHIFTED + i);
    }
    LaneExponential.expand(stages, length);
  }

  /** Sets {@code a[from + i] = sigmoid(z[from + i])}. */
  static void sigmoid(double[] z, int from, int length, double[] stages, double[] a) {
    DoubleVector zero = DoubleVector.broadcast(SPECIES, 0.0);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      VectorMask<Double> negative =
          DoubleVector.fromArray(SPECIES, z, from + i).compare(VectorOperators.LT, zero);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector denominator = scale.fma(high, one);
      DoubleVector rest = scale.fma(low, scale.fma(high, one.sub(denominator)));
      DoubleVector inverse = one.div(denominator);
      DoubleVector numerator = one.blend(high, negative);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector minusQuotient = quotient.neg();
      DoubleVector remainder =
          minusQuotient.fma(denominator, numerator).add(zero.blend(low, negative));
      DoubleVector v = minusQuotient.fma(rest, remainder).fma(inverse, quotient);
      DoubleVector scaled =
          v.mul(scale).mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      v.blend(scaled, negative).intoArray(a, from + i);
    }
  }

  /** The same, and {@code slopes[from + i]} the derivative. */
  static void sigmoid(
      double[] z, int from, int length, double[] stages, double[] a, double[] slopes) {
    DoubleVector zero = DoubleVector.broadcast(SPECIES, 0.0);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      VectorMask<Double> negative =
          DoubleVector.fromArray(SPECIES, z, from + i).compare(VectorOperators.LT, zero);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector scaleRest = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i);
      DoubleVector denominator = scale.fma(high, one);
      DoubleVector rest = scale.fma(low, scale.fma(high, one.sub(denominator)));
      DoubleVector inverse = one.div(denominator);
      DoubleVector numerator = one.blend(high, negative);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector minusQuotient = quotient.neg();
      DoubleVector remainder =
          minusQuotient.fma(denominator, numerator).add(zero.blend(low, negative));
      DoubleVector v = minusQuotient.fma(rest, remainder).fma(inverse, quotient);
      DoubleVector value = v.blend(v.mul(scale).mul(scaleRest), negative);
      DoubleVector minusInverse = inverse.neg();
      remainder = minusInverse.fma(rest, minusInverse.fma(denominator, one));
      inverse = remainder.fma(inverse, inverse);
      DoubleVector other = high.mul(inverse).mul(scale).mul(scaleRest).blend(inverse, negative);
      value.mul(other).intoArray(slopes, from + i);
      value.intoArray(a, from + i);
    }
  }

  /** Sets {@code a[from + i] = softplus(z[from + i])}. */
  static void softplus(double[] z, int from, int length, double[] stages, double[] a) {
    DoubleVector zero = DoubleVector.broadcast(SPECIES, 0.0);
    DoubleVector half = DoubleVector.broadcast(SPECIES, 0.5);
    DoubleVector c0 = DoubleVector.broadcast(SPECIES, SOFTPLUS_0);
    DoubleVector c1 = DoubleVector.broadcast(SPECIES, SOFTPLUS_1);
    DoubleVector c2 = DoubleVector.broadcast(SPECIES, SOFTPLUS_2);
    DoubleVector c3 = DoubleVector.broadcast(SPECIES, SOFTPLUS_3);
    DoubleVector c4 = DoubleVector.broadcast(SPECIES, SOFTPLUS_4);
    DoubleVector c5 = DoubleVector.broadcast(SPECIES, SOFTPLUS_5);
    DoubleVector c6 = DoubleVector.broadcast(SPECIES, SOFTPLUS_6);
    DoubleVector c7 = DoubleVector.broadcast(SPECIES, SOFTPLUS_7);
    DoubleVector c8 = DoubleVector.broadcast(SPECIES, SOFTPLUS_8);
    DoubleVector c9 = DoubleVector.broadcast(SPECIES, SOFTPLUS_9);
    DoubleVector c10 = DoubleVector.broadcast(SPECIES, SOFTPLUS_10);
    DoubleVector c11 = DoubleVector.broadcast(SPECIES, SOFTPLUS_11);
    DoubleVector c12 = DoubleVector.broadcast(SPECIES, SOFTPLUS_12);
    DoubleVector c13 = DoubleVector.broadcast(SPECIES, SOFTPLUS_13);
    DoubleVector c14 = DoubleVector.broadcast(SPECIES, SOFTPLUS_14);
    DoubleVector c15 = DoubleVector.broadcast(SPECIES, SOFTPLUS_15);
    DoubleVector c16 = DoubleVector.broadcast(SPECIES, SOFTPLUS_16);
    DoubleVector c17 = DoubleVector.broadcast(SPECIES, SOFTPLUS_17);
    DoubleVector c18 = DoubleVector.broadcast(SPECIES, SOFTPLUS_18);
    DoubleVector c19 = DoubleVector.broadcast(SPECIES, SOFTPLUS_19);
    DoubleVector c20 = DoubleVector.broadcast(SPECIES, SOFTPLUS_20);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector e = high.mul(scale);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector shift = e.sub(half);
      DoubleVector square = shift.mul(shift);
      DoubleVector even = c20.fma(square, c18);
      DoubleVector odd = c19.fma(square, c17);
      even = even.fma(square, c16);
      odd = odd.fma(square, c15);
      even = even.fma(square, c14);
      odd = odd.fma(square, c13);
      even = even.fma(square, c12);
      odd = odd.fma(square, c11);
      even = even.fma(square, c10);
      odd = odd.fma(square, c9);
      even = even.fma(square, c8);
      odd = odd.fma(square, c7);
      even = even.fma(square, c6);
      odd = odd.fma(square, c5);
      even = even.fma(square, c4);
      odd = odd.fma(square, c3);
      even = even.fma(square, c2);
      odd = odd.fma(square, c1);
      even = even.fma(square, c0);
      DoubleVector v = high.mul(e).fma(odd.fma(shift, even), low).add(high);
      DoubleVector scaled =
          v.mul(scale).mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      VectorMask<Double> negative = x.compare(VectorOperators.LT, zero);
      v.fma(scale, x).blend(scaled, negative).intoArray(a, from + i);
    }
  }
}
