package org.cotflow.base;

/**
 * The counter-based generator Philox4x32-10: 128 random bits are a pure function of a 128-bit
 * counter and a 64-bit key, so that any number of a stream can be drawn anywhere, in any order.
 *
 * <p>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;
  private static final int ROUNDS = 10;

  private Philox() {}

  /** The four output words for counter (c0, c1, c2, c3) and key (k0, k1), packed as two longs. */
  static void block(int c0, int c1, int c2, int c3, int k0, int k1, long[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & LOW);
      long product1 = MULTIPLIER_1 * (c2 & LOW);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = pack(c0, c1);
    out[1] = pack(c2, c3);
  }

  /** Two words of a counter, or of the output, as a long. */
  static long pack(int low, int high) {
    return ((long) high << 32) | (low & LOW);
  }

  /**
   * Replaces counters by the output words of {@link #block}. One loop for each round, as the
   * compiler vectorizes loops with two multiplications, but not with twenty.
   *
   * @param first (c0, c1) of each counter, packed
   * @param second (c2, c3)
   */
  static void blocksInPlace(long[] first, long[] second, int count, int k0, int k1) {
    for (int round = 0; round < ROUNDS; round++) {
      roundInPlace(first, second, count, k0 & LOW, k1 & LOW);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
  }

  private static void roundInPlace(long[] first, long[] second, int count, long k0, long k1) {
    for (int i = 0; i < count; i++) {
      long product0 = MULTIPLIER_0 * (first[i] & LOW);
      long product1 = MULTIPLIER_1 * (second[i] & LOW);
      first[i] = Long.rotateLeft(product1, 32) ^ (first[i] >>> 32) ^ k0;
      second[i] = Long.rotateLeft(product0, 32) ^ (second[i] >>> 32) ^ k1;
    }
  }
}
