package org.cotflow.kernel;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Activations of whole arrays: the vector twin of {@link Activation#value} and {@link
 * Activation#derivative}. The same operations in every lane, so the same bits.
 *
 * <p>Lengths are multiples of {@value ParticleBlock#LANES}; {@code a} may be {@code z}.
 */
final class VectorFunctions {
  private static final VectorSpecies<Double> SPECIES = Lanes.SPECIES;

  private VectorFunctions() {}

  /** Sets {@code a[i] = sigma(z[i])} for i in [offset, offset + length). */
  static void values(Activation activation, double[] z, int offset, int length, double[] a) {
    switch (activation) {
      case RELU -> relu(z, offset, offset + length, a);
      case LINEAR -> System.arraycopy(z, offset, a, offset, length);
      default -> {
        double[] stages = Stages.ofThread();
        int end = offset + length;
        for (int from = offset; from < end; from += Stages.CHUNK) {
          chunk(activation, z, from, Math.min(Stages.CHUNK, end - from), stages, a);
        }
      }
    }
  }

  /** Sets {@code a[i] = sigma(z[i])} and {@code slopes[i] = sigma'(z[i])}. */
  static void valuesAndDerivatives(
      Activation activation, double[] z, int offset, int length, double[] a, double[] slopes) {
    switch (activation) {
      case RELU -> relu(z, offset, offset + length, a, slopes);
      case LINEAR -> {
        System.arraycopy(z, offset, a, offset, length);
        Arrays.fill(slopes, offset, offset + length, 1.0);
      }
      default -> {
        double[] stages = Stages.ofThread();
        int end = offset + length;
        for (int from = offset; from < end; from += Stages.CHUNK) {
          chunk(activation, z, from, Math.min(Stages.CHUNK, end - from), stages, a, slopes);
        }
      }
    }
  }

  private static void chunk(
      Activation activation, double[] z, int from, int length, double[] stages, double[] a) {
    switch (activation) {
      case TANH -> {
        LaneTanh.reduce(z, from, length, stages);
        LaneTanh.expand(length, stages);
        LaneTanh.value(z, from, length, stages, a);
      }
      case SIGMOID -> {
        LaneLogistic.exponential(z, from, length, stages);
        LaneLogistic.sigmoid(z, from, length, stages, a);
      }
      case SOFTPLUS -> {
        LaneLogistic.exponential(z, from, length, stages);
        LaneLogistic.softplus(z, from, length, stages, a);
      }
      case GELU -> {
        LaneGelu.exponential(z, from, length, stages);
        LaneGelu.tail(z, from, length, stages);
        LaneGelu.value(z, from, length, stages, a);
      }
      case COS -> {
        if (LaneCosine.anyHuge(z, from, length)) {
          for (int i = from; i < from + length; i++) {
            a[i] = ScalarCosine.value(z[i]);
          }
          return;
        }
        LaneCosine.reduce(z, from, length, stages);
        LaneCosine.sineAndCosine(stages, length);
        LaneCosine.value(from, length, stages, a);
      }
      default -> throw new IllegalArgumentException(activation + " has no stages");
    }
  }

  private static void chunk(
      Activation activation,
      double[] z,
      int from,
      int length,
      double[] stages,
      double[] a,
      double[] slopes) {
    switch (activation) {
      case TANH -> {
        LaneTanh.reduce(z, from, length, stages);
        LaneTanh.expand(length, stages);
        LaneTanh.value(z, from, length, stages, a, slopes);
      }
      case SIGMOID -> {
        LaneLogistic.exponential(z, from, length, stages);
        LaneLogistic.sigmoid(z, from, length, stages, a, slopes);
      }
      case SOFTPLUS -> {
        LaneLogistic.exponential(z, from, length, stages);
        LaneLogistic.sigmoid(z, from, length, stages, slopes);
        LaneLogistic.softplus(z, from, length, stages, a);
      }
      case GELU -> {
        LaneGelu.exponential(z, from, length, stages);
        LaneGelu.derivative(z, from, length, stages, slopes);
        LaneGelu.tail(z, from, length, stages);
        LaneGelu.value(z, from, length, stages, a);
      }
      case COS -> {
        if (LaneCosine.anyHuge(z, from, length)) {
          for (int i = from; i < from + length; i++) {
            double angle = z[i];
            a[i] = ScalarCosine.value(angle);
            slopes[i] = ScalarCosine.derivative(angle);
          }
          return;
        }
        LaneCosine.reduce(z, from, length, stages);
        LaneCosine.sineAndCosine(stages, length);
        LaneCosine.derivative(z, from, length, stages, slopes);
        LaneCosine.value(from, length, stages, a);
      }
      default -> throw new IllegalArgumentException(activation + " has no stages");
    }
  }

  private static void relu(double[] z, int from, int end, double[] a) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, i);
      x.blend(zero, x.compare(VectorOperators.LE, zero)).intoArray(a, i);
    }
  }

  private static void relu(double[] z, int from, int end, double[] a, double[] slopes) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, i);
      DoubleVector value = x.blend(zero, x.compare(VectorOperators.LE, zero));
      value.blend(one, x.compare(VectorOperators.GT, zero)).intoArray(slopes, i);
      value.intoArray(a, i);
    }
  }
}
