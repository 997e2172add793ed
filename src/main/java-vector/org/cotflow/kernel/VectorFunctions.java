package org.cotflow.kernel;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * Activations of whole arrays: the vector twin of {@link Activation#value} and {@link
 * Activation#derivative}, with the same bits.
 *
 * <p>Lengths are multiples of {@value ParticleBlock#LANES}; the output may be the input array.
 */
final class VectorFunctions {
  private VectorFunctions() {}

  /** Sets {@code a[i] = sigma(z[i])} for i in [offset, offset + length). */
  static void values(Activation activation, double[] z, int offset, int length, double[] a) {
    int end = offset + length;
    switch (activation) {
      case TANH -> tanh(z, offset, end, a);
      case RELU -> relu(z, offset, end, a);
      case GELU -> gelu(z, offset, end, a);
      case SIGMOID -> sigmoid(z, offset, end, a);
      case SOFTPLUS -> softplus(z, offset, end, a);
      case COS -> cos(z, offset, end, a);
      case LINEAR -> System.arraycopy(z, offset, a, offset, length);
    }
  }

  /** Sets {@code a[i] = sigma(z[i])}, {@code slopes[i] = sigma'(z[i])}. */
  static void valuesAndDerivatives(
      Activation activation, double[] z, int offset, int length, double[] a, double[] slopes) {
    int end = offset + length;
    switch (activation) {
      case TANH -> tanh(z, offset, end, a, slopes);
      case RELU -> relu(z, offset, end, a, slopes);
      case GELU -> gelu(z, offset, end, a, slopes);
      case SIGMOID -> sigmoid(z, offset, end, a, slopes);
      case SOFTPLUS -> softplus(z, offset, end, a, slopes);
      case COS -> cos(z, offset, end, a, slopes);
      case LINEAR -> {
        System.arraycopy(z, offset, a, offset, length);
        Arrays.fill(slopes, offset, end, 1.0);
      }
    }
  }

  private static void tanh(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      LaneFunctions.tanh(x).intoArray(a, i);
    }
  }

  private static void tanh(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      DoubleVector value = LaneFunctions.tanh(x);
      DoubleVector slope = LaneFunctions.tanhDerivative(x, value);
      value.intoArray(a, i);
      slope.intoArray(slopes, i);
    }
  }

  private static void relu(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      LaneFunctions.relu(x).intoArray(a, i);
    }
  }

  private static void relu(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      DoubleVector value = LaneFunctions.relu(x);
      DoubleVector slope = LaneFunctions.reluDerivative(x);
      value.intoArray(a, i);
      slope.intoArray(slopes, i);
    }
  }

  private static void gelu(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      LaneGelu.value(x).intoArray(a, i);
    }
  }

  private static void gelu(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      DoubleVector value = LaneGelu.value(x);
      DoubleVector slope = LaneGelu.derivative(x);
      value.intoArray(a, i);
      slope.intoArray(slopes, i);
    }
  }

  private static void sigmoid(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      LaneFunctions.sigmoid(x).intoArray(a, i);
    }
  }

  private static void sigmoid(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      DoubleVector value = LaneFunctions.sigmoid(x);
      DoubleVector slope = LaneFunctions.sigmoidDerivative(x, value);
      value.intoArray(a, i);
      slope.intoArray(slopes, i);
    }
  }

  private static void softplus(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      LaneFunctions.softplus(x).intoArray(a, i);
    }
  }

  private static void softplus(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      DoubleVector value = LaneFunctions.softplus(x);
      DoubleVector slope = LaneFunctions.sigmoid(x);
      value.intoArray(a, i);
      slope.intoArray(slopes, i);
    }
  }

  private static void cos(double[] z, int from, int end, double[] a) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      if (LaneCosine.hasHuge(x)) {
        for (int j = i; j < i + Lanes.COUNT; j++) {
          a[j] = ScalarCosine.value(z[j]);
        }
      } else {
        LaneCosine.value(x).intoArray(a, i);
      }
    }
  }

  private static void cos(double[] z, int from, int end, double[] a, double[] slopes) {
    for (int i = from; i < end; i += Lanes.COUNT) {
      DoubleVector x = DoubleVector.fromArray(Lanes.SPECIES, z, i);
      if (LaneCosine.hasHuge(x)) {
        for (int j = i; j < i + Lanes.COUNT; j++) {
          double angle = z[j];
          a[j] = ScalarCosine.value(angle);
          slopes[j] = ScalarCosine.derivative(angle);
        }
      } else {
        DoubleVector slope = LaneCosine.derivative(x);
        LaneCosine.value(x).intoArray(a, i);
        slope.intoArray(slopes, i);
      }
    }
  }
}
