package org.cotflow.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.cotflow.base.RandomStream.Purpose;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  /** The known answers that the authors of Philox publish with their code (kat_vectors). */
  @Test
  void philoxGivesThePublishedAnswers() {
    assertPhilox(new int[6], 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    int[] ones = new int[6];
    Arrays.fill(ones, -1);
    assertPhilox(ones, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertPhilox(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0},
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertPhilox(int[] in, int w0, int w1, int w2, int w3) {
    long[] out = new long[2];
    Philox.block(in[0], in[1], in[2], in[3], in[4], in[5], out);
    assertArrayEquals(
        new int[] {w0, w1, w2, w3},
        new int[] {(int) out[0], (int) (out[0] >>> 32), (int) out[1], (int) (out[1] >>> 32)});
  }

  @Test
  void manyCountersGiveTheWordsOfEach() {
    long[] first = new long[37];
    long[] second = new long[37];
    Arrays.setAll(first, i -> Philox.pack(-i, i * i));
    Arrays.setAll(second, i -> Philox.pack(7 * i, -3));
    Philox.blocksInPlace(first, second, 36, 0x9E3779B9, -2);
    for (int i = 0; i < 36; i++) {
      long[] words = new long[2];
      Philox.block(-i, i * i, 7 * i, -3, 0x9E3779B9, -2, words);
      assertArrayEquals(words, new long[] {first[i], second[i]});
    }
    assertEquals(Philox.pack(-36, 36 * 36), first[36]);
  }

  /** To 16 digits; what is left is the rounding of the probabilities, 1/density times larger. */
  @Test
  void quantilesAreThoseOfTheTables() {
    assertEquals(0.0, NormalQuantile.of(0.5));
    assertEquals(1.959963984540054, NormalQuantile.of(0.975), 2e-15);
    assertEquals(-1.2815515655446004, NormalQuantile.of(0.1), 2e-15);
    assertEquals(-3.090232306167813, NormalQuantile.of(0.001), 2e-15);
    assertEquals(-6.361340902404056, NormalQuantile.of(1e-10), 2e-15);
    assertEquals(-NormalQuantile.of(0.25), NormalQuantile.of(0.75));
  }

  @Test
  void normalsHaveTheMomentsOfTheLaw() {
    RandomStream stream = new RandomStream(5, Purpose.PARTICLE_W);
    int n = 200_000;
    double[] powers = new double[5];
    for (int i = 0; i < n; i++) {
      double z = stream.normal(i % 7, i, i % 3);
      for (int k = 1; k <= 4; k++) {
        powers[k] += Math.pow(z, k) / n;
      }
    }
    assertEquals(0, powers[1], 4 * Math.sqrt(1.0 / n));
    assertEquals(1, powers[2], 4 * Math.sqrt(2.0 / n));
    assertEquals(0, powers[3], 4 * Math.sqrt(15.0 / n));
    assertEquals(3, powers[4], 4 * Math.sqrt(96.0 / n));
  }

  @Test
  void numbersAreAddressedNotDrawnInTurn() {
    RandomStream stream = new RandomStream(5, Purpose.PARTICLE_U);
    double[] five = new double[5];
    double[] three = new double[3];
    stream.normals(2, 9, five);
    stream.normals(2, 9, three);
    assertArrayEquals(Arrays.copyOf(five, 3), three);
    assertEquals(five[3], stream.normal(2, 9, 3));
  }

  /** One particle or several, an odd number of numbers or even, few or many chunks of them. */
  @Test
  void normalsOfManyParticlesAreThoseOfEach() {
    int[][] shapes = {
      {0, 3}, {1, 1}, {1, 15}, {1, 16}, {7, 2}, {8, 2}, {5, 3}, {6, 3}, {1100, 1}, {700, 3},
      {9, 74}, {1, 1023}, {2, 1025}, {3, 2049}, {1, 4097}
    };
    RandomStream stream = new RandomStream(-9, Purpose.PARTICLE_V);
    for (int[] shape : shapes) {
      int count = shape[0];
      int size = shape[1];
      double[] expected = new double[count * size + 3];
      for (int i = 0; i < count * size; i++) {
        expected[i] = stream.normal(-4, 11 + i / size, i % size);
      }
      double[] actual = new double[expected.length];
      stream.normals(-4, 11, count, size, actual);
      assertArrayEquals(expected, actual, count + " particles of " + size + " numbers");
      if (count == 1) {
        stream.normals(-4, 11, actual);
        assertArrayEquals(Arrays.copyOf(expected, size), Arrays.copyOf(actual, size));
      }
    }
  }

  @Test
  void everyPartOfTheAddressCounts() {
    Set<Double> seen = new HashSet<>();
    int count = 0;
    for (long seed : new long[] {0, 1, 1L << 40}) {
      for (Purpose purpose : Purpose.values()) {
        for (int layer = 0; layer < 3; layer++) {
          for (int particle = 0; particle < 3; particle++) {
            for (int index = 0; index < 4; index++) {
              seen.add(new RandomStream(seed, purpose).uniform(layer, particle, index));
              count++;
            }
          }
        }
      }
    }
    assertEquals(count, seen.size());
  }

  @Test
  void permutationsArePermutationsAndDiffer() {
    RandomStream stream = new RandomStream(3, Purpose.BATCH_ORDER);
    int[] first = stream.permutation(50, 0);
    int[] sorted = first.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < 50; i++) {
      assertEquals(i, sorted[i]);
    }
    assertNotEquals(Arrays.toString(first), Arrays.toString(stream.permutation(50, 1)));
    assertArrayEquals(first, new RandomStream(3, Purpose.BATCH_ORDER).permutation(50, 0));
  }

  /** Numbers of stored runs are addressed by these ids: a change of one changes the runs. */
  @Test
  void idsOfPurposesAreFixed() {
    assertArrayEquals(
        new String[] {
          "PARTICLE_U 0",
          "PARTICLE_W 1",
          "PARTICLE_B 2",
          "EMBEDDING 3",
          "READOUT 4",
          "DATA_FEATURES 5",
          "DATA_TARGETS 6",
          "DATA_NOISE 7",
          "DATA_SPLIT 8",
          "BATCH_ORDER 9",
          "TRANSPORT 10",
          "RESAMPLING 11",
          "VALIDATION_SPLIT 12",
          "PARTICLE_V 13",
          "PARTICLE_C 14",
          "PARTICLE_Q 15",
          "PARTICLE_K 16",
          "PARTICLE_O 17",
          "POSITIONS 18",
          "DATA_TASKS 19"
        },
        Arrays.stream(Purpose.values()).map(p -> p + " " + p.id()).toArray(String[]::new));
  }

  @Test
  void drawsTheNumbersOfEarlierVersions() {
    assertEquals(0.6985580129148393, new RandomStream(3, Purpose.PARTICLE_U).uniform(1, 2, 3));
    assertEquals(-0.8088087897920901, new RandomStream(3, Purpose.PARTICLE_W).normal(1, 2, 3));
    assertEquals(0.49161176513647675, new RandomStream(-1, Purpose.RESAMPLING).uniform(1, 2, 3));
    assertArrayEquals(
        new int[] {4, 5, 2, 1, 0, 3}, new RandomStream(0, Purpose.DATA_SPLIT).permutation(6, 4));
  }
}
