package org.cotflow.base;

import java.util.Arrays;
import java.util.Locale;

/**
 * Random numbers addressed by (seed, purpose, layer, particle, index): there is no state. So a
 * number does not depend on the machine or on numbers drawn before it, and the first M particles of
 * a wider layer are the particles of the narrower one.
 *
 * <p>Uniforms are the centers of 2^52 equal cells of (0, 1); normals are their images under the
 * inverse of the normal distribution function ({@link NormalQuantile}).
 *
 * <p>Not thread-safe: one instance per task.
 */
public final class RandomStream {
  /**
   * What the numbers are for: streams of different purposes are independent. The id is part of the
   * address of a number, so an id is never changed and never used again.
   */
  public enum Purpose {
    PARTICLE_U(0),
    PARTICLE_W(1),
    PARTICLE_B(2),
    EMBEDDING(3),
    READOUT(4),
    DATA_FEATURES(5),
    DATA_TARGETS(6),
    DATA_NOISE(7),
    DATA_SPLIT(8),
    BATCH_ORDER(9),
    TRANSPORT(10),
    RESAMPLING(11),
    VALIDATION_SPLIT(12),
    PARTICLE_V(13),
    PARTICLE_C(14),
    PARTICLE_Q(15),
    PARTICLE_K(16),
    PARTICLE_O(17),
    POSITIONS(18),
    DATA_TASKS(19);

    private final int id;

    Purpose(int id) {
      this.id = id;
    }

    int id() {
      return id;
    }
  }

  /** From so many numbers on, loops over all of them are faster than one number at a time. */
  private static final int MANY = 16;

  /** Blocks of two numbers in one loop. */
  private static final int ROOM = NormalTransform.CHUNK / 2;

  private final int keyLow;
  private final int keyHigh;
  private final int purpose;
  private final long[] words = new long[2];
  private final NormalTransform transform = new NormalTransform();

  /** Counters, then random words: of the numbers of even index, and of odd index. */
  private long[] evenWords = {};

  private long[] oddWords = {};

  public RandomStream(long seed, Purpose purpose) {
    this(seed, purpose.id());
  }

  private RandomStream(long seed, int purpose) {
    this.keyLow = (int) seed;
    this.keyHigh = (int) (seed >>> 32);
    this.purpose = purpose;
  }

  /**
   * Numbers of a particle's part. A part that no purpose names has an id with the sign bit set and
   * 31 bits of the name's SHA-256, which no purpose has.
   */
  public static RandomStream ofPart(long seed, String part) {
    String purpose = "PARTICLE_" + part.toUpperCase(Locale.ROOT);
    for (Purpose one : Purpose.values()) {
      if (one.name().equals(purpose)) {
        return new RandomStream(seed, one);
      }
    }
    return new RandomStream(
        seed, Integer.MIN_VALUE | Integer.parseUnsignedInt(Sha256.of(part).substring(0, 8), 16));
  }

  /** A uniform number in the open interval (0, 1). */
  public double uniform(int layer, int particle, int index) {
    Philox.block(index >>> 1, particle, layer, purpose, keyLow, keyHigh, words);
    return toUniform(words[index & 1]);
  }

  /** A standard normal number. */
  public double normal(int layer, int particle, int index) {
    return NormalQuantile.of(uniform(layer, particle, index));
  }

  /** Standard normal numbers for the indices 0, 1, ... of one particle. */
  public void normals(int layer, int particle, double[] out) {
    normals(layer, particle, 1, out.length, out);
  }

  /**
   * Standard normal numbers of particles one after the other: number {@code index} of particle
   * {@code first + m} is at {@code m * size + index} and is that of {@link #normal}.
   *
   * @param size numbers of a particle
   * @param out {@code count * size} numbers or more
   */
  public void normals(int layer, int first, int count, int size, double[] out) {
    if ((long) count * size < MANY) {
      for (int m = 0; m < count; m++) {
        few(layer, first + m, size, out, m * size);
      }
      return;
    }
    int blocks = (size + 1) / 2;
    int together = Math.max(1, ROOM / blocks);
    int particles;
    for (int m = 0; m < count; m += particles) {
      particles = Math.min(together, count - m);
      for (int block = 0; block < blocks; block += ROOM) {
        int end = Math.min(blocks, block + ROOM);
        int drawn = Math.min(size, 2 * end) - 2 * block;
        int at = m * size + 2 * block;
        fillCounters(layer, first + m, particles, block, end);
        fillUniforms(particles * (end - block), drawn, out, at);
        transform.inPlace(out, at, at + particles * drawn);
      }
    }
  }

  /** The uniform numbers first, so that a branch on one does not delay the next. */
  private void few(int layer, int particle, int size, double[] out, int at) {
    for (int index = 0; index < size; index += 2) {
      Philox.block(index >>> 1, particle, layer, purpose, keyLow, keyHigh, words);
      out[at + index] = toUniform(words[0]);
      if (index + 1 < size) {
        out[at + index + 1] = toUniform(words[1]);
      }
    }
    for (int index = 0; index < size; index++) {
      out[at + index] = NormalQuantile.of(out[at + index]);
    }
  }

  /**
   * A uniformly random order of 0 .. size-1 (Fisher-Yates), the {@code number}-th of this stream.
   */
  public int[] permutation(int size, int number) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = (int) (uniform(number, i, 0) * (i + 1));
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }

  /** Counters of the blocks [from, to) of each particle, one particle after the other. */
  private void fillCounters(int layer, int first, int particles, int from, int to) {
    int count = particles * (to - from);
    if (evenWords.length < count) {
      evenWords = new long[count];
      oddWords = new long[count];
    }
    int particle = first;
    int block = from;
    for (int i = 0; i < count; i++) {
      evenWords[i] = Philox.pack(block, particle);
      block++;
      if (block == to) {
        block = from;
        particle++;
      }
    }
    Arrays.fill(oddWords, 0, count, Philox.pack(layer, purpose));
  }

  /**
   * @param drawn numbers wanted of each particle: of its last block perhaps only the first
   */
  private void fillUniforms(int blocks, int drawn, double[] out, int at) {
    Philox.blocksInPlace(evenWords, oddWords, blocks, keyLow, keyHigh);
    int left = drawn;
    for (int i = 0; i < blocks; i++) {
      out[at++] = toUniform(evenWords[i]);
      if (left > 1) {
        out[at++] = toUniform(oddWords[i]);
      }
      left -= 2;
      if (left <= 0) {
        left = drawn;
      }
    }
  }

  private static double toUniform(long word) {
    return ((word >>> 12) + 0.5) * 0x1p-52;
  }
}
