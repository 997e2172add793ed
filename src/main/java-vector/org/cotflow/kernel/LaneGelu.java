package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;
import static org.cotflow.kernel.LaneExponential.expHigh;
import static org.cotflow.kernel.LaneExponential.expLow;
import static org.cotflow.kernel.LaneExponential.expTail;
import static org.cotflow.kernel.LaneExponential.normalScale;
import static org.cotflow.kernel.LaneExponential.restOfScale;
import static org.cotflow.kernel.LaneFunctions.boundedMagnitude;
import static org.cotflow.kernel.LaneFunctions.constant;
import static org.cotflow.kernel.LaneFunctions.negative;
import static org.cotflow.kernel.LaneFunctions.withSign;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The vector twin of {@link ScalarGelu}. */
final class LaneGelu {
  private LaneGelu() {}

  static DoubleVector value(DoubleVector z) {
    DoubleVector t = boundedMagnitude(z, GELU_END);
    DoubleVector shifted = shifted(t);
    DoubleVector r = reducedExponent(t, shifted);
    DoubleVector tail = expTail(r);
    DoubleVector high = expHigh(r, tail);
    DoubleVector low = expLow(r, tail, high);
    DoubleVector line = constant(GELU_SLOPE).fma(t, constant(1.0));
    DoubleVector inverse = inverse(t, line);
    DoubleVector lineInverse = t.add(GELU_CENTER).mul(inverse);
    DoubleVector q = t.sub(GELU_CENTER).mul(line.mul(inverse));
    DoubleVector series = seriesTail(q);
    DoubleVector g = q.fma(series, constant(GELU_0));
    DoubleVector gRest = q.fma(series, constant(GELU_0).sub(g)).add(GELU_0_REST);
    DoubleVector ratio = g.mul(lineInverse);
    DoubleVector remainder = remainder(t, line, ratio, g, gRest);
    DoubleVector tailHigh = ratio.mul(high);
    DoubleVector tailLow = ratio.fma(low, remainder.mul(lineInverse).mul(high));
    tailLow = ratio.fma(high, tailHigh.neg()).add(tailLow);
    return product(z, t, tailHigh, tailLow, shifted);
  }

  private static DoubleVector remainder(
      DoubleVector t, DoubleVector line, DoubleVector ratio, DoubleVector g, DoubleVector gRest) {
    DoubleVector minusRatio = ratio.neg();
    DoubleVector lineRest = constant(GELU_SLOPE).fma(t, constant(1.0).sub(line));
    return minusRatio.fma(lineRest, minusRatio.fma(line, g)).add(gRest);
  }

  private static DoubleVector product(
      DoubleVector z, DoubleVector t, DoubleVector high, DoubleVector low, DoubleVector shifted) {
    DoubleVector one = constant(1.0);
    DoubleVector scale = normalScale(shifted);
    DoubleVector scaled = high.mul(scale);
    DoubleVector complement = one.sub(scaled);
    DoubleVector complementRest = low.neg().fma(scale, one.sub(complement).sub(scaled));
    VectorMask<Double> negative = negative(z);
    DoubleVector factor = complement.blend(high, negative);
    DoubleVector factorRest = complementRest.blend(low, negative);
    DoubleVector v = t.fma(factor, t.mul(factorRest));
    v = v.blend(v.mul(scale).mul(restOfScale(shifted)), negative);
    return withSign(v, z).blend(z, z.compare(VectorOperators.GT, constant(GELU_END)));
  }

  static DoubleVector derivative(DoubleVector z) {
    DoubleVector t = boundedMagnitude(z, GELU_END);
    DoubleVector shifted = shifted(t);
    DoubleVector r = reducedExponent(t, shifted);
    DoubleVector tail = expTail(r);
    DoubleVector high = expHigh(r, tail);
    DoubleVector low = expLow(r, tail, high);
    DoubleVector line = constant(GELU_SLOPE).fma(t, constant(1.0));
    DoubleVector q = t.sub(GELU_CENTER).mul(line.mul(inverse(t, line)));
    DoubleVector series = derivativeSeriesTail(q);
    DoubleVector g = q.fma(series, constant(GELU_PRIME_0));
    DoubleVector gRest = q.fma(series, constant(GELU_PRIME_0).sub(g)).add(GELU_PRIME_0_REST);
    DoubleVector product = g.mul(high);
    DoubleVector productRest = g.fma(high, product.neg()).add(g.fma(low, gRest.mul(high)));
    DoubleVector distance = constant(GELU_ROOT).sub(t).add(GELU_ROOT_REST);
    DoubleVector v = distance.fma(product, distance.mul(productRest));
    v = v.mul(normalScale(shifted)).mul(restOfScale(shifted));
    return constant(1.0).sub(v).blend(v, negative(z));
  }

  private static DoubleVector shifted(DoubleVector t) {
    DoubleVector square = t.mul(0.5).mul(t);
    return square.neg().fma(constant(LOG2_E), constant(SHIFTER));
  }

  private static DoubleVector reducedExponent(DoubleVector t, DoubleVector shifted) {
    DoubleVector half = t.mul(0.5);
    DoubleVector minusSquare = half.mul(t).neg();
    DoubleVector squareRest = half.fma(t, minusSquare);
    DoubleVector k = shifted.sub(SHIFTER);
    DoubleVector rest = k.fma(constant(LN2_REST), squareRest);
    return k.neg().fma(constant(LN2), minusSquare).sub(rest);
  }

  private static DoubleVector inverse(DoubleVector t, DoubleVector line) {
    return constant(1.0).div(t.add(GELU_CENTER).mul(line));
  }

  /** (G - G_0) / q. */
  private static DoubleVector seriesTail(DoubleVector q) {
    DoubleVector square = q.mul(q);
    DoubleVector even = constant(GELU_21).fma(square, constant(GELU_19));
    DoubleVector odd = constant(GELU_22).fma(square, constant(GELU_20));
    even = even.fma(square, constant(GELU_17));
    odd = odd.fma(square, constant(GELU_18));
    even = even.fma(square, constant(GELU_15));
    odd = odd.fma(square, constant(GELU_16));
    even = even.fma(square, constant(GELU_13));
    odd = odd.fma(square, constant(GELU_14));
    even = even.fma(square, constant(GELU_11));
    odd = odd.fma(square, constant(GELU_12));
    even = even.fma(square, constant(GELU_9));
    odd = odd.fma(square, constant(GELU_10));
    even = even.fma(square, constant(GELU_7));
    odd = odd.fma(square, constant(GELU_8));
    even = even.fma(square, constant(GELU_5));
    odd = odd.fma(square, constant(GELU_6));
    even = even.fma(square, constant(GELU_3));
    odd = odd.fma(square, constant(GELU_4));
    even = even.fma(square, constant(GELU_1));
    odd = odd.fma(square, constant(GELU_2));
    return odd.fma(q, even);
  }

  /** (S - S_0) / q. */
  private static DoubleVector derivativeSeriesTail(DoubleVector q) {
    DoubleVector square = q.mul(q);
    DoubleVector even = constant(GELU_PRIME_19).fma(square, constant(GELU_PRIME_17));
    DoubleVector odd = constant(GELU_PRIME_20).fma(square, constant(GELU_PRIME_18));
    even = even.fma(square, constant(GELU_PRIME_15));
    odd = odd.fma(square, constant(GELU_PRIME_16));
    even = even.fma(square, constant(GELU_PRIME_13));
    odd = odd.fma(square, constant(GELU_PRIME_14));
    even = even.fma(square, constant(GELU_PRIME_11));
    odd = odd.fma(square, constant(GELU_PRIME_12));
    even = even.fma(square, constant(GELU_PRIME_9));
    odd = odd.fma(square, constant(GELU_PRIME_10));
    even = even.fma(square, constant(GELU_PRIME_7));
    odd = odd.fma(square, constant(GELU_PRIME_8));
    even = even.fma(square, constant(GELU_PRIME_5));
    odd = odd.fma(square, constant(GELU_PRIME_6));
    even = even.fma(square, constant(GELU_PRIME_3));
    odd = odd.fma(square, constant(GELU_PRIME_4));
    even = even.fma(square, constant(GELU_PRIME_1));
    odd = odd.fma(square, constant(GELU_PRIME_2));
    return odd.fma(q, even);
  }
}
