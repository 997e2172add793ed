package org.cotflow.base;

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
  /** The use of the numbers: streams of different purposes are independent. */
  public enum Purpose {
    PARTICLE_U,
    PARTICLE_W,
    PARTICLE_B,
    EMBEDDING,
    READOUT,
    DATA_FEATURES,
    DATA_TARGETS,
    DATA_NOISE,
    DATA_SPLIT,
    BATCH_ORDER,
    TRANSPORT,
    RESAMPLING
  }

  private final int keyLow;
  private final int keyHigh;
  private final int purpose;
  private final long[] words = new long[2];

  public RandomStream(long seed, Purpose purpose) {
    this.keyLow = (int) seed;
    this.keyHigh = (int) (seed >>> 32);
    this.purpose = purpose.ordinal();
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
    for (int index = 0; index < out.length; index += 2) {
      Philox.block(index >>> 1, particle, layer, purpose, keyLow, keyHigh, words);
      out[index] = NormalQuantile.of(toUniform(words[0]));
      if (index + 1 < out.length) {
        out[index + 1] = NormalQuantile.of(toUniform(words[1]));
      }
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

  private static double toUniform(long word) {
    return ((word >>> 12) + 0.5) * 0x1p-52;
  }
}
