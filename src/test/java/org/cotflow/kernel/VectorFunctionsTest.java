package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the hardware vector, the bits are the scalar's. Without the module, this fails. */
class VectorFunctionsTest {
  private static final long SEED = 20260524L;

  /** Not a multiple of a chunk, so that a shorter one comes last. */
  private static final int LENGTH = 4000;

  private static final int OFFSET = VectorFunctionsProbe.OFFSET;

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    -Double.MIN_NORMAL / 2,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1.0,
    -1.0,
    354.6,
    354.7,
    -746.0,
    746.0,
    -745.2,
    -708.4,
    39.0,
    -39.0,
    -38.5,
    -0.7517915246935645,
    0x1p40,
    -0x1p40,
    0x1.fffffffffffffp39,
    1e22,
    1e300,
    -1e300
  };

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void bitsAreThoseOfTheScalarOnEverySpecies(int bits) throws Exception {
    BiFunction<String, double[], double[][]> probe = probe(bits);
    for (Activation activation : Activation.values()) {
      // Again and again: at first interpreted, then in compiled code as far as the compiler got.
      for (int round = 0; round < 3; round++) {
        assertSameBits(probe, activation, arguments(activation));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<String, double[], double[][]> probe(int bits) throws Exception {
    Object probe = SpeciesLoader.create(VectorFunctionsProbe.class, bits);
    return (BiFunction<String, double[], double[][]>) probe;
  }

  /** Huge angles fall back to the scalar a chunk at a time; here most chunks have none. */
  private static double[] arguments(Activation activation) {
    SplittableRandom random = new SplittableRandom(SEED + activation.ordinal());
    double[] z = new double[OFFSET + LENGTH];
    for (int i = 0; i < z.length; i++) {
      z[i] =
          switch (random.nextInt(4)) {
            case 0 -> random.nextDouble(-3, 3);
            case 1 -> random.nextDouble(-40, 40);
            case 2 -> random.nextDouble(-760, 760);
            default -> Math.scalb(random.nextDouble(-2, 2), random.nextInt(-1074, 38));
          };
    }
    for (int i = 0; i < 1000; i++) {
      z[i] =
          random.nextInt(3) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : Double.longBitsToDouble(random.nextLong());
    }
    return z;
  }

  private static void assertSameBits(
      BiFunction<String, double[], double[][]> probe, Activation activation, double[] z) {
    double[][] found = probe.apply(activation.name(), z);
    for (int i = 0; i < z.length; i++) {
      double value = i < OFFSET ? z[i] : activation.value(z[i]);
      double slope = i < OFFSET ? z[i] : activation.derivative(z[i], value);
      double argument = z[i];
      assertEquals(value, found[0][i], () -> place(activation, argument));
      assertEquals(value, found[1][i], () -> place(activation, argument));
      assertEquals(slope, found[2][i], () -> place(activation, argument) + ", derivative");
    }
  }

  private static String place(Activation activation, double z) {
    return activation + " at " + z + ", seed " + SEED;
  }
}
