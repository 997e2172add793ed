package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;
import static org.cotflow.kernel.LaneExponential.expHigh;
import static org.cotflow.kernel.LaneExponential.expLow;
import static org.cotflow.kernel.LaneExponential.expTail;
import static org.cotflow.kernel.LaneExponential.normalScale;
import static org.cotflow.kernel.LaneExponential.restOfScale;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The vector twin of {@link ScalarFunctions}: the same operations in every lane, so the same bits.
 *
 * <p>Each method is short enough for the compiler to inline, and what a value and its derivative
 * have in common is computed once when both are inlined into the same loop.
 */
final class LaneFunctions {
  private static final long ONE_BITS = 1023L << 52;

  private LaneFunctions() {}

  static DoubleVector constant(double c) {
    return DoubleVector.broadcast(Lanes.SPECIES, c);
  }

  /** Where z is negative, zero not included. */
  static VectorMask<Double> negative(DoubleVector z) {
    return z.compare(VectorOperators.LT, constant(0.0));
  }

  /** |z|, at most {@code end}; NaN stays. */
  static DoubleVector boundedMagnitude(DoubleVector z, double end) {
    DoubleVector y = z.abs();
    DoubleVector ends = constant(end);
    return y.blend(ends, y.compare(VectorOperators.GT, ends));
  }

  /** A magnitude with the sign of z. */
  static DoubleVector withSign(DoubleVector magnitude, DoubleVector z) {
    LongVector sign = z.reinterpretAsLongs().and(Long.MIN_VALUE);
    return magnitude.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
  }

  static DoubleVector tanh(DoubleVector z) {
    DoubleVector y = boundedMagnitude(z, TANH_END);
    DoubleVector shifted = y.fma(constant(2 * LOG2_E), constant(SHIFTER));
    DoubleVector c = tanhScale(shifted);
    DoubleVector p = tanhGrowth(y, shifted);
    DoubleVector base = c.fma(constant(0.5), constant(0.5));
    DoubleVector denominator = base.add(p);
    DoubleVector inverse = constant(1.0).div(denominator);
    DoubleVector rest = p.sub(denominator.sub(base));
    DoubleVector numerator = denominator.sub(c);
    DoubleVector quotient = numerator.mul(inverse);
    DoubleVector minusQuotient = quotient.neg();
    DoubleVector remainder = minusQuotient.fma(denominator, numerator).add(rest);
    remainder = minusQuotient.fma(rest, remainder);
    return withSign(remainder.fma(inverse, quotient), z);
  }

  static DoubleVector tanhDerivative(DoubleVector z, DoubleVector tanh) {
    DoubleVector y = boundedMagnitude(z, TANH_END);
    DoubleVector shifted = y.fma(constant(2 * LOG2_E), constant(SHIFTER));
    DoubleVector c = tanhScale(shifted);
    DoubleVector base = c.fma(constant(0.5), constant(0.5));
    DoubleVector inverse = constant(1.0).div(base.add(tanhGrowth(y, shifted)));
    return c.mul(inverse).mul(tanh.abs().add(1.0));
  }

  private static DoubleVector tanhScale(DoubleVector shifted) {
    LongVector k = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
    return LongVector.broadcast(k.species(), ONE_BITS).sub(k).reinterpretAsDoubles();
  }

  private static DoubleVector tanhGrowth(DoubleVector y, DoubleVector shifted) {
    DoubleVector k = shifted.sub(SHIFTER);
    DoubleVector minusK = k.neg();
    DoubleVector h = minusK.fma(constant(LN2 / 2), y);
    h = minusK.fma(constant(LN2_REST / 2), h);
    DoubleVector square = h.mul(h);
    DoubleVector even = constant(2048 * EXP_10).fma(square, constant(512 * EXP_8));
    DoubleVector odd = constant(1024 * EXP_9).fma(square, constant(256 * EXP_7));
    even = even.fma(square, constant(128 * EXP_6));
    odd = odd.fma(square, constant(64 * EXP_5));
    even = even.fma(square, constant(32 * EXP_4));
    odd = odd.fma(square, constant(16 * EXP_3));
    even = even.fma(square, constant(8 * EXP_2));
    odd = odd.fma(square, constant(4 * EXP_1));
    even = even.fma(square, constant(2 * EXP_0));
    return square.fma(odd.fma(h, even), h);
  }

  static DoubleVector sigmoid(DoubleVector z) {
    DoubleVector y = boundedMagnitude(z, EXP_UNDERFLOW).neg();
    DoubleVector shifted = y.fma(constant(LOG2_E), constant(SHIFTER));
    DoubleVector r = LaneExponential.reducedExponent(y, shifted);
    DoubleVector tail = expTail(r);
    DoubleVector high = expHigh(r, tail);
    DoubleVector low = expLow(r, tail, high);
    DoubleVector scale = normalScale(shifted);
    DoubleVector denominator = scale.fma(high, constant(1.0));
    DoubleVector rest = sigmoidRest(scale, high, low, denominator);
    VectorMask<Double> negative = negative(z);
    DoubleVector numerator = constant(1.0).blend(high, negative);
    DoubleVector numeratorRest = constant(0.0).blend(low, negative);
    DoubleVector v = sigmoidRatio(numerator, numeratorRest, denominator, rest);
    return v.blend(v.mul(scale).mul(restOfScale(shifted)), negative);
  }

  private static DoubleVector sigmoidRest(
      DoubleVector scale, DoubleVector high, DoubleVector low, DoubleVector denominator) {
    return scale.fma(low, scale.fma(high, constant(1.0).sub(denominator)));
  }

  private static DoubleVector sigmoidRatio(
      DoubleVector numerator,
      DoubleVector numeratorRest,
      DoubleVector denominator,
      DoubleVector rest) {
    DoubleVector inverse = constant(1.0).div(denominator);
    DoubleVector quotient = numerator.mul(inverse);
    DoubleVector minusQuotient = quotient.neg();
    DoubleVector remainder = minusQuotient.fma(denominator, numerator).add(numeratorRest);
    remainder = minusQuotient.fma(rest, remainder);
    return remainder.fma(inverse, quotient);
  }

  static DoubleVector sigmoidDerivative(DoubleVector z, DoubleVector sigmoid) {
    DoubleVector y = boundedMagnitude(z, EXP_UNDERFLOW).neg();
    DoubleVector shifted = y.fma(constant(LOG2_E), constant(SHIFTER));
    DoubleVector r = LaneExponential.reducedExponent(y, shifted);
    DoubleVector tail = expTail(r);
    DoubleVector high = expHigh(r, tail);
    DoubleVector low = expLow(r, tail, high);
    DoubleVector scale = normalScale(shifted);
    DoubleVector denominator = scale.fma(high, constant(1.0));
    DoubleVector inverse = constant(1.0).div(denominator);
    DoubleVector minusInverse = inverse.neg();
    DoubleVector remainder = minusInverse.fma(denominator, constant(1.0));
    remainder = minusInverse.fma(sigmoidRest(scale, high, low, denominator), remainder);
    inverse = remainder.fma(inverse, inverse);
    DoubleVector scaled = high.mul(inverse).mul(scale).mul(restOfScale(shifted));
    return sigmoid.mul(scaled.blend(inverse, negative(z)));
  }

  static DoubleVector softplus(DoubleVector z) {
    DoubleVector y = boundedMagnitude(z, EXP_UNDERFLOW).neg();
    DoubleVector shifted = y.fma(constant(LOG2_E), constant(SHIFTER));
    DoubleVector r = LaneExponential.reducedExponent(y, shifted);
    DoubleVector tail = expTail(r);
    DoubleVector high = expHigh(r, tail);
    DoubleVector low = expLow(r, tail, high);
    DoubleVector scale = normalScale(shifted);
    DoubleVector e = high.mul(scale);
    DoubleVector v = high.mul(e).fma(LaneExponential.softplusSeries(e), low).add(high);
    DoubleVector scaled = v.mul(scale).mul(restOfScale(shifted));
    return v.fma(scale, z).blend(scaled, negative(z));
  }

  static DoubleVector relu(DoubleVector z) {
    DoubleVector zero = constant(0.0);
    return z.blend(zero, z.compare(VectorOperators.LE, zero));
  }

  static DoubleVector reluDerivative(DoubleVector z) {
    DoubleVector zero = constant(0.0);
    return relu(z).blend(constant(1.0), z.compare(VectorOperators.GT, zero));
  }
}
