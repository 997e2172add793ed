package org.cotflow.kernel;

/** Working memory of one thread, grown on demand and reused from call to call. */
public final class KernelScratch {
  /** Numbers in a cache line. */
  private static final int LINE = 8;

  private double[][] arrays = new double[8][];
  private long fetched;

  /**
   * An array of at least {@code length} numbers with unspecified content, the same for each slot.
   */
  public double[] array(int slot, int length) {
    double[] held = arrays[slot];
    if (held == null || held.length < length) {
      held = new double[length];
      arrays[slot] = held;
    }
    return held;
  }

  /**
   * Brings numbers into the cache by one plain pass over them. Kernels read a few panels side by
   * side and go over them again, an order that the prefetchers of a processor do not follow.
   */
  void fetch(double[] numbers) {
    long bits = 0;
    for (int i = 0; i < numbers.length; i += LINE) {
      bits |= Double.doubleToRawLongBits(numbers[i]);
    }
    fetched = bits; // kept, so that the compiler keeps the pass
  }
}
