package org.cotflow.kernel;

/** Working memory of one thread, grown on demand and reused from call to call. */
public final class KernelScratch {
  private double[][] arrays = new double[8][];

  /**
   * An array of at least {@code length} numbers with unspecified content, the same for each slot.
   */
  double[] array(int slot, int length) {
    double[] held = arrays[slot];
    if (held == null || held.length < length) {
      held = new double[length];
      arrays[slot] = held;
    }
    return held;
  }
}
