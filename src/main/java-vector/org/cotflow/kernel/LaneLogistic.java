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
  private static final DoubleVector END = Lanes.all(EXP_UNDERFLOW);
  private static final DoubleVector LOG2 = Lanes.all(LOG2_E);
  private static final DoubleVector SHIFT = Lanes.all(SHIFTER);
  private static final DoubleVector LN = Lanes.all(LN2);
  private static final DoubleVector LN_REST = Lanes.all(LN2_REST);
  private static final DoubleVector ZERO = Lanes.all(0.0);
  private static final DoubleVector HALF = Lanes.all(0.5);
  private static final DoubleVector ONE = Lanes.all(1.0);

  private static final DoubleVector LOG_0 = Lanes.all(SOFTPLUS_0);
  private static final DoubleVector LOG_1 = Lanes.all(SOFTPLUS_1);
  private static final DoubleVector LOG_2 = Lanes.all(SOFTPLUS_2);
  private static final DoubleVector LOG_3 = Lanes.all(SOFTPLUS_3);
  private static final DoubleVector LOG_4 = Lanes.all(SOFTPLUS_4);
  private static final DoubleVector LOG_5 = Lanes.all(SOFTPLUS_5);
  private static final DoubleVector LOG_6 = Lanes.all(SOFTPLUS_6);
  private static final DoubleVector LOG_7 = Lanes.all(SOFTPLUS_7);
  private static final DoubleVector LOG_8 = Lanes.all(SOFTPLUS_8);
  private static final DoubleVector LOG_9 = Lanes.all(SOFTPLUS_9);
  private static final DoubleVector LOG_10 = Lanes.all(SOFTPLUS_10);
  private static final DoubleVector LOG_11 = Lanes.all(SOFTPLUS_11);
  private static final DoubleVector LOG_12 = Lanes.all(SOFTPLUS_12);
  private static final DoubleVector LOG_13 = Lanes.all(SOFTPLUS_13);
  private static final DoubleVector LOG_14 = Lanes.all(SOFTPLUS_14);
  private static final DoubleVector LOG_15 = Lanes.all(SOFTPLUS_15);
  private static final DoubleVector LOG_16 = Lanes.all(SOFTPLUS_16);
  private static final DoubleVector LOG_17 = Lanes.all(SOFTPLUS_17);
  private static final DoubleVector LOG_18 = Lanes.all(SOFTPLUS_18);
  private static final DoubleVector LOG_19 = Lanes.all(SOFTPLUS_19);
  private static final DoubleVector LOG_20 = Lanes.all(SOFTPLUS_20);

  private LaneLogistic() {}

  /** The exponential of -|z|, for the other stages. */
  static void exponential(double[] z, int from, int length, double[] stages) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector magnitude = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      DoubleVector y = magnitude.blend(END, magnitude.compare(VectorOperators.GT, END)).neg();
      DoubleVector shifted = y.fma(LOG2, SHIFT);
      DoubleVector minusK = SHIFT.sub(shifted);
      minusK.fma(LN_REST, minusK.fma(LN, y)).intoArray(stages, Stages.R + i);
      shifted.intoArray(stages, Stages.SHIFTED + i);
    }
    LaneExponential.expand(stages, length);
  }

  /** Sets {@code a[from + i] = sigmoid(z[from + i])}. */
  static void sigmoid(double[] z, int from, int length, double[] stages, double[] a) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      VectorMask<Double> negative =
          DoubleVector.fromArray(SPECIES, z, from + i).compare(VectorOperators.LT, ZERO);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector denominator = scale.fma(high, ONE);
      DoubleVector rest = scale.fma(low, scale.fma(high, ONE.sub(denominator)));
      DoubleVector inverse = ONE.div(denominator);
      DoubleVector numerator = ONE.blend(high, negative);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector minusQuotient = quotient.neg();
      DoubleVector remainder =
          minusQuotient.fma(denominator, numerator).add(ZERO.blend(low, negative));
      DoubleVector v = minusQuotient.fma(rest, remainder).fma(inverse, quotient);
      DoubleVector scaled =
          v.mul(scale).mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      v.blend(scaled, negative).intoArray(a, from + i);
    }
  }

  /** The same, and {@code slopes[from + i]} the derivative. */
  static void sigmoid(
      double[] z, int from, int length, double[] stages, double[] a, double[] slopes) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      VectorMask<Double> negative =
          DoubleVector.fromArray(SPECIES, z, from + i).compare(VectorOperators.LT, ZERO);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector scaleRest = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i);
      DoubleVector denominator = scale.fma(high, ONE);
      DoubleVector rest = scale.fma(low, scale.fma(high, ONE.sub(denominator)));
      DoubleVector inverse = ONE.div(denominator);
      DoubleVector numerator = ONE.blend(high, negative);
      DoubleVector quotient = numerator.mul(inverse);
      DoubleVector minusQuotient = quotient.neg();
      DoubleVector remainder =
          minusQuotient.fma(denominator, numerator).add(ZERO.blend(low, negative));
      DoubleVector v = minusQuotient.fma(rest, remainder).fma(inverse, quotient);
      DoubleVector value = v.blend(v.mul(scale).mul(scaleRest), negative);
      DoubleVector minusInverse = inverse.neg();
      remainder = minusInverse.fma(rest, minusInverse.fma(denominator, ONE));
      inverse = remainder.fma(inverse, inverse);
      DoubleVector other = high.mul(inverse).mul(scale).mul(scaleRest).blend(inverse, negative);
      value.mul(other).intoArray(slopes, from + i);
      value.intoArray(a, from + i);
    }
  }

  /** Sets {@code a[from + i] = softplus(z[from + i])}. */
  static void softplus(double[] z, int from, int length, double[] stages, double[] a) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector e = high.mul(scale);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector shift = e.sub(HALF);
      DoubleVector square = shift.mul(shift);
      DoubleVector even = LOG_20.fma(square, LOG_18);
      DoubleVector odd = LOG_19.fma(square, LOG_17);
      even = even.fma(square, LOG_16);
      odd = odd.fma(square, LOG_15);
      even = even.fma(square, LOG_14);
      odd = odd.fma(square, LOG_13);
      even = even.fma(square, LOG_12);
      odd = odd.fma(square, LOG_11);
      even = even.fma(square, LOG_10);
      odd = odd.fma(square, LOG_9);
      even = even.fma(square, LOG_8);
      odd = odd.fma(square, LOG_7);
      even = even.fma(square, LOG_6);
      odd = odd.fma(square, LOG_5);
      even = even.fma(square, LOG_4);
      odd = odd.fma(square, LOG_3);
      even = even.fma(square, LOG_2);
      odd = odd.fma(square, LOG_1);
      even = even.fma(square, LOG_0);
      DoubleVector v = high.mul(e).fma(odd.fma(shift, even), low).add(high);
      DoubleVector scaled =
          v.mul(scale).mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      VectorMask<Double> negative = x.compare(VectorOperators.LT, ZERO);
      v.fma(scale, x).blend(scaled, negative).intoArray(a, from + i);
    }
  }
}
