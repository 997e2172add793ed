package org.cotflow.format;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cotflow.base.Location;

/**
 * Writes .npz files that numpy opens: float64 arrays in C order and unicode strings. Arrays are
 * written number by number, so that they may be larger than memory (and the file than 4 GB). The
 * bytes depend on the content alone: every entry carries the same date.
 *
 * <pre>
 *   try (NpzWriter npz = NpzWriter.create(file)) {
 *     npz.write("A", new NpyArray(new int[] {2, 3}, values));
 *     npz.begin("u", 8, 1024, 74);  // then exactly 8 * 1024 * 74 numbers
 *     npz.append(numbers, 0, numbers.length);
 *     npz.writeText("meta", json);
 *   }
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class NpzWriter implements Closeable {
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);
  private static final int CHUNK = 1 << 13;

  private final ZipOutputStream zip;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private String open;
  private long missing;

  private NpzWriter(OutputStream stream, int level) {
    this.zip = new ZipOutputStream(stream);
    zip.setLevel(level);
  }

  /** Creates or overwrites a file; the numbers are not compressed. */
  public static NpzWriter create(Location file) throws IOException {
    return create(file, Deflater.NO_COMPRESSION);
  }

  /**
   * Creates or overwrites a file.
   *
   * @param level 0 (stored as it is) to 9 (smallest)
   */
  public static NpzWriter create(Location file, int level) throws IOException {
    return new NpzWriter(new BufferedOutputStream(file.openWrite(), 1 << 16), level);
  }

  /** Writes a whole array. */
  public void write(String name, NpyArray array) throws IOException {
    long[] shape = new long[array.shape().length];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = array.shape()[axis];
    }
    begin(name, shape);
    append(array.values(), 0, array.values().length);
  }

  /** Begins an array whose numbers follow by {@link #append}, in C order. */
  public void begin(String name, long... shape) throws IOException {
    beginEntry(name, NpyHeader.bytes("<f8", shape));
    long size = 1;
    for (long length : shape) {
      size = Math.multiplyExact(size, length);
    }
    missing = size;
  }

  /**
   * Writes the next numbers of the array begun last.
   *
   * @throws IllegalStateException if they are more than its shape has room for
   */
  public void append(double[] values, int offset, int count) throws IOException {
    if (count > missing) {
      throw new IllegalStateException("more numbers than the shape of " + open + " has room for");
    }
    missing -= count;
    for (int done = 0; done < count; ) {
      int chunk = Math.min(CHUNK, count - done);
      buffer.clear();
      for (int i = 0; i < chunk; i++) {
        buffer.putDouble(values[offset + done + i]);
      }
      zip.write(buffer.array(), 0, chunk * Double.BYTES);
      done += chunk;
    }
  }

  /** Writes a string as a zero-dimensional array. */
  public void writeText(String name, String text) throws IOException {
    int[] characters = text.codePoints().toArray();
    beginEntry(name, NpyHeader.bytes("<U" + Math.max(1, characters.length)));
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * Math.max(1, characters.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(characters);
    zip.write(bytes.array());
  }

  private void beginEntry(String name, byte[] header) throws IOException {
    checkComplete();
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(DATE);
    zip.putNextEntry(entry);
    zip.write(header);
    open = name;
  }

  private void checkComplete() {
    if (missing > 0) {
      throw new IllegalStateException(missing + " numbers are missing in " + open);
    }
  }

  /**
   * Completes the file.
   *
   * @throws IllegalStateException if the last array is not complete; the file is then not readable
   */
  @Override
  public void close() throws IOException {
    try (zip) {
      checkComplete();
    }
  }
}
