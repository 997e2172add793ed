package org.cotflow.base;

/**
 * {@link NormalQuantile#of} of many numbers, in place and with the same bits: all numbers as if
 * they were of the center, then the others, gathered, once more.
 *
 * <p>The loops have no branches and short bodies, as HotSpot vectorizes these alone; it refuses
 * bodies of more than about 60 operations ({@code LoopUnrollLimit}).
 *
 * <p>Not thread-safe: it owns the room for the numbers of one chunk that are outside the center.
 */
final class NormalTransform {
  /** Numbers at a time: they stay in the first-level cache. */
  static final int CHUNK = 1024;

  /** The bits of 2e-11: the far tail begins below, at e^-25 = 1.39e-11. */
  private static final long NEAR_FAR = Double.doubleToRawLongBits(2e-11);

  private int[] places = {};
  private double[] uniforms = {};

  /** In turn q, f, log q and |z|, as {@link NormalQuantile} and {@link Logarithm} name them. */
  private double[] tails = {};

  private double[] exponents = {};
  private double[] weighted = {};

  /** Replaces the numbers p of [from, to), 0 &lt; p &lt; 1, by their z. */
  void inPlace(double[] numbers, int from, int to) {
    ensureRoom(Math.min(CHUNK, to - from));
    for (int start = from; start < to; start += CHUNK) {
      int end = Math.min(to, start + CHUNK);
      int count = gather(numbers, start, end);
      center(numbers, start, end);
      if (reduce(count)) {
        logarithms(count);
        magnitudes(count);
      } else {
        oneByOne(count);
      }
      scatter(numbers, count);
    }
  }

  private void ensureRoom(int count) {
    if (places.length < count) {
      places = new int[count];
      uniforms = new double[count];
      tails = new double[count];
      exponents = new double[count];
      weighted = new double[count];
    }
  }

  /** Gathers the numbers outside the center; the sign of the room they leave counts them. */
  private int gather(double[] numbers, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      places[count] = i;
      double room = NormalQuantile.CENTER - Math.abs(numbers[i] - 0.5);
      count += (int) (Double.doubleToRawLongBits(room) >>> 63);
    }
    for (int t = 0; t < count; t++) {
      uniforms[t] = numbers[places[t]];
    }
    return count;
  }

  private static void center(double[] numbers, int from, int to) {
    for (int i = from; i < to; i++) {
      numbers[i] = NormalQuantile.center(numbers[i] - 0.5);
    }
  }

  /** What {@link Logarithm#sum} takes; false if some number needs another formula. */
  private boolean reduce(int count) {
    for (int t = 0; t < count; t++) {
      tails[t] = tail(uniforms[t]);
    }
    long other = 0;
    for (int t = 0; t < count; t++) {
      long bits = Double.doubleToRawLongBits(tails[t]);
      double fraction = Logarithm.fraction(bits);
      tails[t] = fraction;
      exponents[t] = Logarithm.exponent(bits);
      weighted[t] = fraction * Logarithm.weight(bits);
      other |= (bits - NEAR_FAR) | Logarithm.tiny(bits);
    }
    return other >= 0;
  }

  /** min(p, 1 - p), without a branch. */
  private static double tail(double uniform) {
    return Math.abs(uniform - Math.rint(uniform));
  }

  private void logarithms(int count) {
    for (int t = 0; t < count; t++) {
      tails[t] = Logarithm.sum(tails[t], exponents[t], weighted[t]);
    }
  }

  private void magnitudes(int count) {
    for (int t = 0; t < count; t++) {
      tails[t] = NormalQuantile.middle(Math.sqrt(-tails[t]));
    }
  }

  private void oneByOne(int count) {
    for (int t = 0; t < count; t++) {
      tails[t] = NormalQuantile.magnitude(tail(uniforms[t]));
    }
  }

  private void scatter(double[] numbers, int count) {
    for (int t = 0; t < count; t++) {
      numbers[places[t]] = Math.copySign(tails[t], uniforms[t] - 0.5);
    }
  }
}
