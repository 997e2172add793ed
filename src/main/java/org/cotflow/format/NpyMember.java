package org.cotflow.format;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One array of an .npz file while it is being read: its shape first, then its elements in C order,
 * any number at a time. Valid only during the visit.
 */
public final class NpyMember {
  private static final int CHUNK = 1 << 16;

  private final String name;
  private final NpyHeader header;
  private final DataInputStream in;
  private final long size;
  private long consumed;
  private double[] reordered;
  private long rounded;
  private long firstRounded;

  NpyMember(String name, NpyHeader header, DataInputStream in) {
    this.name = name;
    this.header = header;
    this.in = in;
    this.size = header.size();
  }

  /** The name without ".npy". */
  public String name() {
    return name;
  }

  /** The length of each axis; empty for a scalar. */
  public long[] shape() {
    return header.shape().clone();
  }

  /** True for strings, false for numbers. */
  public boolean isText() {
    return header.type().isText();
  }

  /** True for integer and boolean numbers. */
  public boolean isWhole() {
    return header.type().isWhole();
  }

  /** True for numbers of 64 bits with a fraction. */
  public boolean isDouble() {
    return !isText() && !isWhole() && header.type().bytes() == Double.BYTES;
  }

  /** The type of its elements in words. */
  public String kind() {
    return isText() ? "text" : isWhole() ? "integers" : "float" + 8 * header.type().bytes();
  }

  /** How many integers were rounded to doubles so far. */
  public long rounded() {
    return rounded;
  }

  /** The index of the first integer that was rounded, as in [0, 3]. */
  public String firstRounded() {
    long[] shape = header.shape();
    long[] index = new long[shape.length];
    long rest = firstRounded;
    for (int i = 0; i < shape.length; i++) {
      int axis = header.fortranOrder() ? i : shape.length - 1 - i;
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return Arrays.toString(index);
  }

  /** Reads the next {@code count} numbers. */
  public void read(double[] into, int offset, int count) throws IOException {
    if (isText()) {
      throw new MalformedNpyException("holds text where numbers are expected");
    }
    if (count > size - consumed) {
      throw new IllegalArgumentException("beyond the end of " + name);
    }
    if (header.fortranOrder() && header.shape().length > 1) {
      if (reordered == null) {
        reordered = inOrderOfC();
      }
      System.arraycopy(reordered, (int) consumed, into, offset, count);
    } else {
      readStored(into, offset, count);
    }
    consumed += count;
  }

  /** Reads all numbers. */
  public NpyArray readAll() throws IOException {
    double[] values = new double[elements()];
    read(values, 0, values.length);
    int[] shape = new int[header.shape().length];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.toIntExact(header.shape()[axis]);
    }
    return new NpyArray(shape, values);
  }

  /** Reads all strings; a scalar gives one. */
  public List<String> readAllText() throws IOException {
    if (!isText()) {
      throw new MalformedNpyException("holds numbers where text is expected");
    }
    int count = elements();
    List<String> texts = new ArrayList<>(Math.min(count, CHUNK));
    for (int i = 0; i < count; i++) {
      byte[] element = in.readNBytes(header.type().bytes());
      if (element.length < header.type().bytes()) {
        throw new java.io.EOFException();
      }
      texts.add(header.type().text(element));
    }
    consumed = size;
    return texts;
  }

  private int elements() throws IOException {
    if (size > Integer.MAX_VALUE - 8) {
      throw new MalformedNpyException("has " + size + " elements; at most 2^31 fit in memory");
    }
    return (int) size;
  }

  private void readStored(double[] into, int offset, int count) throws IOException {
    NpyType type = header.type();
    byte[] bytes = new byte[Math.min(count, CHUNK) * type.bytes()];
    for (int done = 0; done < count; ) {
      int chunk = Math.min(CHUNK, count - done);
      in.readFully(bytes, 0, chunk * type.bytes());
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(type.order());
      for (int i = 0; i < chunk; i++) {
        if (type.isRounded(buffer)) {
          firstRounded = rounded == 0 ? consumed + done + i : firstRounded;
          rounded++;
        }
        into[offset + done + i] = type.number(buffer);
      }
      done += chunk;
    }
  }

  /** Reads an array whose first axis runs fastest and turns it round. */
  private double[] inOrderOfC() throws IOException {
    double[] stored = new double[elements()];
    readStored(stored, 0, stored.length);
    double[] values = new double[stored.length];
    long[] shape = header.shape();
    int[] index = new int[shape.length];
    for (double value : stored) {
      int position = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        position = position * (int) shape[axis] + index[axis];
      }
      values[position] = value;
      for (int axis = 0; axis < shape.length && ++index[axis] == shape[axis]; axis++) {
        index[axis] = 0;
      }
    }
    return values;
  }
}
