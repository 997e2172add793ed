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
  private static final DoubleVector END = Lanes.all(GELU_END);
  private static final DoubleVector LOG2 = Lanes.all(LOG2_E);
  private static final DoubleVector SHIFT = Lanes.all(SHIFTER);
  private static final DoubleVector LN = Lanes.all(LN2);
  private static final DoubleVector LN_REST = Lanes.all(LN2_REST);
  private static final DoubleVector ZERO = Lanes.all(0.0);
  private static final DoubleVector HALF = Lanes.all(0.5);
  private static final DoubleVector ONE = Lanes.all(1.0);
  private static final DoubleVector SLOPE = Lanes.all(GELU_SLOPE);
  private static final DoubleVector CENTER = Lanes.all(GELU_CENTER);
  private static final DoubleVector ROOT = Lanes.all(GELU_ROOT);
  private static final DoubleVector ROOT_REST = Lanes.all(GELU_ROOT_REST);
  private static final DoubleVector G_REST = Lanes.all(GELU_0_REST);
  private static final DoubleVector S_REST = Lanes.all(GELU_PRIME_0_REST);
  private static final LongVector SIGN = Lanes.all(Long.MIN_VALUE);

  private static final DoubleVector G_0 = Lanes.all(GELU_0);
  private static final DoubleVector G_1 = Lanes.all(GELU_1);
  private static final DoubleVector G_2 = Lanes.all(GELU_2);
  private static final DoubleVector G_3 = Lanes.all(GELU_3);
  private static final DoubleVector G_4 = Lanes.all(GELU_4);
  private static final DoubleVector G_5 = Lanes.all(GELU_5);
  private static final DoubleVector G_6 = Lanes.all(GELU_6);
  private static final DoubleVector G_7 = Lanes.all(GELU_7);
  private static final DoubleVector G_8 = Lanes.all(GELU_8);
  private static final DoubleVector G_9 = Lanes.all(GELU_9);
  private static final DoubleVector G_10 = Lanes.all(GELU_10);
  private static final DoubleVector G_11 = Lanes.all(GELU_11);
  private static final DoubleVector G_12 = Lanes.all(GELU_12);
  private static final DoubleVector G_13 = Lanes.all(GELU_13);
  private static final DoubleVector G_14 = Lanes.all(GELU_14);
  private static final DoubleVector G_15 = Lanes.all(GELU_15);
  private static final DoubleVector G_16 = Lanes.all(GELU_16);
  private static final DoubleVector G_17 = Lanes.all(GELU_17);
  private static final DoubleVector G_18 = Lanes.all(GELU_18);
  private static final DoubleVector G_19 = Lanes.all(GELU_19);
  private static final DoubleVector G_20 = Lanes.all(GELU_20);
  private static final DoubleVector G_21 = Lanes.all(GELU_21);
  private static final DoubleVector G_22 = Lanes.all(GELU_22);

  private static final DoubleVector S_0 = Lanes.all(GELU_PRIME_0);
  private static final DoubleVector S_1 = Lanes.all(GELU_PRIME_1);
  private static final DoubleVector S_2 = Lanes.all(GELU_PRIME_2);
  private static final DoubleVector S_3 = Lanes.all(GELU_PRIME_3);
  private static final DoubleVector S_4 = Lanes.all(GELU_PRIME_4);
  private static final DoubleVector S_5 = Lanes.all(GELU_PRIME_5);
  private static final DoubleVector S_6 = Lanes.all(GELU_PRIME_6);
  private static final DoubleVector S_7 = Lanes.all(GELU_PRIME_7);
  private static final DoubleVector S_8 = Lanes.all(GELU_PRIME_8);
  private static final DoubleVector S_9 = Lanes.all(GELU_PRIME_9);
  private static final DoubleVector S_10 = Lanes.all(GELU_PRIME_10);
  private static final DoubleVector S_11 = Lanes.all(GELU_PRIME_11);
  private static final DoubleVector S_12 = Lanes.all(GELU_PRIME_12);
  private static final DoubleVector S_13 = Lanes.all(GELU_PRIME_13);
  private static final DoubleVector S_14 = Lanes.all(GELU_PRIME_14);
  private static final DoubleVector S_15 = Lanes.all(GELU_PRIME_15);
  private static final DoubleVector S_16 = Lanes.all(GELU_PRIME_16);
  private static final DoubleVector S_17 = Lanes.all(GELU_PRIME_17);
  private static final DoubleVector S_18 = Lanes.all(GELU_PRIME_18);
  private static final DoubleVector S_19 = Lanes.all(GELU_PRIME_19);
  private static final DoubleVector S_20 = Lanes.all(GELU_PRIME_20);

  private LaneGelu() {}

  /** The exponential of -z^2/2, q, and 1 / (1 + slope |z|), for the other stages. */
  static void exponential(double[] z, int from, int length, double[] stages) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector t = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      t = t.blend(END, t.compare(VectorOperators.GT, END));
      DoubleVector half = t.mul(HALF);
      DoubleVector minusSquare = half.mul(t).neg();
      DoubleVector squareRest = half.fma(t, minusSquare);
      DoubleVector shifted = minusSquare.fma(LOG2, SHIFT);
      shifted.intoArray(stages, Stages.SHIFTED + i);
      DoubleVector minusK = SHIFT.sub(shifted);
      DoubleVector rest = shifted.sub(SHIFT).fma(LN_REST, squareRest);
      minusK.fma(LN, minusSquare).sub(rest).intoArray(stages, Stages.R + i);
      DoubleVector sum = t.add(CENTER);
      DoubleVector line = SLOPE.fma(t, ONE);
      DoubleVector inverse = ONE.div(sum.mul(line));
      t.sub(CENTER).mul(line.mul(inverse)).intoArray(stages, Stages.Q + i);
      sum.mul(inverse).intoArray(stages, Stages.LINE_INVERSE + i);
    }
    LaneExponential.expand(stages, length);
  }

  /** Replaces e^(-z^2/2) by Phi(-|z|), both without their scale. */
  static void tail(double[] z, int from, int length, double[] stages) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector q = DoubleVector.fromArray(SPECIES, stages, Stages.Q + i);
      DoubleVector square = q.mul(q);
      DoubleVector odd = G_22.fma(square, G_20);
      DoubleVector even = G_21.fma(square, G_19);
      odd = odd.fma(square, G_18);
      even = even.fma(square, G_17);
      odd = odd.fma(square, G_16);
      even = even.fma(square, G_15);
      odd = odd.fma(square, G_14);
      even = even.fma(square, G_13);
      odd = odd.fma(square, G_12);
      even = even.fma(square, G_11);
      odd = odd.fma(square, G_10);
      even = even.fma(square, G_9);
      odd = odd.fma(square, G_8);
      even = even.fma(square, G_7);
      odd = odd.fma(square, G_6);
      even = even.fma(square, G_5);
      odd = odd.fma(square, G_4);
      even = even.fma(square, G_3);
      odd = odd.fma(square, G_2);
      even = even.fma(square, G_1);
      DoubleVector series = odd.fma(q, even);
      DoubleVector g = q.fma(series, G_0);
      DoubleVector gRest = q.fma(series, G_0.sub(g)).add(G_REST);
      DoubleVector lineInverse = DoubleVector.fromArray(SPECIES, stages, Stages.LINE_INVERSE + i);
      DoubleVector ratio = g.mul(lineInverse);
      DoubleVector t = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      t = t.blend(END, t.compare(VectorOperators.GT, END));
      DoubleVector line = SLOPE.fma(t, ONE);
      DoubleVector minusRatio = ratio.neg();
      DoubleVector lineRest = SLOPE.fma(t, ONE.sub(line));
      DoubleVector remainder = minusRatio.fma(lineRest, minusRatio.fma(line, g)).add(gRest);
      ratio.intoArray(stages, Stages.R + i);
      remainder.mul(lineInverse).intoArray(stages, Stages.SHIFTED + i);
    }
  }

  /** Sets {@code a[from + i] = gelu(z[from + i])}. */
  static void value(double[] z, int from, int length, double[] stages, double[] a) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      LongVector sign = x.reinterpretAsLongs().and(SIGN);
      DoubleVector ratio = DoubleVector.fromArray(SPECIES, stages, Stages.R + i);
      DoubleVector ratioRest = DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i);
      DoubleVector expHigh = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector expLow = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector high = ratio.mul(expHigh);
      DoubleVector low =
          ratio.fma(expHigh, high.neg()).add(ratio.fma(expLow, ratioRest.mul(expHigh)));
      DoubleVector scale = DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i);
      DoubleVector scaled = high.mul(scale);
      DoubleVector complement = ONE.sub(scaled);
      DoubleVector complementRest = low.neg().fma(scale, ONE.sub(complement).sub(scaled));
      VectorMask<Double> negative = x.compare(VectorOperators.LT, ZERO);
      DoubleVector t = x.abs();
      t = t.blend(END, t.compare(VectorOperators.GT, END));
      DoubleVector v =
          t.fma(complement.blend(high, negative), t.mul(complementRest.blend(low, negative)));
      DoubleVector tiny =
          v.mul(scale).mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      DoubleVector signed =
          v.blend(tiny, negative).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      signed.blend(x, x.compare(VectorOperators.GT, END)).intoArray(a, from + i);
    }
  }

  /** Sets {@code slopes[from + i]} to the derivative of gelu at {@code z[from + i]}. */
  static void derivative(double[] z, int from, int length, double[] stages, double[] slopes) {
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector q = DoubleVector.fromArray(SPECIES, stages, Stages.Q + i);
      DoubleVector square = q.mul(q);
      DoubleVector odd = S_20.fma(square, S_18);
      DoubleVector even = S_19.fma(square, S_17);
      odd = odd.fma(square, S_16);
      even = even.fma(square, S_15);
      odd = odd.fma(square, S_14);
      even = even.fma(square, S_13);
      odd = odd.fma(square, S_12);
      even = even.fma(square, S_11);
      odd = odd.fma(square, S_10);
      even = even.fma(square, S_9);
      odd = odd.fma(square, S_8);
      even = even.fma(square, S_7);
      odd = odd.fma(square, S_6);
      even = even.fma(square, S_5);
      odd = odd.fma(square, S_4);
      even = even.fma(square, S_3);
      odd = odd.fma(square, S_2);
      even = even.fma(square, S_1);
      DoubleVector series = odd.fma(q, even);
      DoubleVector g = q.fma(series, S_0);
      DoubleVector gRest = q.fma(series, S_0.sub(g)).add(S_REST);
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector product = g.mul(high);
      DoubleVector productRest = g.fma(high, product.neg()).add(g.fma(low, gRest.mul(high)));
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i);
      DoubleVector t = x.abs();
      t = t.blend(END, t.compare(VectorOperators.GT, END));
      DoubleVector distance = ROOT.sub(t).add(ROOT_REST);
      DoubleVector v =
          distance
              .fma(product, distance.mul(productRest))
              .mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE + i))
              .mul(DoubleVector.fromArray(SPECIES, stages, Stages.SCALE_REST + i));
      ONE.sub(v).blend(v, x.compare(VectorOperators.LT, ZERO)).intoArray(slopes, from + i);
    }
  }
}
