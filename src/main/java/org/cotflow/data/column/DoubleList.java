package org.cotflow.data.column;

import java.util.ArrayList;
import java.util.List;
import org.cotflow.base.UserInputException;

/** Numbers in the order they are read. They are held in chunks, so that growing copies little. */
public final class DoubleList {
  /** The most numbers that one array holds. */
  public static final int LARGEST = Integer.MAX_VALUE - 8;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FIRST = 16;

  private final String origin;

  /** Full but for the last, which grows to a whole chunk. */
  private final List<double[]> chunks = new ArrayList<>();

  private double[] last = new double[0];
  private int size;

  public DoubleList(String origin) {
    this.origin = origin;
  }

  /**
   * @throws UserInputException beyond 2^31 numbers
   */
  public void add(double value) {
    int at = size & (CHUNK - 1);
    if (at == 0) {
      if (size > LARGEST - CHUNK) {
        throw tooLong(origin);
      }
      last = new double[size == 0 ? FIRST : CHUNK];
      chunks.add(last);
    } else if (at == last.length) {
      last = java.util.Arrays.copyOf(last, Math.min(CHUNK, 2 * at));
      chunks.set(chunks.size() - 1, last);
    }
    last[at] = value;
    size++;
  }

  public static UserInputException tooLong(String origin) {
    return new UserInputException(
        origin + " holds more than 2^31 numbers; train on fewer samples or features");
  }

  public int size() {
    return size;
  }

  double get(int index) {
    return chunks.get(index >> CHUNK_BITS)[index & (CHUNK - 1)];
  }

  public double[] toArray() {
    double[] values = new double[size];
    for (int i = 0; i < size; i += CHUNK) {
      System.arraycopy(chunks.get(i >> CHUNK_BITS), 0, values, i, Math.min(CHUNK, size - i));
    }
    return values;
  }
}
