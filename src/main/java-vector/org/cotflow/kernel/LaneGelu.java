package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The vector twin of {@link ScalarGelu}, in stages over a chunk. */
final class LaneGelu {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private LaneGelu() {}

  /** The exponential of -z^2/2, q, and 1 / (1 + slope |z|), for the other stages. */
  static void exponential(double[] z, int from, int length, double[] stages) {
    DoubleVector end = DoubleVector.broadcast(SPECIES, GELU_END);
    DoubleVector log2E = DoubleVector.broadcast(SPECIES, LOG2_E);
    DoubleVector shifter = DoubleVector.broadcast(SPECIES, SHIFTER);
    DoubleVector ln2 = DoubleVector.broadcast(SPECIES, LN2);
    DoubleVector ln2Rest = DoubleVector.broadcast(SPECIES, LN2_REST);
    DoubleVector half = DoubleVector.broadcast(SPECIES, 0.5);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    DoubleVector slope = DoubleVector.broadcast(SPECIES, GELU_SLOPE);
    DoubleVector center = DoubleVector.broadcast(SPECIES, GELU_CENTER);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector t = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      t = t.blend(end, t.compare(VectorOperators.GT, end));
      DoubleVector halved = t.mul(half);
      DoubleVector minusSquare = halved.mul(t).neg();
      DoubleVector squareRest = halved.fma(t, minusSquare);
      DoubleVector shifted = minusSquare.fma(log2E, shifter);
      shifted.intoArray(stages, Stages.SHIFTED + i);
      DoubleVector minusK = shifter.sub(shifted);
      DoubleVector rest = shifted.sub(shifter).fma(ln2Rest, squareRest);
      minusK.fma(ln2, minusSquare).sub(rest).intoArray(stages, Stages.R + i);
      DoubleVector sum = t.add(center);
      DoubleVector line = slope.fma(t, one);
      DoubleVector inverse = one.div(sum.mul(line));
      t.sub(center).mul(line.mul(inverse)).intoArray(stages, Stages.Q + i);
      sum.mul(inverse).intoArray(stages, Stages.LINE_INVERSE + i);
    }
    LaneExponential.expand(stages, length);
  }

  /** Replaces e^(-z^2/2) by Phi(-|z|), both without their scale. */
  static void tail(double[] z, int from, int length, double[] stages) {
    DoubleVector end = DoubleVector.broadcast(SPECIES, GELU_END);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    DoubleVector slope = DoubleVector.broadcast(SPECIES, GELU_SLOPE);
    DoubleVector g0Rest = DoubleVector.broadcast(SPECIES, GELU_0_REST);
    DoubleVector g0 = DoubleVector.broadcast(SPECIES, GELU_0);
    DoubleVector g1 = DoubleVector.broadcast(SPECIES, GELU_1);
    DoubleVector g2 = DoubleVector.broadcast(SPECIES, GELU_2);
    DoubleVector g3 = DoubleVector.broadcast(SPECIES, GELU_3);
    DoubleVector g4 = DoubleVector.broadcast(SPECIES, GELU_4);
    DoubleVector g5 = DoubleVector.broadcast(SPECIES, GELU_5);
    DoubleVector g6 = DoubleVector.broadcast(SPECIES, GELU_6);
    DoubleVector g7 = DoubleVector.broadcast(SPECIES, GELU_7);
    DoubleVector g8 = DoubleVector.broadcast(SPECIES, GELU_8);
    DoubleVector g9 = DoubleVector.broadcast(SPECIES, GELU_9);
    DoubleVector g10 = DoubleVector.broadcast(SPECIES, GELU_10);
    DoubleVector g11 = DoubleVector.broadcast(SPECIES, GELU_11);
    DoubleVector g12 = DoubleVector.broadcast(SPECIES, GELU_12);
    DoubleVector g13 = DoubleVector.broadcast(SPECIES, GELU_13);
    DoubleVector g14 = DoubleVector.broadcast(SPECIES, GELU_14);
    DoubleVector g15 = DoubleVector.broadcast(SPECIES, GELU_15);
    DoubleVector g16 = DoubleVector.broadcast(SPECIES, GELU_16);
    DoubleVector g17 = DoubleVector.broadcast(SPECIES, GELU_17);
    DoubleVector g18 = DoubleVector.broadcast(SPECIES, GELU_18);
    DoubleVector g19 = DoubleVector.broadcast(SPECIES, GELU_19);
    DoubleVector g20 = DoubleVector.broadcast(SPECIES, GELU_20);
    DoubleVector g21 = DoubleVector.broadcast(SPECIES, GELU_21);
    DoubleVector g22 = DoubleVector.broadcast(SPECIES, GELU_22);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector q = DoubleVector.fromArray(SPECIES, stages, Stages.Q + i);
      DoubleVector square = q.mul(q);
      DoubleVector odd = g22.fma(square, g20);
      DoubleVector even = g21.fma(square, g19);
      odd = odd.fma(square, g18);
      even = even.fma(square, g17);
      odd = odd.fma(square, g16);
      even = even.fma(square, g15);
      odd = odd.fma(square, g14);
      even = even.fma(square, g13);
      odd = odd.fma(square, g12);
      even = even.fma(square, g11);
      odd = odd.fma(square, g10);
      even = even.fma(square, g9);
      odd = odd.fma(square, g8);
      even = even.fma(square, g7);
      odd = odd.fma(square, g6);
      even = even.fma(square, g5);
      odd = odd.fma(square, g4);
      even = even.fma(square, g3);
      odd = odd.fma(square, g2);
      even = even.fma(square, g1);
      DoubleVector series = odd.fma(q, even);
      DoubleVector g = q.fma(series, g0);
      DoubleVector gRest = q.fma(series, g0.sub(g)).add(g0Rest);
      DoubleVector lineInverse = DoubleVector.fromArray(SPECIES, stages, Stages.LINE_INVERSE + i);
      DoubleVector ratio = g.mul(lineInverse);
      DoubleVector t = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      t = t.blend(end, t.compare(VectorOperators.GT, end));
      DoubleVector line = slope.fma(t, one);
      DoubleVector minusRatio = ratio.neg();
      DoubleVector lineRest = slope.fma(t, one.sub(line));
      DoubleVector remainder = minusRatio.fma(lineRest, minusRatio.fma(line, g)).add(gRest);
      ratio.intoArray(stages, Stages.R + i);
      remainder.mul(lineInverse).intoArray(stages, Stages.SHIFTED + i);
    }
  }

  /** Sets {@code a[from + i] = gelu(z[from + i])}. */
  static void value(double[] z, int from, int length, double[] stages, double[] a) {
    DoubleVector end = DoubleVector.broadcast(SPECIES, GELU_END);
    DoubleVector zero = DoubleVector.broadcast(SPECIES, 0.0);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    LongVector signBit = LongVector.broadcast(Lanes.BITS, Long.MIN_VALUE);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      LongVector sign = x.reinterpretAsLongs().and(signBit);
      DoubleVector ratio = DoubleVector.fromArray(SPECIES, stages, Stages.R + i);
      DoubleVector ratioRest = DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i);
      DoubleVector expHigh = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector expLow = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector high = ratio.mul(expHigh);
      DoubleVector low =
          ratio.fma(expHigh, high.neg()).add(ratio.fma(expLow, ratioRest.mul(expHigh)));
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector scaled = high.mul(scale);
      DoubleVector complement = one.sub(scaled);
      DoubleVector complementRest = low.neg().fma(scale, one.sub(complement).sub(scaled));
      VectorMask<Double> negative = x.compare(VectorOperators.LT, zero);
      DoubleVector t = x.abs();
      t = t.blend(end, t.compare(VectorOperators.GT, end));
      DoubleVector v =
          t.fma(complement.blend(high, negative), t.mul(complementRest.blend(low, negative)));
      DoubleVector tiny =
          v.mul(scale).mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      DoubleVector signed =
          v.blend(tiny, negative).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      signed.blend(x, x.compare(VectorOperators.GT, end)).intoArray(a, from + i);
    }
  }

  /** Sets {@code slopes[from + i]} to the derivative of gelu at {@code z[from + i]}. */
  static void derivative(double[] z, int from, int length, double[] stages, double[] slopes) {
    DoubleVector end = DoubleVector.broadcast(SPECIES, GELU_END);
    DoubleVector zero = DoubleVector.broadcast(SPECIES, 0.0);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    DoubleVector root = DoubleVector.broadcast(SPECIES, GELU_ROOT);
    DoubleVector rootRest = DoubleVector.broadcast(SPECIES, GELU_ROOT_REST);
    DoubleVector s0Rest = DoubleVector.broadcast(SPECIES, GELU_PRIME_0_REST);
    DoubleVector s0 = DoubleVector.broadcast(SPECIES, GELU_PRIME_0);
    DoubleVector s1 = DoubleVector.broadcast(SPECIES, GELU_PRIME_1);
    DoubleVector s2 = DoubleVector.broadcast(SPECIES, GELU_PRIME_2);
    DoubleVector s3 = DoubleVector.broadcast(SPECIES, GELU_PRIME_3);
    DoubleVector s4 = DoubleVector.broadcast(SPECIES, GELU_PRIME_4);
    DoubleVector s5 = DoubleVector.broadcast(SPECIES, GELU_PRIME_5);
    DoubleVector s6 = DoubleVector.broadcast(SPECIES, GELU_PRIME_6);
    DoubleVector s7 = DoubleVector.broadcast(SPECIES, GELU_PRIME_7);
    DoubleVector s8 = DoubleVector.broadcast(SPECIES, GELU_PRIME_8);
    DoubleVector s9 = DoubleVector.broadcast(SPECIES, GELU_PRIME_9);
    DoubleVector s10 = DoubleVector.broadcast(SPECIES, GELU_PRIME_10);
    DoubleVector s11 = DoubleVector.broadcast(SPECIES, GELU_PRIME_11);
    DoubleVector s12 = DoubleVector.broadcast(SPECIES, GELU_PRIME_12);
    DoubleVector s13 = DoubleVector.broadcast(SPECIES, GELU_PRIME_13);
    DoubleVector s14 = DoubleVector.broadcast(SPECIES, GELU_PRIME_14);
    DoubleVector s15 = DoubleVector.broadcast(SPECIES, GELU_PRIME_15);
    DoubleVector s16 = DoubleVector.broadcast(SPECIES, GELU_PRIME_16);
    DoubleVector s17 = DoubleVector.broadcast(SPECIES, GELU_PRIME_17);
    DoubleVector s18 = DoubleVector.broadcast(SPECIES, GELU_PRIME_18);
    DoubleVector s19 = DoubleVector.broadcast(SPECIES, GELU_PRIME_19);
    DoubleVector s20 = DoubleVector.broadcast(SPECIES, GELU_PRIME_20);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector q = DoubleVector.fromArray(SPECIES, stages, Stages.Q + i);
      DoubleVector square = q.mul(q);
      DoubleVector odd = s20.fma(square, s18);
      DoubleVector even = s19.fma(square, s17);
      odd = odd.fma(square, s16);
      even = even.fma(square, s15);
      odd = odd.fma(square, s14);
      even = even.fma(square, s13);
      odd = odd.fma(square, s12);
      even = even.fma(square, s11);
      odd = odd.fma(square, s10);
      even = even.fma(square, s9);
      odd = odd.fma(square, s8);
      even = even.fma(square, s7);
      odd = odd.fma(square, s6);
      even = even.fma(square, s5);
      odd = odd.fma(square, s4);
      even = even.fma(square, s3);
      odd = odd.fma(square, s2);
      even = even.fma(square, s1);
      DoubleVector series = odd.fma(q, even);
      DoubleVector g = q.fma(series, s0);
      DoubleVector gRest = q.fma(series, s0.sub(g)).add(s0Rest);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector product = g.mul(high);
      DoubleVector productRest = g.fma(high, product.neg()).add(g.fma(low, gRest.mul(high)));
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      DoubleVector t = x.abs();
      t = t.blend(end, t.compare(VectorOperators.GT, end));
      DoubleVector distance = root.sub(t).add(rootRest);
      DoubleVector v =
          distance
              .fma(product, distance.mul(productRest))
              .mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i))
              .mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      one.sub(v).blend(v, x.compare(VectorOperators.LT, zero)).intoArray(slopes, from + i);
    }
  }
}
