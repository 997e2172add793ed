package org.cotflow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the hardware vector, the bits are the scalar's. Without the module, this fails. */
class VectorLaneMathTest {
  private static final long SEED = 20261128L;

  @ParameterizedTest
  @CsvSource({"128, 16", "256, 16", "256, 32", "512, 32"})
  @SuppressWarnings("unchecked")
  void bitsAreThoseOfTheReference(int bits, int registers) throws Exception {
    Object probe = SpeciesLoader.create(LaneMathProbe.class, bits, registers);
    BiFunction<int[], double[], double[][]> both = (BiFunction<int[], double[], double[][]>) probe;
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 300; round++) {
      int[] shape = {
        random.nextInt(1, 10),
        random.nextInt(1, 12),
        random.nextInt(1, 9),
        random.nextInt(2),
        random.nextInt(2),
        random.nextInt(1, 4)
      };
      double[][] found = both.apply(shape, LaneMathProbe.numbers(shape, random));
      assertArrayEquals(
          found[1], found[0], () -> Arrays.toString(shape) + " at " + bits + " bits, seed " + SEED);
    }
  }
}
