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
    inChunks(activation, z, offset, length, a, null);
  }

  /** Sets {@code a[i] = sigma(z[i])} and {@code slopes[i] = sigma'(z[i])}. */
  static void valuesAndDerivatives(
      Activation activation, double[] z, int offset, int length, double[] a, double[] slopes) {
    inChunks(activation, z, offset, length, a, slopes);
  }

  /**
   * Longer than the compiler inlines (325 bytes), as are the functions with many constants: inside
   * a caller that holds a whole pass their constants leave the registers, and a function takes
   * twice as long.
   *
   * @param slopes null where they are not wanted
   */
  private static void inChunks(
      Activation activation, double[] z, int offset, int length, double[] a, double[] slopes) {
    double[] stages = Stages.ofThread();
    int end = offset + length;
    for (int from = offset; from < end; from += Stages.CHUNK) {
      int count = Math.min(Stages.CHUNK, end - from);
      switch (activation) {
        case RELU -> relu(z, from, count, a, slopes);
        case LINEAR -> linear(z, from, count, a, slopes);
        case TANH -> {
          LaneTanh.expand(z, from, count, stages);
          LaneTanh.value(z, from, count, stages, a, slopes);
        }
        case SIGMOID -> {
          LaneLogistic.exponential(z, from, count, stages);
          if (slopes == null) {
            LaneLogistic.sigmoid(z, from, count, stages, a);
          } else {
            LaneLogistic.sigmoid(z, from, count, stages, a, slopes);
          }
        }
        case SOFTPLUS -> {
          LaneLogistic.exponential(z, from, count, stages);
          if (slopes != null) {
            LaneLogistic.sigmoid(z, from, count, stages, slopes);
          }
          LaneLogistic.softplus(z, from, count, stages, a);
        }
        case GELU -> {
          LaneGelu.exponential(z, from, count, stages);
          if (slopes != null) {
            LaneGelu.derivative(z, from, count, stages, slopes);
          }
          LaneGelu.tail(z, from, count, stages);
          LaneGelu.value(z, from, count, stages, a);
        }
        case COS -> {
          if (LaneCosine.anyHuge(z, from, count)) {
            hugeCosine(z, from, count, a, slopes);
          } else {
            LaneCosine.reduce(z, from, count, stages);
            LaneCosine.sineAndCosine(stages, count);
            if (slopes != null) {
              LaneCosine.derivative(z, from, count, stages, slopes);
            }
            LaneCosine.value(from, count, stages, a);
          }
        }
        default -> throw new IllegalArgumentException(activation + " has no vector case");
      }
    }
  }

  private static void hugeCosine(double[] z, int from, int length, double[] a, double[] slopes) {
    for (int i = from; i < from + length; i++) {
      double angle = z[i];
      a[i] = ScalarCosine.value(angle);
      if (slopes != null) {
        slopes[i] = ScalarCosine.derivative(angle);
      }
    }
  }

  private static void relu(double[] z, int from, int length, double[] a, double[] slopes) {
    DoubleVector zero = DoubleVector.zero(SPECIES);
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1.0);
    for (int i = from; i < from + length; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(SPECIES, z, i);
      DoubleVector value = x.blend(zero, x.compare(VectorOperators.LE, zero));
      if (slopes != null) {
        value.blend(one, x.compare(VectorOperators.GT, zero)).intoArray(slopes, i);
      }
      value.intoArray(a, i);
    }
  }

  private static void linear(double[] z, int from, int length, double[] a, double[] slopes) {
    System.arraycopy(z, from, a, from, length);
    if (slopes != null) {
      Arrays.fill(slopes, from, from + length, 1.0);
    }
  }
}
