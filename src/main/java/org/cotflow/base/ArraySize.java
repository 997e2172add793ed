package org.cotflow.base;

/** Lengths of arrays that are products of sizes which the user chose. */
public final class ArraySize {
  /** The longest array that every JVM makes. */
  public static final int MOST = Integer.MAX_VALUE - 8;

  private ArraySize() {}

  /**
   * The product of sizes.
   *
   * @param what the array is for, as the message names it: {@code the states}
   * @param sizes not negative
   * @throws UserInputException if no array holds so many numbers
   */
  public static int of(String what, long... sizes) {
    long product = 1;
    StringBuilder factors = new StringBuilder();
    boolean fits = true;
    for (long size : sizes) {
      factors.append(factors.isEmpty() ? "" : " x ").append(size);
      fits &= size == 0 || product <= MOST / size;
      product = fits ? product * size : product;
    }
    if (!fits) {
      throw new UserInputException(
          what
              + " take "
              + factors
              + " numbers, and an array holds "
              + MOST
              + "; use fewer samples (data.samples, flow.batch), fewer particles or smaller"
              + " states");
    }
    return (int) product;
  }
}
