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
  private static final int ROUNDS = 10;

  private Philox() {}

  /** The four output words for counter (c0, c1, c2, c3) and key (k0, k1), packed as two longs. */
  static void block(int c0, int c1, int c2, int c3, int k0, int k1, long[] out) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
      long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = ((long) c1 << 32) | (c0 & 0xFFFFFFFFL);
    out[1] = ((long) c3 << 32) | (c2 & 0xFFFFFFFFL);
  }
}
