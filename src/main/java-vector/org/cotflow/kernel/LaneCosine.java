package org.cotflow.kernel;

import static org.cotflow.kernel.FunctionCoefficients.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarCosine} for angles below 2^40, in stages over a chunk. For larger
 * angles and infinities callers use the scalar function.
 */
final class LaneCosine {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private LaneCosine() {}

  static boolean anyHuge(double[] z, int from, int length) {
    DoubleVector huge = DoubleVector.broadcast(SPECIES, HUGE_ANGLE);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      if (DoubleVector.fromArray(SPECIES, z, from + i)
          .abs()
          .compare(VectorOperators.GE, huge)
          .anyTrue()) {
        return true;
      }
    }
    return false;
  }

  /** Sine and cosine of |z| modulo pi/2, for the other stages. */
  static void reduce(double[] z, int from, int length, double[] stages) {
    DoubleVector quarters = DoubleVector.broadcast(SPECIES, TWO_OVER_PI);
    DoubleVector shifter = DoubleVector.broadcast(SPECIES, SHIFTER);
    DoubleVector pi1 = DoubleVector.broadcast(SPECIES, HALF_PI);
    DoubleVector pi2 = DoubleVector.broadcast(SPECIES, HALF_PI_REST);
    DoubleVector pi3 = DoubleVector.broadcast(SPECIES, HALF_PI_LAST);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, from + i).abs();
      DoubleVector shifted = x.fma(quarters, shifter);
      shifted.intoArray(stages, Stages.SHIFTED + i);
      DoubleVector k = shifted.sub(shifter);
      DoubleVector first = shifter.sub(shifted).fma(pi1, x);
      DoubleVector product = k.mul(pi2);
      DoubleVector high = first.sub(product);
      DoubleVector taken = first.sub(high);
      DoubleVector error = first.sub(high.add(taken)).add(taken.sub(product));
      DoubleVector low = error.sub(k.fma(pi3, k.fma(pi2, product.neg())));
      high.intoArray(stages, Stages.HIGH + i);
      low.intoArray(stages, Stages.LOW + i);
    }
  }

  /** The second half of the reduction. */
  static void sineAndCosine(double[] stages, int length) {
    DoubleVector minusHalf = DoubleVector.broadcast(SPECIES, -0.5);
    DoubleVector half = DoubleVector.broadcast(SPECIES, 0.5);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    DoubleVector s0 = DoubleVector.broadcast(SPECIES, SIN_0);
    DoubleVector s1 = DoubleVector.broadcast(SPECIES, SIN_1);
    DoubleVector s2 = DoubleVector.broadcast(SPECIES, SIN_2);
    DoubleVector s3 = DoubleVector.broadcast(SPECIES, SIN_3);
    DoubleVector s4 = DoubleVector.broadcast(SPECIES, SIN_4);
    DoubleVector s5 = DoubleVector.broadcast(SPECIES, SIN_5);
    DoubleVector c0 = DoubleVector.broadcast(SPECIES, COS_0);
    DoubleVector c1 = DoubleVector.broadcast(SPECIES, COS_1);
    DoubleVector c2 = DoubleVector.broadcast(SPECIES, COS_2);
    DoubleVector c3 = DoubleVector.broadcast(SPECIES, COS_3);
    DoubleVector c4 = DoubleVector.broadcast(SPECIES, COS_4);
    DoubleVector c5 = DoubleVector.broadcast(SPECIES, COS_5);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      DoubleVector high = DoubleVector.fromArray(SPECIES, stages, Stages.HIGH + i);
      DoubleVector low = DoubleVector.fromArray(SPECIES, stages, Stages.LOW + i);
      DoubleVector square = high.mul(high);
      DoubleVector series = s5.fma(square, s4).fma(square, s3).fma(square, s2);
      series = series.fma(square, s1).fma(square, s0);
      DoubleVector scaledRest = square.mul(minusHalf).fma(low, low);
      DoubleVector sine = high.add(high.mul(square).fma(series, scaledRest));
      sine.intoArray(stages, Stages.SINE + i);
      series = c5.fma(square, c4).fma(square, c3).fma(square, c2);
      series = series.fma(square, c1).fma(square, c0);
      DoubleVector halved = square.mul(half);
      DoubleVector head = one.sub(halved);
      DoubleVector lost = high.neg().fma(low, one.sub(head).sub(halved));
      head.add(square.mul(square).fma(series, lost)).intoArray(stages, Stages.COSINE + i);
    }
  }

  /** Sets {@code a[from + i] = cos(z[from + i])}. */
  static void value(int from, int length, double[] stages, double[] a) {
    LongVector oneBit = LongVector.broadcast(Lanes.BITS, 1L);
    LongVector twoBit = LongVector.broadcast(Lanes.BITS, 2L);
    LongVector noBit = LongVector.broadcast(Lanes.BITS, 0L);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      LongVector quadrant =
          DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i)
              .reinterpretAsLongs()
              .add(oneBit);
      LongVector sine =
          DoubleVector.fromArray(SPECIES, stages, Stages.SINE + i).reinterpretAsLongs();
      LongVector cosine =
          DoubleVector.fromArray(SPECIES, stages, Stages.COSINE + i).reinterpretAsLongs();
      LongVector odd = noBit.sub(quadrant.and(oneBit));
      LongVector difference = sine.lanewise(VectorOperators.XOR, cosine).and(odd);
      LongVector sign = quadrant.and(twoBit).lanewise(VectorOperators.LSHL, 62);
      LongVector v =
          sine.lanewise(VectorOperators.XOR, difference).lanewise(VectorOperators.XOR, sign);
      v.reinterpretAsDoubles().intoArray(a, from + i);
    }
  }

  /** Sets {@code slopes[from + i] = -sin(z[from + i])}. */
  static void derivative(double[] z, int from, int length, double[] stages, double[] slopes) {
    LongVector oneBit = LongVector.broadcast(Lanes.BITS, 1L);
    LongVector twoBit = LongVector.broadcast(Lanes.BITS, 2L);
    LongVector noBit = LongVector.broadcast(Lanes.BITS, 0L);
    LongVector signBit = LongVector.broadcast(Lanes.BITS, Long.MIN_VALUE);
    for (int i = 0; i < length; i += Lanes.COUNT) {
      LongVector quadrant =
          DoubleVector.fromArray(SPECIES, stages, Stages.SHIFTED + i).reinterpretAsLongs();
      LongVector sine =
          DoubleVector.fromArray(SPECIES, stages, Stages.SINE + i).reinterpretAsLongs();
      LongVector cosine =
          DoubleVector.fromArray(SPECIES, stages, Stages.COSINE + i).reinterpretAsLongs();
      LongVector odd = noBit.sub(quadrant.and(oneBit));
      LongVector difference = sine.lanewise(VectorOperators.XOR, cosine).and(odd);
      LongVector sign = quadrant.and(twoBit).lanewise(VectorOperators.LSHL, 62);
      LongVector v =
          sine.lanewise(VectorOperators.XOR, difference).lanewise(VectorOperators.XOR, sign);
      LongVector angle = DoubleVector.fromArray(SPECIES, z, from + i).reinterpretAsLongs();
      LongVector minus = angle.and(signBit).lanewise(VectorOperators.XOR, signBit);
      v.lanewise(VectorOperators.XOR, minus).reinterpretAsDoubles().intoArray(slopes, from + i);
    }
  }
}
