package org.cotflow.data;

import java.util.Arrays;
import org.cotflow.base.UserInputException;

/** Numbers in the order they are read, in one growing array. */
final class DoubleList {
  /** The most numbers that one array holds. */
  static final int LARGEST = Integer.MAX_VALUE - 8;

  private final String origin;
  private double[] values = new double[1 << 10];
  private int size;

  DoubleList(String origin) {
    this.origin = origin;
  }

  /**
   * @throws UserInputException beyond 2^31 numbers
   */
  void add(double value) {
    if (size == values.length) {
      if (size == LARGEST) {
        throw tooLong(origin);
      }
      values = Arrays.copyOf(values, (int) Math.min(2L * size, LARGEST));
    }
    values[size++] = value;
  }

  static UserInputException tooLong(String origin) {
    return new UserInputException(
        origin + " holds more than 2^31 numbers; train on fewer samples or features");
  }

  int size() {
    return size;
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
