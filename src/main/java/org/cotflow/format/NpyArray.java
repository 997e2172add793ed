package org.cotflow.format;

/**
 * A numeric array as numpy writes it.
 *
 * @param shape the length of each axis; empty for a scalar
 * @param values the numbers in C order: the last axis runs fastest
 */
public record NpyArray(int[] shape, double[] values) {
  public NpyArray {
    long size = 1;
    for (int length : shape) {
      size = Math.multiplyExact(size, length);
    }
    if (size != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill the shape " + java.util.Arrays.toString(shape));
    }
  }

  /** A zero-dimensional array. */
  public static NpyArray scalar(double value) {
    return new NpyArray(new int[0], new double[] {value});
  }

  /** A one-dimensional array. */
  public static NpyArray vector(double... values) {
    return new NpyArray(new int[] {values.length}, values);
  }
}
