package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class NormalTransformTest {
  private static final double[] CHANGES = {
    0x1p-53, StrictMath.exp(-25), 2e-11, 0x1p-20, 0.0625, 0.075, 0.5, 0.925, 0.9375
  };

  private static void check(double... uniforms) {
    double[] normals = uniforms.clone();
    new NormalTransform().inPlace(normals, 0, normals.length);
    assertArrayEquals(Arrays.stream(uniforms).map(NormalQuantile::of).toArray(), normals);
  }

  /** The smallest and the largest uniform number, and where a formula ends, with neighbors. */
  @Test
  void equalsTheQuantileWhereItsFormulaChanges() {
    double[] uniforms =
        Arrays.stream(CHANGES)
            .flatMap(p -> DoubleStream.of(p, 1 - p))
            .flatMap(
                p ->
                    DoubleStream.iterate(Math.nextDown(Math.nextDown(p)), Math::nextUp)
                        .limit(5)
                        .filter(q -> q < 1))
            .toArray();
    check(uniforms);
    for (double uniform : uniforms) {
      check(uniform);
    }
  }

  @Test
  void equalsTheQuantileForEveryLength() {
    SplittableRandom random = new SplittableRandom(2);
    for (int length = 0; length <= 40; length++) {
      check(random.doubles(length, 0x1p-53, 1).toArray());
    }
    check(random.doubles(2 * NormalTransform.CHUNK + 21, 0x1p-53, 1).toArray());
    check(random.doubles(NormalTransform.CHUNK, 0x1p-53, 0.075).toArray());
  }

  /** Numbers of all sizes, as far as below e^-25, where a chunk takes another way. */
  @Test
  void equalsTheQuantileInTheTails() {
    double[] tails =
        new SplittableRandom(3).doubles(50_000, 2, 36).map(x -> Math.exp(-x)).toArray();
    check(tails);
    check(Arrays.stream(tails).map(q -> 1 - q).toArray());
    for (double tail : Arrays.copyOf(tails, 1000)) {
      check(tail);
    }
  }

  @Test
  void leavesTheNumbersAround() {
    double[] numbers = new double[3 * NormalTransform.CHUNK];
    Arrays.fill(numbers, 0.01);
    int from = 5;
    int to = numbers.length - 7;
    new NormalTransform().inPlace(numbers, from, to);
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(i < from || i >= to ? 0.01 : NormalQuantile.of(0.01), numbers[i]);
    }
  }

  /** The bits of the quantile, in all its formulas, as the first published version has them. */
  @Test
  void quantilesAreThoseOfEarlierVersions() {
    double[] quantiles = new double[8192];
    int far = 0;
    for (int i = 0; i < 4096; i++) {
      double cell = (i + 0.5) / 4096;
      quantiles[i] = NormalQuantile.of(cell);
      double tail = Math.scalb(cell, -i % 50);
      quantiles[4096 + i] = NormalQuantile.of(tail);
      far += tail < StrictMath.exp(-25) ? 1 : 0;
    }
    assertTrue(far > 1000);
    assertEquals(-876603230, Arrays.hashCode(quantiles));
  }
}
