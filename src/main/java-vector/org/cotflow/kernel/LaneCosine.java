package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;
import static org.cotflow.kernel.LaneFunctions.constant;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The vector twin of {@link ScalarCosine} below {@link FunctionCoefficients#HUGE_ANGLE}; {@link
 * #hasHuge} tells when a lane is beyond, and is then computed by the scalar.
 */
final class LaneCosine {
  private LaneCosine() {}

  static boolean hasHuge(DoubleVector z) {
    return z.abs().compare(VectorOperators.GE, HUGE_ANGLE).anyTrue();
  }

  static DoubleVector value(DoubleVector z) {
    DoubleVector x = z.abs();
    DoubleVector shifted = x.fma(constant(TWO_OVER_PI), constant(SHIFTER));
    DoubleVector k = shifted.sub(SHIFTER);
    DoubleVector high = reducedHigh(x, k);
    DoubleVector low = reducedLow(x, k, high);
    return rotated(shifted.reinterpretAsLongs().add(1L), high, low);
  }

  static DoubleVector derivative(DoubleVector z) {
    DoubleVector x = z.abs();
    DoubleVector shifted = x.fma(constant(TWO_OVER_PI), constant(SHIFTER));
    DoubleVector k = shifted.sub(SHIFTER);
    DoubleVector high = reducedHigh(x, k);
    DoubleVector low = reducedLow(x, k, high);
    LongVector sine = rotated(shifted.reinterpretAsLongs(), high, low).reinterpretAsLongs();
    LongVector sign = z.reinterpretAsLongs().not().and(Long.MIN_VALUE);
    return sine.lanewise(VectorOperators.XOR, sign).reinterpretAsDoubles();
  }

  private static DoubleVector rotated(LongVector quadrant, DoubleVector high, DoubleVector low) {
    DoubleVector square = high.mul(high);
    LongVector sine = sine(high, low, square).reinterpretAsLongs();
    LongVector cosine = cosine(high, low, square).reinterpretAsLongs();
    // All ones where the quadrant is odd.
    LongVector odd = quadrant.and(1L).neg();
    LongVector sign = quadrant.and(2L).lanewise(VectorOperators.LSHL, 62);
    LongVector difference = sine.lanewise(VectorOperators.XOR, cosine);
    return sine.lanewise(VectorOperators.XOR, difference.and(odd))
        .lanewise(VectorOperators.XOR, sign)
        .reinterpretAsDoubles();
  }

  private static DoubleVector reducedHigh(DoubleVector x, DoubleVector k) {
    return k.neg().fma(constant(HALF_PI), x).sub(k.mul(HALF_PI_REST));
  }

  private static DoubleVector reducedLow(DoubleVector x, DoubleVector k, DoubleVector high) {
    DoubleVector first = k.neg().fma(constant(HALF_PI), x);
    DoubleVector product = k.mul(HALF_PI_REST);
    DoubleVector taken = first.sub(high);
    DoubleVector error = first.sub(high.add(taken)).add(taken.sub(product));
    DoubleVector productRest = k.fma(constant(HALF_PI_REST), product.neg());
    return error.sub(k.fma(constant(HALF_PI_LAST), productRest));
  }

  private static DoubleVector sine(DoubleVector r, DoubleVector rest, DoubleVector square) {
    DoubleVector series = constant(SIN_5).fma(square, constant(SIN_4));
    series = series.fma(square, constant(SIN_3));
    series = series.fma(square, constant(SIN_2));
    series = series.fma(square, constant(SIN_1));
    series = series.fma(square, constant(SIN_0));
    DoubleVector scaledRest = square.mul(-0.5).fma(rest, rest);
    return r.add(r.mul(square).fma(series, scaledRest));
  }

  private static DoubleVector cosine(DoubleVector r, DoubleVector rest, DoubleVector square) {
    DoubleVector series = constant(COS_5).fma(square, constant(COS_4));
    series = series.fma(square, constant(COS_3));
    series = series.fma(square, constant(COS_2));
    series = series.fma(square, constant(COS_1));
    series = series.fma(square, constant(COS_0));
    DoubleVector half = square.mul(0.5);
    DoubleVector one = constant(1.0);
    DoubleVector head = one.sub(half);
    DoubleVector lost = one.sub(head).sub(half);
    return head.add(square.mul(square).fma(series, r.neg().fma(rest, lost)));
  }
}
